/** What is wrong with a node's gradient, and where it starts. */
import type { HealthDetails } from '../../src/protocol/details.ts';
import { Mark } from '../picture/Mark.tsx';
import { troubleNames } from '../picture/troubles.ts';
import type { Inspector } from './inspector.ts';
import { NodeButton } from './parts.tsx';

export function HealthNote({ inspector, health }: { inspector: Inspector; health: HealthDetails }) {
  const { trouble, sentence, start } = health;
  return (
    <div class={`health-note ${trouble}`}>
      <Mark trouble={trouble} isStart={start === undefined} />
      <div>
        <p>
          <b>{troubleNames[trouble]}</b>
          {start ? ' It only passes through here.' : ' It starts here.'}
        </p>
        {start && (
          <p>
            It starts in <NodeButton inspector={inspector} link={start} />
          </p>
        )}
        <p>{sentence}</p>
      </div>
    </div>
  );
}
