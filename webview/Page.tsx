/** The whole page: header, picture and stepper; or, without a picture, why there is none. */
import { useRef } from 'preact/hooks';
import { Choices } from './controls/Choices.tsx';
import { Comparison } from './controls/Comparison.tsx';
import { Failure } from './controls/Failure.tsx';
import { Header } from './controls/Header.tsx';
import { Legend } from './controls/Legend.tsx';
import { Settings } from './controls/Settings.tsx';
import { Stepper } from './controls/Stepper.tsx';
import type { Exporter } from './exports/exporter.ts';
import { Drawer } from './inspector/Drawer.tsx';
import { ItemMenu } from './navigation/ItemMenu.tsx';
import { KeyOverview } from './navigation/KeyOverview.tsx';
import { PathBar } from './paths/PathBar.tsx';
import { Stage } from './Stage.tsx';
import { SearchBar } from './search/SearchBar.tsx';
import type { PageState } from './state.ts';
import type { Viewport } from './viewport.ts';

export function Page({ state, exporter }: { state: PageState; exporter: Exporter }) {
  const viewport = useRef<Viewport>(null);
  const drawing = state.drawing.value;
  const failure = state.failure.value;
  // Beside the field of an argument.
  const isSaid = state.choices.value?.call?.args.some(({ problem }) => problem !== undefined) === true;
  return (
    <main class="page">
      {state.busy.value && <Busy state={state} alone={!drawing && !failure} />}
      {drawing && <Header state={state} exporter={exporter} view={drawing.view} viewport={viewport} />}
      {drawing && <Settings state={state} />}
      <Choices state={state} />
      {drawing && state.search.isOpen.value && <SearchBar state={state} />}
      {drawing && <PathBar state={state} />}
      <Comparison state={state} />
      {failure && <Failure failure={failure} stale={drawing !== undefined} isSaid={isSaid} />}
      {drawing && (
        <div class="middle">
          <Stage state={state} viewport={viewport} />
          <div class="side">
            <Drawer state={state} />
            <Legend state={state} />
          </div>
        </div>
      )}
      {drawing && <Stepper state={state} />}
      <ItemMenu state={state} />
      <KeyOverview state={state} />
    </main>
  );
}

/** An evaluation can be cancelled; so can a layout, which then ends at once with less beauty. */
function Busy({ state, alone }: { state: PageState; alone: boolean }) {
  return (
    <div class={alone ? 'busy alone' : 'busy'}>
      <div class="progress" />
      <span role="status">
        {state.evaluating.value ? 'Computing the gradients…' : 'Laying out the picture…'}
      </span>
      <button type="button" class="cancel" onClick={() => state.cancel()}>
        Cancel
      </button>
    </div>
  );
}
