/**
 * What the page shows, as signals, and everything that may change it. Knows neither the DOM nor the layout: a
 * finished `Drawing` is handed in.
 */
import { batch, computed, signal } from '@preact/signals';
import type { PanelState } from '../src/protocol/panelState.ts';
import type {
  ChoicesView,
  Cursor,
  FailureView,
  ItemIndex,
  ItemKey,
  ItemView,
  NodeId,
  SceneRequest,
  VisitsView,
  VisitView,
} from '../src/protocol/view.ts';
import type { Host } from './host.ts';
import { Inspector, keyOf } from './inspector/inspector.ts';
import type { Box } from './layout/geometry.ts';
import { regionFor } from './layout/regions.ts';
import { Looks } from './looks.ts';
import { Memory } from './memory.ts';
import { PathsState } from './paths/state.ts';
import type { Drawing } from './picture/Picture.tsx';
import { Pointing } from './pointing.ts';
import { SearchState } from './search/state.ts';
import type { Sight } from './viewport.ts';
import { type Moment, momentAt, next, previous, visitAt, visitedItem } from './walk.ts';

/** How long each visit stays while the walk plays at the usual speed. */
const PLAY_MS = 900;

/** Visits are asked for when the walk comes so near to what is not known yet. */
const VISITS_AHEAD = 32;

/** Typing an argument is followed once it pauses for this long. */
const TYPED_MS = 400;

/** As the protocol allows. */
const LONGEST_PATH = 1000;

/** A shorter evaluation shows no sign of being busy. */
const BUSY_AFTER_MS = 400;

export class PageState {
  readonly drawing = signal<Drawing | undefined>(undefined);
  readonly cursor = signal<Cursor>('overview');
  readonly playing = signal(false);
  readonly busy = signal(false);
  /** The extension works on it; while the page is busy without this, it is laying out. */
  readonly evaluating = signal(false);
  /** What the page waits for, where that is a layout. */
  readonly layout = signal<{ hurry(): void } | undefined>(undefined);
  /** With a drawing, that drawing is of an older text of the program. */
  readonly failure = signal<FailureView | undefined>(undefined);
  readonly choices = signal<ChoicesView | undefined>(undefined);
  /** What the person has typed for arguments, by their position, as long as it is not what is shown anyway. */
  readonly drafts = signal<ReadonlyMap<number, string>>(new Map());
  readonly sight = signal<Sight | undefined>(undefined);
  /** The part of it that is drawn. */
  readonly region = computed((): Box | undefined => {
    const sight = this.sight.value;
    this.#region = sight && regionFor(sight, this.#region);
    return this.#region;
  });
  #region: Box | undefined;
  /** The item that the Tab key reaches. */
  readonly tabStop = signal<ItemKey>('');
  /** The visits that can be told now. */
  readonly visits = signal<VisitsView>({ first: 1, visits: [] });

  readonly search: SearchState;
  readonly paths: PathsState;
  /** The item whose menu is open, and where on the page. */
  readonly menu = signal<
    { readonly key: ItemKey; readonly at: { readonly x: number; readonly y: number } } | undefined
  >(undefined);
  /** The overview of keys is open. */
  readonly showsKeys = signal(false);

  /** The item that is to be brought into sight as soon as it is drawn. */
  readonly sought = signal<ItemKey | undefined>(undefined);

  /** How often the person has wanted to see what is selected as large as it fits. */
  readonly closeUps = signal(0);

  readonly moment = computed((): Moment | undefined => {
    const drawing = this.drawing.value;
    return drawing && momentAt(drawing.view, this.cursor.value);
  });
  readonly visited = computed((): ItemIndex | undefined => {
    const drawing = this.drawing.value;
    return drawing && visitedItem(drawing.view.scene, this.cursor.value);
  });
  /** The visit that ends where the walk stands; undefined also until the extension has told it. */
  readonly visit = computed((): VisitView | undefined => visitAt(this.visits.value, this.cursor.value));

  readonly pointing: Pointing;
  readonly #host: Host;
  readonly #open: (() => void)[] = [];
  #playTimer = 0;
  #busyTimer = 0;
  #typingTimer = 0;
  /** The arguments that the extension has been told of, or that it has told. */
  #sent: readonly string[] = [];

  readonly looks: Looks;
  readonly inspector: Inspector;
  readonly memory: Memory;

  constructor(host: Host) {
    this.#host = host;
    this.pointing = new Pointing(host, this.drawing);
    this.looks = new Looks(this, host);
    this.inspector = new Inspector(this, host);
    this.search = new SearchState(host, (node) => this.seekNode(node));
    this.paths = new PathsState(host);
    this.memory = new Memory(this, host);
  }

  /** The program could be evaluated again; its picture is on its way. */
  recover(): void {
    this.failure.value = undefined;
    this.evaluating.value = false;
    this.#wait();
  }

  /** An evaluation has begun. */
  startWaiting(): void {
    this.evaluating.value = true;
    this.#wait();
  }

  /** Asks the extension to end the evaluation under way, or the layout to end at once. */
  cancel(): void {
    if (this.evaluating.value) this.#host.post({ type: 'cancel' });
    else this.layout.value?.hurry();
  }

  /** The page is busy with a layout. */
  wait(): void {
    this.#wait();
  }

  #wait(): void {
    if (this.#busyTimer !== 0) return;
    this.#busyTimer = window.setTimeout(() => {
      this.busy.value = true;
    }, BUSY_AFTER_MS);
  }

  #stopWaiting(): void {
    window.clearTimeout(this.#busyTimer);
    this.#busyTimer = 0;
    this.busy.value = false;
    this.evaluating.value = false;
  }

  show(drawing: Drawing, cursor: Cursor, choices: ChoicesView | undefined, panel: PanelState): void {
    this.#stopPlaying();
    batch(() => {
      this.#stopWaiting();
      this.memory.turnTo(panel, drawing.view);
      this.cursor.value = cursor;
      this.drawing.value = drawing;
      this.visits.value = drawing.view.visits;
      this.#offer(choices);
      this.tabStop.value = this.#visitedKey() ?? drawing.view.scene.items.at(-1)!.key;
    });
    this.#askForVisits();
    this.search.turnTo(drawing.view.id);
    this.paths.turnTo(drawing.view.id);
    this.memory.showPaths();
  }

  /** The same graph, folded otherwise. */
  refold(drawing: Drawing): void {
    this.#stopWaiting();
    const before = this.drawing.value?.view.scene.items.find(({ key }) => key === this.tabStop.value);
    const { items, open, constants } = drawing.view.scene;
    batch(() => {
      this.memory.refold({ open, constants });
      this.drawing.value = drawing;
      this.tabStop.value = successor(before, items).key;
    });
  }

  /** The extension tells visits that were asked for. */
  tell(graph: number, visits: VisitsView): void {
    if (this.drawing.value?.view.id === graph) this.visits.value = visits;
  }

  /** Opens a closed box, or closes an open one. */
  toggle(key: ItemKey): void {
    const open = this.drawing.value?.view.scene.open ?? [];
    this.fold({ open: open.includes(key) ? open.filter((one) => one !== key) : [...open, key] });
  }

  /** Brings an item into sight; where it is not shown, by opening what hides `node`, if that is said. */
  seek(key: ItemKey, node?: NodeId): void {
    this.sought.value = key;
    const isShown = this.drawing.value?.view.scene.items.some((item) => item.key === key);
    if (node !== undefined && !isShown) this.fold({ nodes: [node] });
  }

  /** Brings what is selected, or else what is visited, as near as it fits. */
  zoomToSelection(): void {
    this.closeUps.value += 1;
  }

  /** Brings a node into sight, opening what hides it. */
  seekNode(node: NodeId): void {
    this.seek(keyOf(node), node);
  }

  /** Asks for another scene of the graph; what is not said stays as it is. */
  fold(request: SceneRequest): void {
    const { value: drawing } = this.drawing;
    if (!drawing) return;
    const { open, constants } = drawing.view.scene;
    this.#host.post({ type: 'fold', graph: drawing.view.id, request: { open, constants, ...request } });
  }

  #visitedKey(): ItemKey | undefined {
    const visited = this.visited.value;
    return visited === undefined ? undefined : this.drawing.value!.view.scene.items[visited]!.key;
  }

  /** Before the walk comes to visits that cannot be told. */
  #askForVisits(): void {
    const { value: drawing } = this.drawing;
    const { value: cursor } = this.cursor;
    if (!drawing || cursor === 'overview') return;
    const { first, visits } = this.visits.value;
    const { id, visitCount } = drawing.view;
    const isNear = (visit: number) =>
      visit < 1 || visit > visitCount || (visit >= first && visit < first + visits.length);
    if (isNear(cursor) && isNear(cursor - VISITS_AHEAD) && isNear(cursor + VISITS_AHEAD)) return;
    this.#host.post({ type: 'visits', graph: id, visit: Math.max(1, cursor) });
  }

  fail(failure: FailureView, choices: ChoicesView | undefined): void {
    this.#stopPlaying();
    batch(() => {
      this.#stopWaiting();
      this.#offer(choices);
      this.failure.value = failure;
    });
  }

  #offer(choices: ChoicesView | undefined): void {
    const before = this.choices.value;
    const isSame = before?.selection === choices?.selection && before?.call?.key === choices?.call?.key;
    const drafts = [...this.drafts.value].filter(([at, text]) => choices?.call?.args[at]?.text !== text);
    this.drafts.value = new Map(isSame ? drafts : []);
    this.#sent = choices?.call?.args.map(({ text, source }) => (source === 'given' ? text : '')) ?? [];
    this.choices.value = choices;
  }

  /** Asks for another evaluation; what is no number, or the same, asks for nothing. */
  toEvaluation(wanted: number): void {
    const choices = this.choices.value;
    const evaluation = choices?.evaluation;
    if (!evaluation || !Number.isInteger(wanted)) return;
    const index = Math.max(1, Math.min(wanted, evaluation.count));
    if (index === evaluation.index) return;
    this.choices.value = { ...choices, evaluation: { ...evaluation, index } };
    this.#host.post({ type: 'evaluation', selection: choices.selection, index });
  }

  toNeighbour(by: number): void {
    const evaluation = this.choices.value?.evaluation;
    if (evaluation) this.toEvaluation(evaluation.index + by);
  }

  toComponent(path: string): void {
    const choices = this.choices.value;
    if (!choices?.component || path === choices.component.path) return;
    this.choices.value = { ...choices, component: { ...choices.component, path } };
    this.#host.post({ type: 'component', selection: choices.selection, path: path.slice(0, LONGEST_PATH) });
  }

  /** The person types; the function is called again once they pause. */
  draftArgument(at: number, text: string): void {
    this.drafts.value = new Map(this.drafts.value).set(at, text);
    window.clearTimeout(this.#typingTimer);
    this.#typingTimer = window.setTimeout(() => this.giveArguments(), TYPED_MS);
  }

  /** An emptied field shows again what the program gives. */
  leaveArgument(at: number): void {
    if (this.drafts.value.get(at)?.trim() !== '') return;
    const drafts = new Map(this.drafts.value);
    drafts.delete(at);
    this.drafts.value = drafts;
  }

  /** Calls the function with what the person gave; what was not touched comes from where it came from. */
  giveArguments(): void {
    window.clearTimeout(this.#typingTimer);
    const choices = this.choices.value;
    if (!choices?.call) return;
    const texts = choices.call.args.map(
      ({ text, source }, at) => this.drafts.value.get(at) ?? (source === 'given' ? text : ''),
    );
    // Enter, leaving the field and the pause of typing may all say the same.
    const isSent = texts.length === this.#sent.length && texts.every((text, at) => text === this.#sent[at]);
    if (isSent) return;
    this.#sent = texts;
    this.#host.post({ type: 'arguments', selection: choices.selection, texts });
  }

  forgetArguments(): void {
    const choices = this.choices.value;
    if (!choices?.call) return;
    window.clearTimeout(this.#typingTimer);
    this.drafts.value = new Map();
    const texts = choices.call.args.map(() => '');
    this.#sent = texts;
    this.#host.post({ type: 'arguments', selection: choices.selection, texts });
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
    if (drawing) this.moveTo(drawing.view.visitCount);
  }

  toOverview(): void {
    this.moveTo('overview');
  }

  toggleKeys(): void {
    this.showsKeys.value = !this.showsKeys.value;
  }

  /** What is open now and closes on Escape, the last one first. Returns how it is told that it is closed. */
  whileOpen(close: () => void): () => void {
    this.#open.push(close);
    return () => this.#open.splice(this.#open.indexOf(close), 1);
  }

  /** Closes what was opened last; with nothing open, shows all finished gradients. */
  escape(): void {
    const close = this.#open.at(-1);
    if (close) close();
    else this.toOverview();
  }

  /** Plays from here; from the start when the walk is at its end or in the overview. */
  playOrPause(): void {
    const { value: drawing } = this.drawing;
    if (!drawing) return;
    if (this.playing.value) {
      this.#stopPlaying();
      return;
    }
    const { visitCount: length } = drawing.view;
    if (this.cursor.value === 'overview' || this.cursor.value === length) this.#move(0);
    if (length === 0) return;
    this.playing.value = true;
    this.#playTimer = window.setInterval(() => {
      const cursor = next(drawing.view, this.cursor.value);
      if (cursor === length) this.#stopPlaying();
      this.#move(cursor);
    }, PLAY_MS / this.looks.look.value.speed);
  }

  #stopPlaying(): void {
    window.clearInterval(this.#playTimer);
    this.playing.value = false;
  }

  /** Saves the graph: as data, for Graphviz, or as it is folded for Graphviz. */
  save(as: 'json' | 'dot' | 'folded-dot'): void {
    const { value: drawing } = this.drawing;
    if (drawing) this.#host.post({ type: 'save', graph: drawing.view.id, as });
  }

  /** Puts a link to a node onto the clipboard. */
  copyLink(node: number): void {
    const { value: drawing } = this.drawing;
    if (drawing) this.#host.post({ type: 'link', graph: drawing.view.id, node });
  }

  /** Compares later graphs with this one, or with none. */
  pin(on: boolean): void {
    const { value: drawing } = this.drawing;
    if (drawing) this.#host.post({ type: on ? 'pin' : 'unpin', graph: drawing.view.id });
  }

  /** Asks the editor for the source of an item. */
  reveal(key: ItemKey): void {
    const { value: drawing } = this.drawing;
    if (drawing) this.#host.post({ type: 'reveal', graph: drawing.view.id, key });
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
      this.tabStop.value = this.#visitedKey() ?? this.tabStop.value;
    });
    this.#askForVisits();
  }
}

/** The same item in another scene; or, where that is hidden, the closed box that holds it. */
function successor(item: ItemView | undefined, items: readonly ItemView[]): ItemView {
  const same = items.find(({ key }) => key === item?.key);
  if (same) return same;
  const last = item && ('node' in item ? item.node : item.last);
  const shows = (other: ItemView) =>
    'node' in other ? other.node === last : !other.isOpen && other.first <= last! && last! <= other.last;
  return items.find(shows) ?? items.at(-1)!;
}
