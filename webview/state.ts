/**
 * What the page shows, as signals, and everything that may change it. Knows neither the DOM nor the layout: a
 * finished `Drawing` is handed in.
 */
import { batch, computed, signal } from '@preact/signals';
import type { PanelState } from '../src/protocol/messages.ts';
import type { Cursor, FailureView, NodeIndex } from '../src/protocol/view.ts';
import type { Host } from './host.ts';
import type { Drawing } from './picture/Picture.tsx';
import { type Moment, momentAt, next, previous, visitedNode } from './walk.ts';

/** How long each visit stays while the walk plays. */
const PLAY_MS = 900;

/** A shorter evaluation shows no sign of being busy. */
const BUSY_AFTER_MS = 400;

export class PageState {
  readonly drawing = signal<Drawing | undefined>(undefined);
  readonly cursor = signal<Cursor>('overview');
  readonly playing = signal(false);
  readonly busy = signal(false);
  /** With a drawing, that drawing is of an older text of the program. */
  readonly failure = signal<FailureView | undefined>(undefined);
  /** The node that the Tab key reaches. */
  readonly tabStop = signal<NodeIndex>(0);

  readonly moment = computed((): Moment | undefined => {
    const drawing = this.drawing.value;
    return drawing && momentAt(drawing.view, this.cursor.value);
  });
  readonly visited = computed((): NodeIndex | undefined => {
    const drawing = this.drawing.value;
    return drawing && visitedNode(drawing.view, this.cursor.value);
  });

  readonly #host: Host;
  #panel: PanelState | undefined;
  #playTimer = 0;
  #busyTimer = 0;

  constructor(host: Host) {
    this.#host = host;
  }

  /** The program could be evaluated again; its picture is on its way. */
  recover(): void {
    this.failure.value = undefined;
    this.wait();
  }

  /** An evaluation has begun. */
  wait(): void {
    if (this.#busyTimer !== 0) return;
    this.#busyTimer = window.setTimeout(() => {
      this.busy.value = true;
    }, BUSY_AFTER_MS);
  }

  #stopWaiting(): void {
    window.clearTimeout(this.#busyTimer);
    this.#busyTimer = 0;
    this.busy.value = false;
  }

  show(drawing: Drawing, cursor: Cursor, panel: PanelState): void {
    this.#stopPlaying();
    this.#panel = panel;
    batch(() => {
      this.#stopWaiting();
      this.cursor.value = cursor;
      this.drawing.value = drawing;
      this.tabStop.value = visitedNode(drawing.view, cursor) ?? drawing.view.root;
    });
    this.#host.keep({ ...panel, cursor });
  }

  fail(failure: FailureView): void {
    this.#stopPlaying();
    batch(() => {
      this.#stopWaiting();
      this.failure.value = failure;
    });
  }

  /** Another view moved the walk. */
  follow(graph: number, cursor: Cursor): void {
    if (this.drawing.value?.view.id !== graph) return;
    this.#stopPlaying();
    this.#setCursor(cursor);
  }

  /** The person moved the walk. */
  moveTo(cursor: Cursor): void {
    this.#stopPlaying();
    this.#move(cursor);
  }

  stepForward(): void {
    const { value: drawing } = this.drawing;
    if (drawing) this.moveTo(next(drawing.view, this.cursor.value));
  }

  stepBack(): void {
    const { value: drawing } = this.drawing;
    if (drawing) this.moveTo(previous(drawing.view, this.cursor.value));
  }

  toStart(): void {
    this.moveTo(0);
  }

  toEnd(): void {
    const { value: drawing } = this.drawing;
    if (drawing) this.moveTo(drawing.view.visits.length);
  }

  toOverview(): void {
    this.moveTo('overview');
  }

  /** Plays from here; from the start when the walk is at its end or in the overview. */
  playOrPause(): void {
    const { value: drawing } = this.drawing;
    if (!drawing) return;
    if (this.playing.value) {
      this.#stopPlaying();
      return;
    }
    const { length } = drawing.view.visits;
    if (this.cursor.value === 'overview' || this.cursor.value === length) this.#move(0);
    if (length === 0) return;
    this.playing.value = true;
    this.#playTimer = window.setInterval(() => {
      const cursor = next(drawing.view, this.cursor.value);
      if (cursor === length) this.#stopPlaying();
      this.#move(cursor);
    }, PLAY_MS);
  }

  #stopPlaying(): void {
    window.clearInterval(this.#playTimer);
    this.playing.value = false;
  }

  /** Asks the editor for the source of a node. */
  reveal(node: NodeIndex): void {
    const { value: drawing } = this.drawing;
    if (drawing) this.#host.post({ type: 'reveal', graph: drawing.view.id, node });
  }

  #move(cursor: Cursor): void {
    const { value: drawing } = this.drawing;
    if (!drawing || cursor === this.cursor.value) return;
    this.#setCursor(cursor);
    this.#host.post({ type: 'cursor', graph: drawing.view.id, cursor });
  }

  #setCursor(cursor: Cursor): void {
    batch(() => {
      this.cursor.value = cursor;
      this.tabStop.value = this.visited.value ?? this.tabStop.value;
    });
    if (this.#panel) this.#host.keep({ ...this.#panel, cursor });
  }
}
