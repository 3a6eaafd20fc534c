/** The backward walk as a table for the terminal. */
import { basename } from 'node:path';
import type { NodeId } from '../engine/index.ts';
import { plainText, visitLines } from '../notation/chainRule.ts';
import { formatNumber } from '../notation/numbers.ts';
import { choiceLines } from '../session/choices.ts';
import { lineCounter } from '../session/places.ts';
import type { Session } from '../session/session.ts';

/** Longer walks are cut. */
const MAX_VISITS = 600;

/** The root, the visits with what each adds to which gradient, the inputs, and what the reader should know of. */
export function toTable({ trace, sweep, titles, view }: Session): string {
  const { graph } = trace;
  const { rootName, nodeCount, visitCount } = view;
  const titleOf = (node: NodeId) => {
    const formula = titles.formulaOf(node);
    return formula ? `${titles.nameOf(node)} = ${formula}` : titles.nameOf(node);
  };
  const gradientHead = `∂${rootName}/∂node`;

  const walk = [['visit', 'node', 'value', gradientHead, 'adds']];
  for (let index = 0; index < Math.min(visitCount, MAX_VISITS); index++) {
    const { node, gradient, contributions } = sweep.visit(index);
    const shape = titles.shapeOf(node);
    const [, ...adds] = visitLines({
      root: rootName,
      node: titles.nameOf(node),
      formula: titles.formulaOf(node),
      gradient,
      ...(shape !== undefined && { shape }),
      contributions: contributions.map((one) => {
        const tensor = titles.shareOf(node, one.slot);
        return {
          ...one,
          target: titles.nameOf(one.target),
          rule: titles.ruleOf(node, one.slot),
          ...(tensor && { tensor }),
        };
      }),
    }).map(plainText);
    walk.push([
      `${index + 1}`,
      titleOf(node),
      formatNumber(graph.value(node)),
      formatNumber(gradient),
      adds[0] ?? '',
    ]);
    for (const line of adds.slice(1)) walk.push(['', '', '', '', line]);
  }

  // All of them, also where the walk is cut: the numbers that a program begins with are the last to be reached.
  const inputs = [['input', 'value', `∂${rootName}/∂input`, 'line']];
  const linesOf = trace.sources.map(({ text }) => lineCounter(text));
  for (let node = 0; node < graph.size; node++) {
    if (graph.op(node) !== 'leaf') continue;
    const { file, start } = trace.spanOf(node);
    const line = `${linesOf[file]!(start)}`;
    const place = file === 0 ? line : `${basename(trace.sources[file]!.path)}:${line}`;
    inputs.push([
      titles.nameOf(node),
      formatNumber(graph.value(node)),
      formatNumber(sweep.gradient(node)),
      place,
    ]);
  }

  const heading = `${titleOf(view.root)} = ${formatNumber(graph.value(view.root))}    ${view.file}`;
  const cut =
    visitCount > MAX_VISITS
      ? [
          `The graph has ${nodeCount.toLocaleString('en-US')} nodes; the first ${MAX_VISITS} of ${visitCount.toLocaleString('en-US')} visits are listed.`,
        ]
      : [];
  return [
    heading,
    ...choiceLines(trace),
    '',
    ...columns(walk),
    '',
    ...columns(inputs),
    ...[...cut, ...view.notices].flatMap((notice) => ['', notice]),
    '',
  ].join('\n');
}

/** Rows of cells as lines with aligned columns; the first row is the head. */
function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => widthOf(row[column]!))));
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => cell + ' '.repeat(widths[column]! - widthOf(cell)))
      .join('  ')
      .trimEnd();
  const [head, ...body] = rows;
  return [line(head!), '─'.repeat(widths.reduce((sum, width) => sum + width + 2, -2)), ...body.map(line)];
}

/** Characters on the terminal; combining marks take no room. */
function widthOf(text: string): number {
  return [...text.replace(/\p{M}/gu, '')].length;
}
