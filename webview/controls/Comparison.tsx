/** What has changed since a graph was pinned, in one line. */
import type { PageState } from '../state.ts';
import { Icon } from './Icon.tsx';

export function Comparison({ state }: { state: PageState }) {
  const comparison = state.drawing.value?.view.comparison;
  if (!comparison) return null;
  const { inspector } = state;
  return (
    <section class="comparison" aria-label="Compared with the pinned graph">
      <Icon name="pin" />
      <p role="status">{comparison.summary}.</p>
      <button
        type="button"
        class="overview"
        aria-pressed={inspector.page.value === 'changes'}
        onClick={() => inspector.toggle('changes')}
      >
        Changes
      </button>
      <button type="button" class="overview" onClick={() => state.pin(false)}>
        Unpin
      </button>
    </section>
  );
}
