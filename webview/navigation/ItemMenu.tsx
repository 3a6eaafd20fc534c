/** The menu of an item of the picture: the second button of the mouse, a long press, or Shift+F10. */
import type { ItemIndex } from '../../src/protocol/view.ts';
import { Menu, type MenuEntry } from '../controls/Menu.tsx';
import type { Drawing } from '../picture/Picture.tsx';
import type { PageState } from '../state.ts';

export function ItemMenu({ state }: { state: PageState }) {
  const menu = state.menu.value;
  const drawing = state.drawing.value;
  const index = drawing && menu ? drawing.view.scene.items.findIndex(({ key }) => key === menu.key) : -1;
  if (!drawing || !menu || index < 0) return null;
  return (
    <Menu
      label={drawing.view.scene.items[index]!.name}
      entries={entriesFor(state, drawing, index)}
      at={menu.at}
      close={() => {
        state.menu.value = undefined;
      }}
    />
  );
}

function entriesFor(state: PageState, { view }: Drawing, index: ItemIndex): MenuEntry[] {
  const { items, finished, visited } = view.scene;
  const item = items[index]!;
  const { key, frame } = item;
  const entries: MenuEntry[] = [];
  if (!('node' in item))
    entries.push({ label: item.isOpen ? 'Close' : 'Open', keys: 'Enter', run: () => state.toggle(key) });
  if (frame >= 0)
    entries.push({
      label: `Close ${items[frame]!.name}`,
      keys: 'Backspace',
      run: () => state.toggle(items[frame]!.key),
    });
  if (item.kind === 'constant') return [...entries, source(state, key)];
  // Of an input, when its gradient is complete.
  const visit = visited.indexOf(index) + 1 || finished[index]!;
  if (visit > 0) entries.push({ label: 'Step to here', run: () => state.moveTo(visit) });
  const root = `n${view.root}`;
  if (key !== root)
    entries.push({
      label: `Paths to ${view.rootName}`,
      keys: 'P',
      run: () => state.paths.between(key, root),
    });
  entries.push({ label: 'Paths to another item…', run: () => state.paths.begin(key) });
  entries.push({ label: 'Inspect', run: () => state.inspector.selectItem(key) });
  if ('node' in item) entries.push({ label: 'Copy link to node', run: () => state.copyLink(item.node) });
  return [...entries, source(state, key)];
}

function source(state: PageState, key: string): MenuEntry {
  return { label: 'Show the source', run: () => state.reveal(key) };
}
