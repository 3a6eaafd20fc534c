/** What the visit does, in words and mathematics. The text itself is made by src/notation. */
import { useLayoutEffect, useRef } from 'preact/hooks';
import { type Line, startLine, visitLines } from '../../src/notation/chainRule.ts';
import { partial } from '../../src/notation/symbols.ts';
import type { Cursor, GraphView, VisitsView, VisitView } from '../../src/protocol/view.ts';
import { contributionsOf } from '../walk.ts';

interface Props {
  readonly view: GraphView;
  readonly cursor: Cursor;
  readonly visits: VisitsView;
  /** The one that ends at the cursor, if it can be told. */
  readonly visit: VisitView | undefined;
  /** The walk goes on by itself, faster than anyone can listen. */
  readonly isPassing: boolean;
}

export function Sentence({ view, cursor, visits, visit, isPassing }: Props) {
  const { heading, lines } = tell(view, cursor, visit);
  const element = useRef<HTMLDivElement>(null);
  const tallest = useRef({ view, height: 0 });
  // As tall as the tallest sentence so far, so that the picture does not jump from step to step. From the beginning
  // there is room for every line (--lines); only lines that wrap make it taller.
  useLayoutEffect(() => {
    const { current: sentence } = element;
    if (tallest.current.view !== view) tallest.current = { view, height: 0 };
    tallest.current.height = Math.max(tallest.current.height, sentence!.offsetHeight);
    sentence!.style.minHeight = `${tallest.current.height}px`;
  }, [view, cursor, visit]);
  return (
    <div
      ref={element}
      class="sentence"
      aria-live={isPassing ? 'off' : 'polite'}
      aria-atomic="true"
      style={{ '--lines': mostLines(visits) }}
    >
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
function mostLines({ visits }: VisitsView): number {
  return 1 + Math.min(3, Math.max(0, ...visits.map(({ operands }) => operands.length)));
}

/** The heading alone: `Visit 3 of 5`. */
export function headingOf(view: GraphView, cursor: Cursor): string {
  if (cursor === 'overview') return 'Overview';
  return cursor === 0
    ? 'Start'
    : `Visit ${cursor.toLocaleString('en-US')} of ${view.visitCount.toLocaleString('en-US')}`;
}

function tell(
  view: GraphView,
  cursor: Cursor,
  visit: VisitView | undefined,
): { heading: string; lines: readonly Line[] } {
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
  if (cursor === 0) return { heading: `${heading}:`, lines: [startLine(view.rootName)] };
  if (!visit) return { heading, lines: [[]] };
  const { name, formula, shape, numbers } = visit;
  const gradient = numbers[0]!;
  const contributions = contributionsOf(visit);
  return {
    heading,
    lines: visitLines({
      root: view.rootName,
      node: name,
      formula,
      gradient,
      contributions,
      ...(shape !== undefined && { shape }),
    }),
  };
}
