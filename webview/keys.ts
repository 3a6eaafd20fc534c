/** The keys of the walk, wherever on the page the focus is, except where a control needs them itself. */
import type { PageState } from './state.ts';

export function listenToKeys(state: PageState): void {
  const actions: Readonly<Record<string, () => void>> = {
    ArrowRight: () => state.stepForward(),
    ArrowLeft: () => state.stepBack(),
    Home: () => state.toStart(),
    End: () => state.toEnd(),
    ' ': () => state.playOrPause(),
    Escape: () => state.toOverview(),
  };
  window.addEventListener('keydown', (event) => {
    const action = actions[event.key];
    if (!action || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target instanceof HTMLInputElement && event.key !== 'Escape' && event.key !== ' ') return;
    if (event.target instanceof HTMLButtonElement && event.key === ' ') return;
    event.preventDefault();
    action();
  });
}
