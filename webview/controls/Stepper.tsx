/** The panel that walks the backward sweep: buttons, slider and sentence. */
import { type Look, SPEEDS } from '../../src/protocol/look.ts';
import type { PageState } from '../state.ts';
import { IconButton } from './Icon.tsx';
import { headingOf, Sentence } from './Sentence.tsx';

/** Up to this speed a screen reader has the time to say each visit while the walk plays. */
const SLOW_ENOUGH = 0.25;

export function Stepper({ state }: { state: PageState }) {
  const { view } = state.drawing.value!;
  const cursor = state.cursor.value;
  const last = view.visitCount;
  const none = last === 0;
  const atStart = cursor === 0;
  const atEnd = cursor === last;
  const visit = state.visit.value;
  const look = state.looks.look.value;
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
          aria-valuetext={visit === undefined ? heading : `${heading}: ${visit.name}`}
          min={0}
          max={last}
          step={1}
          value={cursor === 'overview' ? last : cursor}
          disabled={none}
          onInput={(event) => state.moveTo(event.currentTarget.valueAsNumber)}
        />
        <label class="speed" title="How fast the walk plays">
          <span class="unseen">Speed</span>
          <select
            value={look.speed}
            onChange={({ currentTarget }) =>
              state.looks.change({ speed: Number(currentTarget.value) as Look['speed'] })
            }
          >
            {SPEEDS.map((speed) => (
              <option key={speed} value={speed}>
                {speed}×
              </option>
            ))}
          </select>
        </label>
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
      <Sentence
        isPassing={state.playing.value && look.speed > SLOW_ENOUGH}
        view={view}
        cursor={cursor}
        visits={state.visits.value}
        visit={visit}
      />
    </section>
  );
}

function visits(count: number): string {
  return count === 1 ? '1 visit' : `${count.toLocaleString('en-US')} visits`;
}
