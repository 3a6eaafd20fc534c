/** The picture as a file, laid out where there is no page. */
import ElkBundle from 'elkjs/lib/elk.bundled.js';
import type { GraphView } from '../../src/protocol/view.ts';
import { layOut } from '../layout/elk.ts';
import { Arranger } from '../layout/scene.ts';
import { momentAt } from '../walk.ts';
import { setTexts } from './metrics.ts';
import { makeDrawing } from './Picture.tsx';
import { svgOf } from './svg.tsx';
import { measureByTable } from './type.ts';

/** The text of an SVG file that shows `view` with its finished gradients. Rejects when the layout fails. */
export async function pictureFile(
  view: GraphView,
  options: { theme: 'light' | 'dark'; direction: 'right' | 'down' },
): Promise<string> {
  const texts = setTexts(view.scene, measureByTable);
  const elk = new ElkBundle({ algorithms: ['layered'] });
  const placed = await new Arranger().arrange(
    view.scene,
    { items: texts.items, labels: texts.labels },
    options.direction === 'down' ? 'DOWN' : 'RIGHT',
    (graphs) => layOut(elk, graphs, 'fine').catch(() => layOut(elk, graphs, 'coarse')),
  );
  if (!placed) throw new Error('The layout was given up.');
  return svgOf(makeDrawing(view, texts, placed), momentAt(view, 'overview'), options.theme);
}
