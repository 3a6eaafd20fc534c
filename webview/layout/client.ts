/**
 * The page's way to the layout worker: starts it from a blob (the only kind of worker a webview may have), gives it
 * frames that do not depend on each other together, and replaces it when it takes too long or its answer is not wanted any more.
 */
import ElkApi, { type ELK } from 'elkjs/lib/elk-api.js';
import { type Care, layOut, type Placed, type Unplaced } from './elk.ts';
import { layOutPlainly } from './layered.ts';

/** How long the layouts of one picture may take, in all: first with care, then with less, and then at once. */
const DEADLINE_MS: Readonly<Record<Care, number>> = { fine: 5000, coarse: 10_000 };

/** So many layouts for nobody make a worker fast. */
const WARM_UPS = 12;

/** A frame with some of everything. */
const WARM_UP: Unplaced = {
  direction: 'RIGHT',
  title: { width: 90, height: 14 },
  nodes: Array.from({ length: 12 }, (_, k) => ({
    kind: k % 4 === 3 ? 'box' : 'node',
    ...{ width: 168, height: 64 },
  })),
  segments: Array.from({ length: 20 }, (_, k) => ({
    ...{ from: (k % 11) - 1, to: Math.min(11, (k % 11) + 1 + (k % 3)) },
    ...{ fromPort: `${k}`, toPort: `${k}`, slot: k % 2 },
    label: { width: 90, height: 18 },
  })),
};

/** The layouts of one picture. */
export class LayoutJob {
  readonly #client: LayoutClient;
  readonly #begin = performance.now();
  #hurry: () => void = () => {};
  #care: Care | 'plain' = 'fine';

  constructor(client: LayoutClient) {
    this.#client = client;
  }

  /** The least care that was taken. */
  get care(): Care | 'plain' {
    return this.#care;
  }

  /** Gives up all care for the rest. */
  hurry(): void {
    this.#care = 'plain';
    this.#hurry();
  }

  #giveUp(care: Care): void {
    if (this.#care !== 'plain') this.#care = care === 'fine' ? 'coarse' : 'plain';
  }

  /**
   * Where everything in some frames goes; undefined when a later job has made this one pointless. Rejects when the worker
   * cannot be loaded.
   */
  async layOut(graphs: readonly Unplaced[]): Promise<readonly Placed[] | undefined> {
    for (const care of ['fine', 'coarse'] as const) {
      if (this.care === 'plain' || (this.care === 'coarse' && care === 'fine')) continue;
      const rest = DEADLINE_MS[care] - (performance.now() - this.#begin);
      const hurried = new Promise<undefined>((resolve) => {
        this.#hurry = () => resolve(undefined);
      });
      const placed = rest > 0 ? await this.#client.attempt(graphs, care, rest, hurried) : undefined;
      if (!this.#client.isLatest(this)) return undefined;
      if (placed === 'failed' && graphs.length > 1) return this.#layOutEach(graphs);
      if (placed && placed !== 'failed') return placed;
      // After a deadline, less care for all that follows; ELK itself may also fail at a graph.
      this.#giveUp(care);
    }
    return graphs.map(layOutPlainly);
  }

  /** ELK failed at one of them, which must not be the others' harm. */
  async #layOutEach(graphs: readonly Unplaced[]): Promise<readonly Placed[] | undefined> {
    const all: Placed[] = [];
    for (const graph of graphs) {
      const placed = await this.layOut([graph]);
      if (!placed) return undefined;
      all.push(...placed);
    }
    return all;
  }
}

export class LayoutClient {
  readonly #script: Promise<string>;
  #worker: Promise<RunningWorker>;
  #latest: LayoutJob | undefined;
  #attempts = 0;

  /** Starts to load and to run the worker at once, so that it is ready before the first graph comes. */
  constructor(scriptUrl: string) {
    this.#script = fetchAsBlob(scriptUrl);
    this.#worker = this.#start();
  }

  /** The job before it is given up. */
  begin(): LayoutJob {
    if (this.#attempts > 0) this.#restart();
    this.#latest = new LayoutJob(this);
    return this.#latest;
  }

  isLatest(job: LayoutJob): boolean {
    return job === this.#latest;
  }

  /** Undefined when it takes longer than `milliseconds`, when it is hurried, or when the worker is replaced meanwhile. */
  async attempt(
    graphs: readonly Unplaced[],
    care: Care,
    milliseconds: number,
    hurried: Promise<undefined>,
  ): Promise<readonly Placed[] | 'failed' | undefined> {
    const worker = this.#worker;
    const running = await worker;
    let timer = 0;
    const expired = new Promise<undefined>((resolve) => {
      timer = window.setTimeout(() => resolve(undefined), milliseconds);
    });
    this.#attempts += 1;
    let ends = true;
    const layout = running.layOut(graphs, care).catch(() => 'failed' as const);
    try {
      const placed = await Promise.race([layout, running.stopped, hurried, expired]);
      ends = placed !== undefined;
      return placed;
    } finally {
      window.clearTimeout(timer);
      this.#attempts -= 1;
      // It still works on what nobody waits for.
      if (!ends && worker === this.#worker) this.#restart();
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
  readonly #elk: ELK;
  /** Resolves when the worker has been stopped, rejects when its script fails. */
  readonly stopped: Promise<undefined>;
  readonly stop: () => void;
  #isWanted = false;

  constructor(url: string) {
    const worker = new Worker(url);
    let resolveStopped: (value: undefined) => void;
    this.stopped = new Promise((resolve, reject) => {
      resolveStopped = resolve;
      worker.onerror = (event) => reject(new Error(`The layout worker failed: ${event.message}`));
    });
    this.stop = () => {
      this.#isWanted = true;
      worker.terminate();
      resolveStopped(undefined);
    };
    this.#elk = new ElkApi({ workerFactory: () => worker, algorithms: ['layered'] });
    void this.#warmUp();
  }

  layOut(graphs: readonly Unplaced[], care: Care): Promise<Placed[]> {
    this.#isWanted = true;
    return layOut(this.#elk, graphs, care);
  }

  /** The first layouts take several times as long as the next: here nobody waits for them. Not even a graph that is there already. */
  async #warmUp(): Promise<void> {
    // Answered as soon as the script has run.
    await this.#elk.knownLayoutAlgorithms();
    for (let k = 0; k < WARM_UPS && !this.#isWanted; k++) await layOut(this.#elk, [WARM_UP], 'fine');
  }
}

async function fetchAsBlob(url: string): Promise<string> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`Cannot load ${url}: ${response.status}`);
  return URL.createObjectURL(await response.blob());
}
