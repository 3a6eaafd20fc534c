/** What the keys do while an item of the picture has the focus (neighbours.ts says where the arrows lead). */
import type { ItemIndex } from '../../src/protocol/view.ts';
import type { Direction } from '../layout/geometry.ts';
import type { Drawing } from '../picture/Picture.tsx';
import { arrowOf, type Surroundings, type Wanderer, wayOf } from './neighbours.ts';

/** What a key may do with the item that has the focus. */
export interface PictureActions {
  readonly focus: (index: ItemIndex) => void;
  /** Opens a box, shows the source of a node. */
  readonly choose: (index: ItemIndex) => void;
  /** Closes an open box. */
  readonly close: (index: ItemIndex) => void;
  readonly openMenu: (index: ItemIndex) => void;
  /** Shows what lies between the item and the root. */
  readonly showPaths: (index: ItemIndex) => void;
}

/** Whether the key was one of the picture's. */
export function pressInPicture(
  event: KeyboardEvent,
  index: ItemIndex,
  drawing: Drawing,
  wanderer: Wanderer,
  actions: PictureActions,
): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  const { items, visited } = drawing.view.scene;
  const way = wayOf(event.key, drawing.placed.direction);
  const go = (to: ItemIndex | undefined) => {
    if (to !== undefined) actions.focus(to);
  };
  // From a frame into it: to what it gives.
  if (way && isFrame(items[index]!)) go(items.findLastIndex(({ frame }) => frame === index));
  else if (way) go(wanderer.step(index, way, surroundingsOf(drawing)));
  // As in the walk: it begins at the root, and ends at the last visit.
  else if (event.key === 'Home') go(visited[0] ?? items.length - 1);
  else if (event.key === 'End') go(visited.at(-1));
  else if (event.key === 'Enter') actions.choose(index);
  else if (event.key === 'Backspace') {
    const frame = isFrame(items[index]!) ? index : items[index]!.frame;
    if (frame >= 0) actions.close(frame);
  } else if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) actions.openMenu(index);
  else if (event.key.toLowerCase() === 'p') actions.showPaths(index);
  else return false;
  return true;
}

/** The keys of the picture for the overview, in the direction that it has. */
export function pictureKeys(
  direction: Direction,
): readonly { readonly shown: string; readonly says: string }[] {
  const arrow = (way: Parameters<typeof arrowOf>[0]) => arrowOf(way, direction);
  return [
    { shown: arrow('operands'), says: 'to an operand' },
    { shown: arrow('consumers'), says: 'to a consumer' },
    { shown: `${arrow('before')} ${arrow('after')}`, says: 'to what lies beside' },
    { shown: 'Home', says: 'to the root, where the walk begins' },
    { shown: 'End', says: 'to where the walk ends' },
    { shown: 'Enter', says: 'open a box, or show the source' },
    { shown: 'Backspace', says: 'close the box around it' },
    { shown: 'P', says: 'paths to the root' },
    { shown: 'Shift+F10', says: 'menu' },
  ];
}

const known = new WeakMap<Drawing, Surroundings>();

/** Frames are around the items, not beside them. */
function surroundingsOf(drawing: Drawing): Surroundings {
  let found = known.get(drawing);
  if (!found) {
    const { items, edges } = drawing.view.scene;
    const { direction, items: boxes } = drawing.placed;
    found = { direction, edges, boxes, isLeftOut: (index) => isFrame(items[index]!) };
    known.set(drawing, found);
  }
  return found;
}

function isFrame(item: Drawing['view']['scene']['items'][number]): boolean {
  return 'isOpen' in item && item.isOpen;
}
