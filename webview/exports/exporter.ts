/** Makes pictures of what is on the page: for a file, which the extension saves, or for the clipboard. */
import type { ToPage } from '../../src/protocol/messages.ts';
import type { Host } from '../host.ts';
import { LayoutClient } from '../layout/client.ts';
import { Arranger } from '../layout/scene.ts';
import { setTexts } from '../picture/metrics.ts';
import { makeDrawing } from '../picture/Picture.tsx';
import { svgOf } from '../picture/svg.tsx';
import { measureByTable } from '../picture/type.ts';
import type { PageState } from '../state.ts';
import { pngOf } from './png.ts';

type Wish = Omit<Extract<ToPage, { type: 'export' }>, 'type' | 'graph'>;

export class Exporter {
  readonly #state: PageState;
  readonly #host: Host;
  readonly #layoutUrl: string;
  /** Its own, so that no layout of the page is given up for it. */
  #layout: LayoutClient | undefined;

  constructor(state: PageState, host: Host, layoutUrl: string) {
    this.#state = state;
    this.#host = host;
    this.#layoutUrl = layoutUrl;
  }

  /** Makes the picture, or tells the extension why it cannot be made. */
  async make({ to, format, scale }: Wish): Promise<void> {
    const graph = this.#state.drawing.value?.view.id;
    if (graph === undefined) return;
    try {
      if (to === 'clipboard') {
        // The browser takes a promise too: only so is the press still known that allows to write.
        const png = this.#svg().then((svg) => pngOf(svg, scale));
        // Where the clipboard fails first, nobody waits for it any more.
        png.catch(() => {});
        await navigator.clipboard.write([new ClipboardItem({ 'image/png': png })]);
        this.#host.post({ type: 'copied', graph });
        return;
      }
      const svg = await this.#svg();
      const contents = format === 'svg' ? svg : new Uint8Array(await (await pngOf(svg, scale)).arrayBuffer());
      this.#host.post({ type: 'picture', graph, contents });
    } catch (problem) {
      const text = problem instanceof Error ? problem.message : String(problem);
      this.#host.post({ type: 'copied', graph, problem: text });
    }
  }

  /** What is on the page, as the command line draws it. */
  async #svg(): Promise<string> {
    const { view, placed } = this.#state.drawing.value!;
    const moment = this.#state.moment.value!;
    const look = this.#state.looks.look.value;
    const health = this.#state.inspector.health.value?.items;
    this.#layout ??= new LayoutClient(this.#layoutUrl);
    const job = this.#layout.begin();
    const texts = setTexts(view.scene, measureByTable, look);
    const layout = await new Arranger().arrange(view.scene, texts, placed.direction, (frames) =>
      job.layOut(frames),
    );
    if (!layout) throw new Error('Another picture has been asked for.');
    return svgOf(makeDrawing(view, texts, layout), moment, theme(), { colouring: look.colouring, health });
  }
}

/** The theme of a file that is nearest to that of the window. */
function theme(): 'light' | 'dark' {
  const { classList } = document.body;
  const isLight = classList.contains('vscode-light') || classList.contains('vscode-high-contrast-light');
  return isLight ? 'light' : 'dark';
}
