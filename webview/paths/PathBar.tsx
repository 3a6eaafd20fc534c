/** Which paths are shown, or that their other end is to be chosen. */
import { useEffect } from 'preact/hooks';
import { Icon, IconButton } from '../controls/Icon.tsx';
import type { PageState } from '../state.ts';

export function PathBar({ state }: { state: PageState }) {
  const { start, shown } = state.paths;
  const isOpen = start.value !== undefined || shown.value !== undefined;
  useEffect(() => (isOpen ? state.whileOpen(() => state.paths.clear()) : undefined), [isOpen]);
  const text =
    shown.value?.text ??
    (isOpen ? 'Choose the other end: click on a node, or go to it and press Enter.' : '');
  return (
    <section class={isOpen ? 'paths' : 'paths closed'} aria-label="Paths">
      <Icon name="paths" />
      {/* There before it says anything, or a screen reader would not hear it. */}
      <p role="status">{text}</p>
      {isOpen && (
        <IconButton
          icon="close"
          label="Show everything again"
          keys="Escape"
          onClick={() => state.paths.clear()}
        />
      )}
    </section>
  );
}
