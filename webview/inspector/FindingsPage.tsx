/** The list of what is wrong with the flow of the gradient: each entry leads to the node where it starts. */
import { useState } from 'preact/hooks';
import type { FindingView } from '../../src/protocol/view.ts';
import { Mark } from '../picture/Mark.tsx';
import { troubleNames } from '../picture/troubles.ts';
import type { PageState } from '../state.ts';
import { keyOf } from './inspector.ts';

export function FindingsPage({ state }: { state: PageState }) {
  const findings = state.inspector.health.value?.findings;
  if (!findings) return <p class="muted">Looking through the graph…</p>;
  if (findings.count === 0)
    return <p>Every gradient is a finite number, and none vanishes, explodes or is cut to 0.</p>;
  const hidden = findings.count - findings.entries.length;
  return (
    <ul class="findings">
      {findings.entries.map((entry) => (
        <Finding key={`${entry.trouble} ${entry.nodes[0]}`} state={state} entry={entry} />
      ))}
      {hidden > 0 && <li class="muted">… {hidden.toLocaleString('en-US')} more lines of the program</li>}
    </ul>
  );
}

function Finding({ state, entry }: { state: PageState; entry: FindingView }) {
  const { trouble, title, sentence, file, line, nodes, count, reached } = entry;
  const [at, setAt] = useState(0);
  const goTo = (index: number) => {
    setAt(index);
    state.inspector.goTo({ node: nodes[index]! });
  };
  const isSelected = state.inspector.selectedItem.value === keyOf(nodes[at]!);
  return (
    <li>
      <Mark trouble={trouble} isStart />
      <div>
        <p>
          <b>{troubleNames[trouble]}</b> {file === '' ? `line ${line}` : `${file}:${line}`}
        </p>
        <p>
          <button type="button" class="link" aria-current={isSelected} onClick={() => goTo(at)}>
            <i>{title}</i>
          </button>
        </p>
        <p class="muted">{sentence}</p>
        {(count > 1 || reached > 0) && (
          <p class="muted">
            {count > 1 && `Starts in ${count.toLocaleString('en-US')} nodes of this line. `}
            {reached > 0 &&
              `Passes through ${reached.toLocaleString('en-US')} ${count > 1 ? 'others' : 'more'}.`}
          </p>
        )}
        {nodes.length > 1 && (
          <button type="button" class="link" onClick={() => goTo((at + 1) % nodes.length)}>
            Next of them ({at + 1} of {nodes.length}
            {count > nodes.length && ' shown'})
          </button>
        )}
      </div>
    </li>
  );
}
