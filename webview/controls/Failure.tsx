/** Why there is no picture, or why the picture is an old one. */
import type { FailureView } from '../../src/protocol/view.ts';
import { Icon } from './Icon.tsx';

interface FailureProps {
  readonly failure: FailureView;
  /** There is an older picture. */
  readonly stale: boolean;
  /** The page says elsewhere what is wrong. */
  readonly isSaid: boolean;
}

export function Failure({ failure, stale, isSaid }: FailureProps) {
  return (
    <section class={stale ? 'failure bar' : 'failure alone'} role="alert">
      <Icon name="warning" />
      <div>
        {!stale ? <h1>{failure.message}</h1> : !isSaid && <p>{failure.message}</p>}
        {failure.source && (
          <pre>
            {failure.line !== undefined && (
              <span class="line">{failure.file ? `${failure.file}:${failure.line}` : failure.line}</span>
            )}
            <code>{failure.source}</code>
          </pre>
        )}
        {stale && <p class="hint">The picture shows the last version that could be evaluated.</p>}
      </div>
    </section>
  );
}
