/** What the visit does, in words and mathematics. The text itself is made by src/notation. */
import { useLayoutEffect, useRef } from 'preact/hooks';
import { type Line, startLine, visitLines } from '../../src/notation/chainRule.ts';
import { partial } from '../../src/notation/symbols.ts';
import type { Cursor, GraphView } from '../../src/protocol/view.ts';

export function Sentence({ view, cursor }: { view: GraphView; cursor: Cursor }) {
  const { heading, lines } = tell(view, cursor);
  const element = useRef<HTMLDivElement>(null);
  const tallest = useRef({ view, height: 0 });
  // As tall as the tallest sentence so far, so that the picture does not jump from step to step. From the beginning
  // there is room for every line (--lines); only lines that wrap make it taller.
  useLayoutEffect(() => {
    const { current: sentence } = element;
    if (tallest.current.view !== view) tallest.current = { view, height: 0 };
    tallest.current.height = Math.max(tallest.current.height, sentence!.offsetHeight);
    sentence!.style.minHeight = `${tallest.current.height}px`;
  }, [view, cursor]);
  return (
    <div ref={element} class="sentence" aria-live="polite" style={{ '--lines': mostLines(view) }}>
      {lines.map((line, index) => (
        <p key={index}>
          {index === 0 && <b>{heading} </b>}
          {line.map((run, position) => (
            <span key={position} class={run.style}>
              {run.text}
            </span>
          ))}
        </p>
      ))}
    </div>
  );
}

/** The first line of a visit, and one for each operand, up to three: more are rare, and may push. */
function mostLines(view: GraphView): number {
  return 1 + Math.min(3, Math.max(0, ...view.visits.map((visit) => visit.edges.length)));
}

/** The heading alone: `Visit 3 of 5`. */
export function headingOf(view: GraphView, cursor: Cursor): string {
  if (cursor === 'overview') return 'Overview';
  return cursor === 0 ? 'Start' : `Visit ${cursor} of ${view.visits.length}`;
}

function tell(view: GraphView, cursor: Cursor): { heading: string; lines: readonly Line[] } {
  const heading = headingOf(view, cursor);
  if (cursor === 'overview') {
    const any = partial(view.rootName, 'node');
    const line: Line = [
      { style: 'words', text: 'Each node shows its value on the left and ' },
      { style: 'symbol', text: any },
      { style: 'words', text: ' on the right. Step to see how backpropagation finds it.' },
    ];
    return { heading: `${heading}:`, lines: [line] };
  }
  const visit = view.visits[cursor - 1];
  if (visit === undefined) return { heading: `${heading}:`, lines: [startLine(view.rootName)] };
  const { name, formula } = view.nodes[visit.node]!;
  const contributions = visit.edges.map((edge) => ({
    target: view.nodes[view.edges[edge]!.from]!.name,
    rule: view.edges[edge]!.rule,
    local: view.locals[edge]!,
    delta: view.deltas[edge]!,
    before: view.before[edge]!,
    after: view.after[edge]!,
  }));
  const gradient = view.gradients[visit.node]!;
  return {
    heading,
    lines: visitLines({ root: view.rootName, node: name, formula, gradient, contributions }),
  };
}
