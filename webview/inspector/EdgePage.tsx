/** What is known of an edge. */
import type { EdgeDetails } from '../../src/protocol/details.ts';
import type { Inspector } from './inspector.ts';
import { Between, NodeButton, NumberFact, Rule, StepButton } from './parts.tsx';
import { TensorSection } from './tensors/TensorSection.tsx';

export function EdgePage({ inspector, details }: { inspector: Inspector; details: EdgeDetails }) {
  const { operand, consumer, local, delta, tensor, deltaRule, before, after, visit } = details;
  return (
    <>
      <h2>
        <i>{operand.name}</i> → <i>{consumer.name}</i>
      </h2>
      <p class="muted">edge into operand {details.slot + 1}</p>
      <dl>
        {local && (
          <NumberFact
            inspector={inspector}
            label="Local derivative"
            symbol={local.partial}
            number={local.number}
          />
        )}
        <NumberFact
          inspector={inspector}
          label={tensor ? 'Norm of the contribution' : 'Contribution'}
          number={delta}
        />
      </dl>
      {tensor && <TensorSection inspector={inspector} tensor={tensor} />}
      {local && <Rule inspector={inspector} title="Local derivative" equation={local.rule} />}
      <Rule inspector={inspector} title="Contribution" equation={deltaRule} />
      <p>
        It changes the gradient of <i>{operand.name}</i> from {before} to {after}.
      </p>
      <Between>
        <NodeButton inspector={inspector} link={operand} />
        <NodeButton inspector={inspector} link={consumer} />
      </Between>
      <StepButton inspector={inspector} first={visit} last={visit} />
    </>
  );
}
