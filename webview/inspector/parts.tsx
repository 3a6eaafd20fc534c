/** The parts of which the inspector's pages are made: facts with a button to copy them, links to nodes and to the source. */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type {
  EdgeLink,
  EquationDetails,
  Listed,
  NodeLink,
  NumberDetails,
  PlaceDetails,
} from '../../src/protocol/details.ts';
import type { ItemKey, NodeId } from '../../src/protocol/view.ts';
import { IconButton } from '../controls/Icon.tsx';
import type { Inspector } from './inspector.ts';
import { Maths } from './Maths.tsx';

/** How long a button says that it has copied. */
const COPIED_MS = 1500;

export function Copy({ inspector, text, of }: { inspector: Inspector; text: string; of: string }) {
  const [isCopied, setCopied] = useState(false);
  const copy = () => {
    inspector.copy(text);
    setCopied(true);
    window.setTimeout(() => setCopied(false), COPIED_MS);
  };
  return (
    <span class="copy" role="status">
      <IconButton
        icon={isCopied ? 'done' : 'copy'}
        label={isCopied ? 'Copied' : `Copy ${of}`}
        onClick={copy}
      />
    </span>
  );
}

/** A number with all of its digits. */
export function NumberFact(props: {
  inspector: Inspector;
  label: string;
  symbol?: string | undefined;
  number: NumberDetails;
}) {
  const { inspector, label, symbol, number } = props;
  return (
    <div class="fact">
      <dt>
        {label}
        {symbol && <i> {symbol}</i>}
      </dt>
      <dd>
        <code>{number.text}</code>
        <Copy inspector={inspector} text={number.plain} of={label.toLowerCase()} />
      </dd>
    </div>
  );
}

export function Rule(props: { inspector: Inspector; title: string; equation: EquationDetails }) {
  const { inspector, title, equation } = props;
  return (
    <section class="rule">
      <h3>
        {title}
        <Copy inspector={inspector} text={equation.text} of={title.toLowerCase()} />
      </h3>
      <Maths equation={equation} />
    </section>
  );
}

/** The place in the program: goes there. */
export function Source(props: { place: PlaceDetails; onGo: () => void }) {
  const { file, line, source } = props.place;
  return (
    <p class="place">
      <button type="button" class="link" title="Show it in the editor" onClick={props.onGo}>
        {file === '' ? `line ${line}` : `${file}:${line}`}
      </button>
      <code>{source}</code>
    </p>
  );
}

export function NodeButton({ inspector, link }: { inspector: Inspector; link: NodeLink }) {
  return (
    <button type="button" class="link" onClick={() => inspector.goTo({ node: link.node })}>
      <i>{link.name}</i>
      {link.formula && <span class="muted"> = {link.formula}</span>}
    </button>
  );
}

/** The edges at one side of a node. */
export function Edges({
  inspector,
  title,
  edges,
}: {
  inspector: Inspector;
  title: string;
  edges: Listed<EdgeLink>;
}) {
  if (edges.count === 0) return null;
  return (
    <List title={title} count={edges.count} shown={edges.shown.length}>
      {edges.shown.map((edge) => (
        <li key={`${edge.consumer} ${edge.slot}`}>
          <NodeButton inspector={inspector} link={edge.other} />
          <FlowButton inspector={inspector} consumer={edge.consumer} slot={edge.slot} text={edge.rule} />
        </li>
      ))}
    </List>
  );
}

/** Goes to an edge of the graph. */
export function FlowButton(props: { inspector: Inspector; consumer: NodeId; slot: number; text: string }) {
  const { inspector, consumer, slot, text } = props;
  return (
    <button
      type="button"
      class="link flow"
      title="What flows along this edge"
      onClick={() => inspector.goTo({ consumer, slot })}
    >
      {text}
    </button>
  );
}

export function List(props: { title: string; count: number; shown: number; children: ComponentChildren }) {
  const { title, count, shown, children } = props;
  return (
    <section class="list">
      <h3>
        {title} <span class="muted">{count.toLocaleString('en-US')}</span>
      </h3>
      <ul>
        {children}
        {count > shown && <li class="muted">… {(count - shown).toLocaleString('en-US')} more</li>}
      </ul>
    </section>
  );
}

/** Both ends of what leads from one to the other. */
export function Between({ children }: { children: readonly ComponentChildren[] }) {
  return (
    <section class="list">
      <h3>Between</h3>
      <ul>
        {children.map((end) => (
          <li>{end}</li>
        ))}
      </ul>
    </section>
  );
}

/** Goes to the first of the visits; nothing where there is none. */
export function StepButton({
  inspector,
  first,
  last,
}: {
  inspector: Inspector;
  first: number;
  last: number;
}) {
  if (first === 0) return null;
  const visits = [...new Set([first, last])].map((visit) => visit.toLocaleString('en-US'));
  return (
    <button type="button" class="action" onClick={() => inspector.stepTo(first)}>
      Step to here ({visits.length === 1 ? 'visit' : 'visits'} {visits.join('–')})
    </button>
  );
}

/** Shows the paths from an item to the root. */
export function PathsButton({ inspector, of }: { inspector: Inspector; of: ItemKey }) {
  const root = inspector.rootFrom(of);
  if (root === undefined) return null;
  return (
    <button type="button" class="action" onClick={() => inspector.showPaths(of)}>
      Paths to {root}
    </button>
  );
}
