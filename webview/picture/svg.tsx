/** A drawing as an SVG file that stands on its own: concrete colours and fonts, no script, no style sheet. */
import { renderToString } from 'preact-render-to-string';
import type { Moment } from '../walk.ts';
import { fileInks } from './ink.ts';
import { type Drawing, Picture, type PictureProps } from './Picture.tsx';

/**
 * @param drawing measured by table, so that its text has room wherever the file is opened.
 * @param reading what the colours say; the kinds of items without it.
 */
export function svgOf(
  drawing: Drawing,
  moment: Moment,
  theme: keyof typeof fileInks,
  reading: Pick<PictureProps, 'colouring' | 'health'> = {},
): string {
  const { view, placed } = drawing;
  const ink = fileInks[theme];
  const width = Math.ceil(placed.width);
  const height = Math.ceil(placed.height);
  const svg = (
    <svg xmlns="http://www.w3.org/2000/svg" width={width} height={height} viewBox={`0 0 ${width} ${height}`}>
      <title>{`Gradient graph of ${view.rootName} in ${view.file}`}</title>
      <rect width={width} height={height} fill={ink.background} />
      <Picture drawing={drawing} moment={moment} ink={ink} {...reading} />
    </svg>
  );
  return `${renderToString(svg)}\n`;
}
