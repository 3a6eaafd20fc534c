/**
 * The page's way to the layout worker: starts it from a blob (the only kind of worker a webview may have), gives it
 * one graph at a time, and replaces it when it takes too long or its answer is not wanted any more.
 */
import ElkApi, { type ELK } from 'elkjs/lib/elk-api.js';
import { type Care, layOut, type Placed, type Unplaced } from './elk.ts';

/** After this the careful layout is given up for a coarse one. */
const FINE_DEADLINE_MS = 5000;
const COARSE_DEADLINE_MS = 20_000;

const FIRST_GRAPH: Unplaced = {
  direction: 'RIGHT',
  nodes: [
    { width: 9, height: 9 },
    { width: 9, height: 9 },
  ],
  edges: [{ from: 0, to: 1, slot: 0, label: { width: 9, height: 9 } }],
};

export class LayoutClient {
  readonly #script: Promise<string>;
  #worker: Promise<RunningWorker>;
  #latest = 0;
  #busy = false;

  /** Starts to load and to run the worker at once, so that it is ready before the first graph comes. */
  constructor(scriptUrl: string) {
    this.#script = fetchAsBlob(scriptUrl);
    this.#worker = this.#start();
  }

  /**
   * Where everything goes; undefined when a later call has made this one pointless. Rejects when the worker cannot
   * be loaded, or when not even the coarse layout ends in time.
   */
  async layOut(graph: Unplaced): Promise<Placed | undefined> {
    const call = ++this.#latest;
    if (this.#busy) this.#restart();
    this.#busy = true;
    try {
      for (const [care, deadline] of [
        ['fine', FINE_DEADLINE_MS],
        ['coarse', COARSE_DEADLINE_MS],
      ] as const) {
        const placed = await this.#attempt(graph, care, deadline);
        if (call !== this.#latest) return undefined;
        if (placed !== undefined) return placed;
        this.#restart();
      }
      throw new Error('The graph is too large to be drawn. Select a smaller expression.');
    } finally {
      if (call === this.#latest) this.#busy = false;
    }
  }

  /** Undefined when the deadline passes first, when the worker is replaced meanwhile, or when ELK's careful way fails. */
  async #attempt(graph: Unplaced, care: Care, deadline: number): Promise<Placed | undefined> {
    const { elk, stopped } = await this.#worker;
    let timer = 0;
    const expired = new Promise<undefined>((resolve) => {
      timer = window.setTimeout(() => resolve(undefined), deadline);
    });
    try {
      return await Promise.race([layOut(elk, graph, care), stopped, expired]);
    } catch (problem) {
      if (care === 'coarse') throw problem;
      return undefined;
    } finally {
      window.clearTimeout(timer);
    }
  }

  #restart(): void {
    this.#worker.then((worker) => worker.stop()).catch(() => {});
    this.#worker = this.#start();
  }

  async #start(): Promise<RunningWorker> {
    return new RunningWorker(await this.#script);
  }
}

class RunningWorker {
  readonly elk: ELK;
  /** Resolves when the worker has been stopped, rejects when its script fails. */
  readonly stopped: Promise<undefined>;
  readonly stop: () => void;

  constructor(url: string) {
    const worker = new Worker(url);
    let resolveStopped: (value: undefined) => void;
    this.stopped = new Promise((resolve, reject) => {
      resolveStopped = resolve;
      worker.onerror = (event) => reject(new Error(`The layout worker failed: ${event.message}`));
    });
    this.stop = () => {
      worker.terminate();
      resolveStopped(undefined);
    };
    this.elk = new ElkApi({ workerFactory: () => worker, algorithms: ['layered'] });
    // The first layout takes several times as long as the next: here nobody waits for it.
    void layOut(this.elk, FIRST_GRAPH, 'fine');
  }
}

async function fetchAsBlob(url: string): Promise<string> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`Cannot load ${url}: ${response.status}`);
  return URL.createObjectURL(await response.blob());
}
