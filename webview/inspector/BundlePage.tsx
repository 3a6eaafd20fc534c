/** What is known of an edge of the picture that stands for several of the graph: those edges, the largest first. */
import type { BoxLink, BundleDetails, BundledEdge, NodeLink } from '../../src/protocol/details.ts';
import type { Inspector } from './inspector.ts';
import { Between, FlowButton, List, NodeButton, NumberFact, StepButton } from './parts.tsx';

export function BundlePage({ inspector, details }: { inspector: Inspector; details: BundleDetails }) {
  const { from, to, edges, delta, hasNorms, firstVisit, lastVisit } = details;
  const { count, shown } = edges;
  return (
    <>
      <h2>
        {'node' in from ? <i>{from.name}</i> : from.name} → {to.name}
      </h2>
      <p class="muted">
        {count === 1 ? '1 edge of the graph' : `${count.toLocaleString('en-US')} edges of the graph`}
      </p>
      {delta ? (
        <dl>
          <NumberFact
            inspector={inspector}
            label={hasNorms ? 'Norms of the contributions, added up' : 'Sum of the contributions'}
            number={delta}
          />
        </dl>
      ) : (
        <p>No gradient flows back here.</p>
      )}
      <List
        title={shown.length < count ? 'The largest contributions' : 'Contributions'}
        count={count}
        shown={shown.length}
      >
        {shown.map((edge) => (
          <Edge
            key={`${edge.consumer.node} ${edge.slot}`}
            inspector={inspector}
            edge={edge}
            isOfOne={'node' in from}
          />
        ))}
      </List>
      <Between>
        <End inspector={inspector} end={from} />
        <End inspector={inspector} end={to} />
      </Between>
      <StepButton inspector={inspector} first={firstVisit} last={lastVisit} />
    </>
  );
}

/** @param isOfOne all of them come from one node, which is named elsewhere. */
function Edge(props: { inspector: Inspector; edge: BundledEdge; isOfOne: boolean }) {
  const { inspector, edge, isOfOne } = props;
  const { operand, consumer, slot, delta } = edge;
  return (
    <li>
      <span>
        {!isOfOne && (
          <>
            <NodeButton inspector={inspector} link={operand} /> →{' '}
          </>
        )}
        <NodeButton inspector={inspector} link={consumer} />
      </span>
      {delta !== undefined && (
        <FlowButton inspector={inspector} consumer={consumer.node} slot={slot} text={delta} />
      )}
    </li>
  );
}

function End({ inspector, end }: { inspector: Inspector; end: NodeLink | BoxLink }) {
  if ('node' in end) return <NodeButton inspector={inspector} link={end} />;
  return (
    <button type="button" class="link" onClick={() => inspector.goToBox(end)}>
      {end.name}
    </button>
  );
}
