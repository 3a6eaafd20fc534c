/** The picture as an SVG file that stands on its own: concrete colours and fonts, no script, no style sheet. */
import ElkBundle from 'elkjs/lib/elk.bundled.js';
import { h } from 'preact';
import { renderToString } from 'preact-render-to-string';
import type { GraphView } from '../../src/protocol/view.ts';
import { layOut } from '../layout/elk.ts';
import { momentAt } from '../walk.ts';
import { fileInks } from './ink.ts';
import { setTexts } from './metrics.ts';
import { makeDrawing, Picture } from './Picture.tsx';
import { measureByTable } from './type.ts';

/** The text of an SVG file that shows `view` with its finished gradients. Rejects when the layout fails. */
export async function pictureFile(view: GraphView, options: { theme: 'light' | 'dark' }): Promise<string> {
  const texts = setTexts(view, measureByTable);
  const edges = view.edges.map((edge, index) => ({ ...edge, label: texts.labels[index]! }));
  const graph = { direction: 'RIGHT', nodes: texts.nodes, edges } as const;
  const elk = new ElkBundle({ algorithms: ['layered'] });
  const placed = await layOut(elk, graph, 'fine').catch(() => layOut(elk, graph, 'coarse'));
  const ink = fileInks[options.theme];
  const width = Math.ceil(placed.width);
  const height = Math.ceil(placed.height);
  const svg = h(
    'svg',
    { xmlns: 'http://www.w3.org/2000/svg', width, height, viewBox: `0 0 ${width} ${height}` },
    h('title', null, `Gradient graph of ${view.rootName} in ${view.file}`),
    h('rect', { width, height, fill: ink.background }),
    h(Picture, { drawing: makeDrawing(view, texts, placed), moment: momentAt(view, 'overview'), ink }),
  );
  return `${renderToString(svg)}\n`;
}
