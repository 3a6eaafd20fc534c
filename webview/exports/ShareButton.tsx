/** The button of the header that takes the picture out, with its menu. */
import { useState } from 'preact/hooks';
import { IconButton } from '../controls/Icon.tsx';
import { Menu, type MenuEntry } from '../controls/Menu.tsx';
import type { PageState } from '../state.ts';
import type { Exporter } from './exporter.ts';

export function ShareButton({ state, exporter }: { state: PageState; exporter: Exporter }) {
  const [at, setAt] = useState<{ readonly x: number; readonly y: number } | undefined>(undefined);
  const png = [1, 2, 3, 4].map(
    (scale): MenuEntry => ({
      label: `Save as PNG, ${scale}×`,
      run: () => void exporter.make({ to: 'file', format: 'png', scale }),
    }),
  );
  const entries: MenuEntry[] = [
    {
      label: 'Copy picture',
      run: () => void exporter.make({ to: 'clipboard', format: 'png', scale: 2 }),
    },
    { label: 'Save as SVG', run: () => void exporter.make({ to: 'file', format: 'svg', scale: 1 }) },
    ...png,
    { label: 'Save as JSON', run: () => state.save('json') },
    { label: 'Save for Graphviz', run: () => state.save('dot') },
    { label: 'Save for Graphviz, as folded', run: () => state.save('folded-dot') },
  ];
  const open = () => {
    const { left, bottom } = document.querySelector('.share')!.getBoundingClientRect();
    setAt({ x: left, y: bottom });
  };
  return (
    <span class="share">
      <IconButton icon="share" label="Export" onClick={open} />
      {at && <Menu label="Export" entries={entries} at={at} close={() => setAt(undefined)} />}
    </span>
  );
}
