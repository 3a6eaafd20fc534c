/** Why there is no picture, or why the picture is an old one. */
import type { FailureView } from '../../src/protocol/view.ts';
import { Icon } from './Icon.tsx';

export function Failure({ failure, stale }: { failure: FailureView; stale: boolean }) {
  return (
    <section class={stale ? 'failure bar' : 'failure alone'} role="alert">
      <Icon name="warning" />
      <div>
        {stale ? <p>{failure.message}</p> : <h1>{failure.message}</h1>}
        {failure.source && (
          <pre>
            {failure.line !== undefined && <span class="line">{failure.line}</span>}
            <code>{failure.source}</code>
          </pre>
        )}
        {stale && <p class="hint">The picture shows the last version that could be evaluated.</p>}
      </div>
    </section>
  );
}
