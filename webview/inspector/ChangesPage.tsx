/** The list of what has changed since a graph was pinned: each entry leads to its node. */
import { formatNumber } from '../../src/notation/numbers.ts';
import { partial } from '../../src/notation/symbols.ts';
import type { ChangeView } from '../../src/protocol/comparison.ts';
import { ChangeSign } from '../picture/ChangeSign.tsx';
import { WORDS } from '../picture/changes.ts';
import { pageInk } from '../picture/ink.ts';
import type { PageState } from '../state.ts';
import { keyOf } from './inspector.ts';

/** Of a sign, in pixels. */
const SIZE = 22;

export function ChangesPage({ state }: { state: PageState }) {
  const { comparison, rootName } = state.drawing.value!.view;
  if (!comparison)
    return <p class="muted">Pin a graph, then edit the program: what changes is listed here.</p>;
  const { rows, numbers, more } = comparison;
  if (rows.length === 0) return <p>Nothing has changed since the graph was pinned.</p>;
  return (
    <ul class="findings changes">
      {rows.map((row, index) => (
        <Row
          key={row.node}
          row={row}
          numbers={numbers.subarray(4 * index, 4 * index + 4)}
          rootName={rootName}
          state={state}
        />
      ))}
      {more > 0 && <li class="muted">… {more.toLocaleString('en-US')} more with other numbers</li>}
    </ul>
  );
}

function Row(props: { row: ChangeView; numbers: Float64Array; rootName: string; state: PageState }) {
  const { row, rootName } = props;
  const { inspector } = props.state;
  const [value, gradient, valueNow, gradientNow] = props.numbers as unknown as [
    number,
    number,
    number,
    number,
  ];
  return (
    <li>
      <svg width={SIZE} height={SIZE} viewBox="-9 -9 22 22" aria-hidden="true">
        <ChangeSign change={row.change} ink={pageInk} />
      </svg>
      <div>
        <p>
          <button
            type="button"
            class="link"
            aria-current={inspector.selectedItem.value === keyOf(row.node)}
            onClick={() => inspector.goTo({ node: row.node })}
          >
            <i>{row.name}</i>
            {row.formula && ` = ${row.formula}`}
          </button>{' '}
          <span class="muted">{WORDS[row.change]}</span>
        </p>
        <p>
          value <code>{moved(row, value, valueNow)}</code>, <i>{partial(rootName, row.name)}</i>{' '}
          <code>{moved(row, gradient, gradientNow)}</code>
        </p>
      </div>
    </li>
  );
}

/** `0.63 → 0.71`; one number where there is no other, or the same. */
function moved({ change }: ChangeView, before: number, now: number): string {
  const [was, is] = [formatNumber(before), formatNumber(now)];
  if (change === 'added' || was === is) return is;
  return change === 'removed' ? was : `${was} → ${is}`;
}
