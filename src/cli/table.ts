/** The backward walk as a table for the terminal. */
import { plainText, visitLines } from '../notation/chainRule.ts';
import { formatNumber } from '../notation/numbers.ts';
import type { Session } from '../session/session.ts';

/** The root, the visits with what each adds to which gradient, the inputs, and what the reader should know of. */
export function toTable({ view }: Session): string {
  const { nodes, edges, visits, values, gradients, rootName } = view;
  const title = (index: number) => {
    const { name, formula } = nodes[index]!;
    return formula ? `${name} = ${formula}` : name;
  };
  const gradientHead = `∂${rootName}/∂node`;

  const walk = [['visit', 'node', 'value', gradientHead, 'adds']];
  visits.forEach(({ node, edges: sent }, i) => {
    const [, ...adds] = visitLines({
      root: rootName,
      node: nodes[node]!.name,
      formula: nodes[node]!.formula,
      gradient: gradients[node]!,
      contributions: sent.map((edge) => ({
        target: nodes[edges[edge]!.from]!.name,
        rule: edges[edge]!.rule,
        local: view.locals[edge]!,
        delta: view.deltas[edge]!,
        before: view.before[edge]!,
        after: view.after[edge]!,
      })),
    }).map(plainText);
    walk.push([
      `${i + 1}`,
      title(node),
      formatNumber(values[node]!),
      formatNumber(gradients[node]!),
      adds[0] ?? '',
    ]);
    for (const line of adds.slice(1)) walk.push(['', '', '', '', line]);
  });

  const inputs = [['input', 'value', `∂${rootName}/∂input`, 'line']];
  nodes.forEach(({ kind, name, line }, i) => {
    if (kind === 'leaf')
      inputs.push([name, formatNumber(values[i]!), formatNumber(gradients[i]!), `${line}`]);
  });

  const heading = `${title(view.root)} = ${formatNumber(values[view.root]!)}    ${view.file}`;
  return [
    heading,
    '',
    ...columns(walk),
    '',
    ...columns(inputs),
    ...view.notices.flatMap((notice) => ['', notice]),
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
