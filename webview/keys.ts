/**
 * The keys of the page, as one table: what is pressed, what it does, and how the overview tells it. They work wherever
 * the focus is, except where a control needs a key itself. In the picture the arrows, Home and End belong to the node that
 * has the focus (Stage.tsx); `.` and `,` step the walk from there, too.
 */
import type { PageState } from './state.ts';

interface Key {
  /** As {@link nameOf} says it; several do the same. */
  readonly pressed: readonly string[];
  readonly says: string;
  readonly run: () => void;
}

/** Keys that belong together, under a title of the overview. */
interface KeyGroup {
  readonly title: string;
  readonly keys: readonly Key[];
}

export function keysOf(state: PageState): readonly KeyGroup[] {
  return [
    {
      title: 'The backward walk',
      keys: [
        { pressed: ['ArrowRight', '.'], says: 'one visit forward', run: () => state.stepForward() },
        { pressed: ['ArrowLeft', ','], says: 'one visit back', run: () => state.stepBack() },
        { pressed: ['Home'], says: 'before the first visit', run: () => state.toStart() },
        { pressed: ['End'], says: 'after the last visit', run: () => state.toEnd() },
        { pressed: [' '], says: 'play, pause', run: () => state.playOrPause() },
      ],
    },
    {
      title: 'The page',
      keys: [
        { pressed: ['PageUp'], says: 'previous evaluation', run: () => state.toNeighbour(-1) },
        { pressed: ['PageDown'], says: 'next evaluation', run: () => state.toNeighbour(1) },
        { pressed: ['z'], says: 'zoom to what is selected, or visited', run: () => state.zoomToSelection() },
        { pressed: ['Ctrl+f'], says: 'search', run: () => state.search.open() },
        { pressed: ['F3'], says: 'next hit', run: () => state.search.go(1) },
        { pressed: ['Shift+F3'], says: 'previous hit', run: () => state.search.go(-1) },
        { pressed: ['?'], says: 'this overview', run: () => state.toggleKeys() },
        {
          pressed: ['Escape'],
          says: 'close what is open, or else show all finished gradients',
          run: () => state.escape(),
        },
      ],
    },
  ];
}

export function listenToKeys(state: PageState): void {
  const actions = new Map(
    keysOf(state).flatMap(({ keys }) => keys.flatMap(({ pressed, run }) => pressed.map((key) => [key, run]))),
  );
  window.addEventListener('keydown', (event) => {
    const action = actions.get(nameOf(event));
    if (!action || event.defaultPrevented || event.altKey) return;
    if (isForControl(event, event.target)) return;
    event.preventDefault();
    action();
  });
}

/** `ArrowLeft`, `Ctrl+f` also for ⌘F, `Shift+F3`; a sign like `?` is itself however it is typed. */
function nameOf({ key, ctrlKey, metaKey, shiftKey }: KeyboardEvent): string {
  return (ctrlKey || metaKey ? 'Ctrl+' : '') + (shiftKey && key.length > 1 ? 'Shift+' : '') + key;
}

/** Whether the control that has the focus needs the key itself. */
function isForControl({ key, ctrlKey, metaKey }: KeyboardEvent, target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false;
  // What a dialog or a menu shows is all that there is.
  if (target.closest('dialog, [role="menu"]')) return true;
  if (ctrlKey || metaKey || /^F\d/.test(key)) return false;
  // What is typed into belongs to the one who types.
  if (target instanceof HTMLSelectElement) return true;
  if (target instanceof HTMLInputElement) return target.type !== 'range' || OF_SLIDERS.has(key);
  return key === ' ' && target instanceof HTMLButtonElement;
}

const OF_SLIDERS = new Set(['ArrowLeft', 'ArrowRight', 'Home', 'End', 'PageUp', 'PageDown']);
