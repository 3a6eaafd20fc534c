/** What a program hears of a training while it goes on, and what came of it. */
import { core, options, plain } from '../core.ts';
import type { LayersModel } from './model.ts';

export type Logs = Record<string, number>;

/** What a callback may have. Each is called with the epoch or the batch, and what was measured. */
const EVENTS = [
  'onTrainBegin',
  'onTrainEnd',
  'onEpochBegin',
  'onEpochEnd',
  'onBatchBegin',
  'onBatchEnd',
] as const;
type Event = (typeof EVENTS)[number];
type Heard = (...args: never[]) => unknown;

export type CallbackFunctions = Partial<Record<Event | 'onYield', Heard>>;

/** A callback of a program's own class, or of its functions. */
export class Callback {
  model: LayersModel | undefined;
  /** Of the training: `epochs`, `samples`, `batchSize` and so on. */
  params: object | undefined;

  constructor() {
    core.hide(this);
  }

  setParams(params: object): void {
    this.params = params;
  }

  setModel(model: LayersModel): void {
    this.model = model;
  }
}

// A program's own class may hand on what it hears.
for (const event of EVENTS)
  Object.defineProperty(Callback.prototype, event, {
    value: async (): Promise<void> => {},
    writable: true,
    configurable: true,
  });

export class CustomCallback extends Callback {
  constructor(functions: CallbackFunctions) {
    super();
    for (const event of EVENTS) if (functions[event]) Object.assign(this, { [event]: functions[event] });
  }
}

interface Stopping {
  readonly monitor?: string;
  readonly minDelta?: number;
  readonly patience?: number;
  readonly verbose?: number;
  readonly mode?: 'auto' | 'min' | 'max';
  readonly baseline?: number;
}

/** Ends a training that gets no better. */
export class EarlyStopping extends Callback {
  readonly #given: Stopping;
  #best: number | undefined;
  #waited = 0;

  constructor(given: Stopping = {}) {
    super();
    this.#given = options(given);
  }

  onTrainBegin(): void {
    this.#waited = 0;
    this.#best = this.#given.baseline;
  }

  onEpochEnd(_epoch: number, logs: Logs): void {
    const { monitor = 'val_loss', minDelta = 0, patience = 0, mode = 'auto' } = this.#given;
    const value = plain(logs[monitor]);
    if (!Number.isFinite(value) && Number.isNaN(value)) return;
    const isMax = mode === 'max' || (mode === 'auto' && monitor.includes('acc'));
    const delta = Math.abs(minDelta);
    const isBetter =
      this.#best === undefined || (isMax ? value - delta > this.#best : value + delta < this.#best);
    if (isBetter) {
      this.#best = value;
      this.#waited = 0;
    } else if (++this.#waited >= patience) this.model!.stopTraining = true;
  }
}

export const callbacks = { earlyStopping: (given?: Stopping) => new EarlyStopping(given) };

/** All callbacks of one training. */
export class Callbacks {
  readonly #all: readonly Record<string, Heard | undefined>[];

  constructor(given: unknown, model: LayersModel, params: object) {
    const list = given === undefined || given === null ? [] : Array.isArray(given) ? given : [given];
    for (const one of list) {
      if (!(one instanceof Callback)) continue;
      one.setParams(params);
      one.setModel(model);
    }
    this.#all = list as Record<string, Heard | undefined>[];
  }

  get isEmpty(): boolean {
    return this.#all.length === 0;
  }

  async tell(event: Event, ...args: unknown[]): Promise<void> {
    for (const one of this.#all) {
      const heard = one[event];
      if (typeof heard === 'function') await heard.apply(one, args as never[]);
    }
  }
}

/** What `fit` gives: the numbers of each epoch. */
export class History extends Callback {
  readonly epoch: number[] = [];
  readonly history: Record<string, number[]> = {};

  add(epoch: number, logs: Logs): void {
    this.epoch.push(epoch);
    for (const [name, value] of Object.entries(logs)) {
      this.history[name] ??= [];
      this.history[name].push(value);
    }
  }
}
