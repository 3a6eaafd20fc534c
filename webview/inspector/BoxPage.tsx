/** What is known of a box: a call, a loop, a turn, or what stands for many. */
import type { BoxDetails, Listed, NodeLink } from '../../src/protocol/details.ts';
import type { ItemKey } from '../../src/protocol/view.ts';
import { Mark } from '../picture/Mark.tsx';
import { troubleNames } from '../picture/troubles.ts';
import { type Inspector, keyOf } from './inspector.ts';
import { List, NodeButton, PathsButton, Source, StepButton } from './parts.tsx';

export function BoxPage({ inspector, details }: { inspector: Inspector; details: BoxDetails }) {
  const { key, name, place, size, inputs, outputs, troubles, firstVisit, lastVisit } = details;
  const isOpen = inspector.isOpen(key);
  return (
    <>
      <h2>{name}</h2>
      <p class="muted">{size === 1 ? '1 node' : `${size.toLocaleString('en-US')} nodes`}</p>
      <Source place={place} onGo={() => inspector.reveal(key)} />
      <button type="button" class="action" onClick={() => inspector.toggleBox(key)}>
        {isOpen ? 'Close the box' : 'Open the box'}
      </button>
      <PathsButton inspector={inspector} of={key} />
      {troubles.map(({ trouble, count, first }) => (
        <div key={trouble} class={`health-note ${trouble}`}>
          <Mark trouble={trouble} isStart />
          <p>
            <b>{troubleNames[trouble]}</b> {count === 1 ? '1 node' : `${count.toLocaleString('en-US')} nodes`}
            , first <NodeButton inspector={inspector} link={first} />
          </p>
        </div>
      ))}
      <Nodes inspector={inspector} title="Flows out" nodes={outputs} withGradient />
      <Nodes inspector={inspector} title="Flows in" nodes={inputs} user={key} />
      <StepButton inspector={inspector} first={firstVisit} last={lastVisit} />
    </>
  );
}

function Nodes(props: {
  inspector: Inspector;
  title: string;
  nodes: Listed<NodeLink>;
  withGradient?: boolean;
  /** The box that uses them. */
  user?: ItemKey;
}) {
  const { inspector, title, nodes, withGradient, user } = props;
  if (nodes.count === 0) return null;
  return (
    <List title={title} count={nodes.count} shown={nodes.shown.length}>
      {nodes.shown.map((link) => (
        <li key={link.node}>
          <NodeButton inspector={inspector} link={link} />
          <span class="muted">
            {link.value}
            {withGradient && `, gradient ${link.gradient}`}
          </span>
          {user !== undefined && (
            <button
              type="button"
              class="link flow"
              title={`What uses ${link.name} in the box, and what flows back`}
              onClick={() => inspector.select({ from: keyOf(link.node), to: user })}
            >
              → its uses
            </button>
          )}
        </li>
      ))}
    </List>
  );
}
