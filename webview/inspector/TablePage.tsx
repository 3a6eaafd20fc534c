/** The table of partial derivatives as lectures keep it: a row for each node, filled as the walk goes on. */
import { useEffect, useRef } from 'preact/hooks';
import { writeMagnitude } from '../../src/notation/numbers.ts';
import { partial } from '../../src/notation/symbols.ts';
import type { ItemKey } from '../../src/protocol/view.ts';
import { isNormOf } from '../picture/magnitudes.ts';
import { memo } from '../picture/memo.ts';
import type { PageState } from '../state.ts';
import { type ItemPhase, momentAt } from '../walk.ts';

export function TablePage({ state }: { state: PageState }) {
  const { view } = state.drawing.value!;
  const moment = state.moment.value!;
  const cursor = state.cursor.value;
  const before = cursor === 'overview' || cursor === 0 ? moment : momentAt(view, cursor - 1);
  const { items, values } = view.scene;
  const write = (x: number, index: number) => writeMagnitude(x, isNormOf(view.scene, index));
  // In the order of the walk: the root first.
  const rows = items
    .map((item, index) => ({ item, index }))
    .filter(({ item }) => !('isOpen' in item && item.isOpen) && item.kind !== 'constant')
    .reverse();
  const table = useRef<HTMLTableElement>(null);
  useEffect(() => {
    table.current!.querySelector('tr.current')?.scrollIntoView({ block: 'nearest' });
  }, [cursor]);
  return (
    <table ref={table} class="partials">
      <thead>
        <tr>
          <th scope="col">Node</th>
          <th scope="col">Value</th>
          <th scope="col">
            <i>{partial(view.rootName, 'node')}</i>
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ item, index }) => (
          <Row
            key={item.key}
            item={item.key}
            name={item.name}
            value={write(values[index]!, index)}
            before={write(before.gradients[index]!, index)}
            gradient={write(moment.gradients[index]!, index)}
            phase={moment.items[index]!}
            state={state}
          />
        ))}
      </tbody>
    </table>
  );
}

const Row = memo(
  (props: {
    item: ItemKey;
    name: string;
    value: string;
    before: string;
    gradient: string;
    phase: ItemPhase;
    state: PageState;
  }) => {
    const { item, name, value, before, gradient, phase, state } = props;
    const isChanged = before !== gradient;
    return (
      <tr class={phase} data-row={item} aria-current={phase === 'current' ? 'step' : undefined}>
        <th scope="row">
          <button type="button" class="link" onClick={() => state.inspector.goToItem(item)}>
            <i>{name}</i>
          </button>
        </th>
        <td>{value}</td>
        <td class={isChanged ? 'changed' : undefined}>
          {isChanged && <span class="muted">{before} → </span>}
          {phase === 'waiting' && !isChanged ? <span class="muted">{gradient}</span> : gradient}
        </td>
      </tr>
    );
  },
);
