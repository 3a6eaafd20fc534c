/** The panel that walks the backward sweep: buttons, slider and sentence. */
import type { PageState } from '../state.ts';
import { IconButton } from './Icon.tsx';
import { headingOf, Sentence } from './Sentence.tsx';

export function Stepper({ state }: { state: PageState }) {
  const { view } = state.drawing.value!;
  const cursor = state.cursor.value;
  const last = view.visits.length;
  const none = last === 0;
  const atStart = cursor === 0;
  const atEnd = cursor === last;
  const visited = state.visited.value;
  const heading = headingOf(view, cursor);
  return (
    <section class="stepper" aria-label="Backward walk">
      <div class="controls">
        <div class="buttons">
          <IconButton
            icon="start"
            label="To the start"
            keys="Home"
            idle={atStart}
            onClick={() => state.toStart()}
          />
          <IconButton icon="back" label="Back" keys="←" idle={atStart} onClick={() => state.stepBack()} />
          <IconButton
            icon={state.playing.value ? 'pause' : 'play'}
            label={state.playing.value ? 'Pause' : 'Play'}
            keys="Space"
            idle={none}
            onClick={() => state.playOrPause()}
          />
          <IconButton
            icon="forward"
            label="Forward"
            keys="→"
            idle={atEnd}
            onClick={() => state.stepForward()}
          />
          <IconButton icon="end" label="To the end" keys="End" idle={atEnd} onClick={() => state.toEnd()} />
        </div>
        <input
          type="range"
          aria-label="Visit"
          aria-valuetext={visited === undefined ? heading : `${heading}: ${view.nodes[visited]!.name}`}
          min={0}
          max={last}
          step={1}
          value={cursor === 'overview' ? last : cursor}
          disabled={none}
          onInput={(event) => state.moveTo(event.currentTarget.valueAsNumber)}
        />
        <output aria-live="off">{cursor === 'overview' ? visits(last) : heading}</output>
        <button
          type="button"
          class="overview"
          title="All finished gradients (Escape)"
          aria-pressed={cursor === 'overview'}
          onClick={() => state.toOverview()}
        >
          Overview
        </button>
      </div>
      <Sentence view={view} cursor={cursor} />
    </section>
  );
}

function visits(count: number): string {
  return count === 1 ? '1 visit' : `${count} visits`;
}
