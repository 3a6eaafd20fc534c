/** From a graph that arrives to a picture on the page: measures, lays out, hands the drawing to the state. */
import { effect } from '@preact/signals';
import type { Look } from '../src/protocol/look.ts';
import type { ToPage } from '../src/protocol/messages.ts';
import type { Cursor, GraphView } from '../src/protocol/view.ts';
import type { Host } from './host.ts';
import type { LayoutClient, LayoutJob } from './layout/client.ts';
import { directionOf } from './layout/direction.ts';
import type { Direction, Size } from './layout/geometry.ts';
import { overlaps } from './layout/regions.ts';
import { Arranger } from './layout/scene.ts';
import { glide } from './motion.ts';
import { setTexts } from './picture/metrics.ts';
import { type Drawing, makeDrawing } from './picture/Picture.tsx';
import { measureOnCanvas } from './picture/type.ts';
import type { PageState } from './state.ts';

/** Header and stepper together, before they are there to be measured. */
const CONTROLS_HEIGHT = 170;
/** What a person should know of a layout. */
const NOTICES: Readonly<Record<LayoutJob['care'], string | undefined>> = {
  fine: undefined,
  coarse: 'The careful layout took too long; this one is simpler. Close boxes to have a better one.',
  plain:
    'The layout took too long or was cancelled; this one is the quickest, and has no room for most labels. Close boxes to have a better one.',
};

/** A window that is being resized is left alone for so long. */
const SETTLED_MS = 150;

/** What the person chose; none where the room decides. */
const DIRECTIONS: Readonly<Record<Look['direction'], Direction | undefined>> = {
  automatic: undefined,
  right: 'RIGHT',
  down: 'DOWN',
};

export class Painter {
  readonly #state: PageState;
  readonly #layout: LayoutClient;
  readonly #host: Host;
  /** The graph that is being laid out and is not on the page yet, and where its walk is to stand. */
  #coming: { readonly graph: GraphView; cursor: Cursor } | undefined;
  /** Places the scenes of one graph, and knows its frames. */
  #arranger: { readonly graph: number; readonly arranger: Arranger } | undefined;
  #families = fontFamilies();
  #look = '';
  #resizeTimer = 0;

  constructor(state: PageState, layout: LayoutClient, host: Host) {
    this.#state = state;
    this.#layout = layout;
    this.#host = host;
    window.addEventListener('resize', () => {
      window.clearTimeout(this.#resizeTimer);
      this.#resizeTimer = window.setTimeout(() => this.#adaptToRoom(), SETTLED_MS);
    });
    effect(() => {
      const { names, values, gradients, locals, shapes, heatMaps, direction } = state.looks.look.value;
      this.#adaptTo(JSON.stringify([names, values, gradients, locals, shapes, heatMaps, direction]));
    });
    // VS Code writes its theme, with the fonts, into the style of the root element.
    const observer = new MutationObserver(() => this.#adaptToFonts());
    observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });
  }

  async show({ graph, cursor, choices, state }: Extract<ToPage, { type: 'show' }>): Promise<void> {
    const arrival = performance.now();
    const coming = { graph, cursor };
    this.#coming = coming;
    this.#state.recover();
    try {
      const drawing = await this.#draw(graph);
      if (drawing === undefined || coming !== this.#coming) return;
      this.#state.show(drawing, coming.cursor, choices, state);
    } finally {
      if (coming === this.#coming) this.#coming = undefined;
    }
    await nextPaint();
    this.#host.post({ type: 'painted', graph: graph.id, milliseconds: performance.now() - arrival });
  }

  /** The graph on the page is folded otherwise now. */
  async refold({ graph, scene }: Extract<ToPage, { type: 'scene' }>): Promise<void> {
    const shown = this.#state.drawing.value?.view;
    if (shown?.id !== graph || this.#coming) return;
    this.#state.wait();
    // A picture that turned when a box opens would be another one.
    const drawing = await this.#draw({ ...shown, scene }, this.#state.drawing.value!.placed.direction);
    const before = this.#state.drawing.value;
    if (!drawing || before?.view.id !== graph) return;
    this.#state.refold(drawing);
    let last: Drawing | undefined = drawing;
    const isOnPage = () => this.#state.drawing.value === last;
    if (before.placed.direction === drawing.placed.direction)
      await glide(before, drawing, (step) => {
        if (!isOnPage()) return false;
        last = step;
        this.#state.drawing.value = step;
        return true;
      });
    if (!isOnPage()) return;
    this.#state.drawing.value = drawing;
    // What has the focus may have taken the place of what is not shown any more.
    const focused = document.activeElement?.closest('.world [data-key]');
    if (focused && !isOnStage(focused)) this.#state.seek(this.#state.tabStop.value);
  }

  /** The walk was moved elsewhere, perhaps before its graph is on the page. */
  follow(graph: number, cursor: Cursor): void {
    if (this.#coming?.graph.id === graph) this.#coming.cursor = cursor;
    else this.#state.follow(graph, cursor);
  }

  /** The graph that is on the page, or on its way there. */
  get newest(): number | undefined {
    return this.#coming?.graph.id ?? this.#state.drawing.value?.view.id;
  }

  /** Undefined when a later graph has come meanwhile. */
  async #draw(view: GraphView, before?: Direction): Promise<Drawing | undefined> {
    await document.fonts.ready;
    const look = this.#state.looks.look.value;
    const texts = setTexts(view.scene, measureOnCanvas(this.#families), look);
    const direction = DIRECTIONS[look.direction] ?? before ?? directionOf(view.scene, texts, room());
    if (this.#arranger?.graph !== view.id) this.#arranger = { graph: view.id, arranger: new Arranger() };
    const job = this.#layout.begin();
    this.#state.layout.value = job;
    const placed = await this.#arranger.arranger.arrange(view.scene, texts, direction, (frames) =>
      job.layOut(frames),
    );
    return placed && makeDrawing(view, texts, placed, NOTICES[job.care]);
  }

  #adaptToRoom(): void {
    const { value: drawing } = this.#state.drawing;
    if (!drawing || this.#state.looks.look.value.direction !== 'automatic') return;
    const direction = directionOf(drawing.view.scene, drawing.texts, room());
    if (direction !== drawing.placed.direction) this.#drawAgain();
  }

  /** What the look says of sizes and directions. */
  #adaptTo(look: string): void {
    if (look === this.#look) return;
    this.#look = look;
    this.#arranger = undefined;
    this.#drawAgain();
  }

  #adaptToFonts(): void {
    const families = fontFamilies();
    if (families.text === this.#families.text && families.number === this.#families.number) return;
    this.#families = families;
    this.#arranger = undefined;
    this.#drawAgain();
  }

  async #drawAgain(): Promise<void> {
    const view = this.#state.drawing.peek()?.view;
    if (!view || this.#coming) return;
    const drawing = await this.#draw(view);
    if (drawing && this.#state.drawing.value?.view === view) this.#state.drawing.value = drawing;
  }
}

/** Whether some of it is in sight. */
function isOnStage(element: Element): boolean {
  const own = element.getBoundingClientRect();
  const stage = document.querySelector('.stage')!.getBoundingClientRect();
  return overlaps(own, stage);
}

function room(): Size {
  const stage = document.querySelector('.stage');
  if (stage) return { width: stage.clientWidth, height: stage.clientHeight };
  return { width: window.innerWidth, height: window.innerHeight - CONTROLS_HEIGHT };
}

function fontFamilies(): { text: string; number: string } {
  const style = getComputedStyle(document.body);
  return {
    text: style.getPropertyValue('--gg-text-family'),
    number: style.getPropertyValue('--gg-number-family'),
  };
}

/** Resolves when what has been drawn is painted: a frame's own work is over when the first message after it arrives. */
function nextPaint(): Promise<void> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => resolve();
      port2.postMessage(undefined);
    });
  });
}
