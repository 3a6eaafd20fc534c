/** What is known of a node. */
import type { NodeDetails } from '../../src/protocol/details.ts';
import { HealthNote } from './HealthNote.tsx';
import type { Inspector } from './inspector.ts';
import { Edges, NumberFact, PathsButton, Rule, Source, StepButton } from './parts.tsx';
import { TensorSection } from './tensors/TensorSection.tsx';

export function NodePage({ inspector, details }: { inspector: Inspector; details: NodeDetails }) {
  const { name, formula, operation, place, value, partial, gradient, valueRule, gradientRule, tensor } =
    details;
  return (
    <>
      <h2>
        <i>{name}</i>
        {formula && ` = ${formula}`}
      </h2>
      <p class="muted">{operation}</p>
      <Source place={place} onGo={() => inspector.reveal(`n${details.node}`)} />
      <StepButton inspector={inspector} first={details.visit} last={details.visit} />
      {details.operation !== 'constant' && <PathsButton inspector={inspector} of={`n${details.node}`} />}
      {details.health && <HealthNote inspector={inspector} health={details.health} />}
      {details.differs && <p class="muted">{details.differs}</p>}
      <dl>
        <NumberFact
          inspector={inspector}
          label={tensor ? 'Norm' : 'Value'}
          symbol={tensor && name}
          number={value}
        />
        <NumberFact
          inspector={inspector}
          label={tensor ? 'Norm' : 'Gradient'}
          symbol={partial}
          number={gradient}
        />
      </dl>
      {tensor && <TensorSection inspector={inspector} tensor={tensor} />}
      {valueRule && <Rule inspector={inspector} title="Rule" equation={valueRule} />}
      <Rule inspector={inspector} title="Sum over its consumers" equation={gradientRule} />
      <Edges inspector={inspector} title="Inputs" edges={details.operands} />
      <Edges inspector={inspector} title="Consumers" edges={details.consumers} />
    </>
  );
}
