/** The whole page: header, picture and stepper; or, without a picture, why there is none. */
import { useRef } from 'preact/hooks';
import { Failure } from './controls/Failure.tsx';
import { Header } from './controls/Header.tsx';
import { Stepper } from './controls/Stepper.tsx';
import { Stage } from './Stage.tsx';
import type { PageState } from './state.ts';
import type { Viewport } from './viewport.ts';

export function Page({ state }: { state: PageState }) {
  const viewport = useRef<Viewport>(null);
  const drawing = state.drawing.value;
  const failure = state.failure.value;
  return (
    <main class="page">
      {state.busy.value && <Busy alone={!drawing && !failure} />}
      {drawing && <Header view={drawing.view} viewport={viewport} />}
      {failure && <Failure failure={failure} stale={drawing !== undefined} />}
      {drawing && <Stage state={state} viewport={viewport} />}
      {drawing && <Stepper state={state} />}
    </main>
  );
}

function Busy({ alone }: { alone: boolean }) {
  return (
    <div class={alone ? 'busy alone' : 'busy'} role="status">
      <div class="progress" />
      <span>Computing the gradients…</span>
    </div>
  );
}
