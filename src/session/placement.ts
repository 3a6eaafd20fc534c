/**
 * Which boxes of a graph are open, and so which items are shown, in which order.
 */
import type { NodeId } from '../engine/index.ts';
import type { ItemIndex, ItemKey, SceneRequest } from '../protocol/view.ts';
import type { BoxId, Entry, FoldTree } from './folds.ts';

/** What can be taken in at a glance: a picture opens with about so many items. */
const GLANCE = 150;
/** More than this no one can read, and no layout draws in time. */
export const MAX_ITEMS = 1000;

/** An item on its way: the nodes that it stands for, which only frames share with what is in them. */
export interface Placed {
  readonly key: ItemKey;
  readonly frame: ItemIndex | -1;
  /** -1 for a node. */
  readonly box: BoxId | -1;
  readonly isOpen: boolean;
  readonly first: NodeId;
  readonly last: NodeId;
}

/** The open boxes in the order in which they were opened, and whether some had to be left out. */
export function chooseOpen(tree: FoldTree, request: SceneRequest): { open: Set<BoxId>; closed: boolean } {
  let room = MAX_ITEMS - tree.top.length;
  const accepted = new Set<BoxId>();
  /** Opens the boxes, from the outside in, if there is room for all. */
  const accept = (boxes: readonly BoxId[]): boolean => {
    const fresh = boxes.filter((box) => !accepted.has(box));
    const items = fresh.reduce((sum, box) => sum + tree.boxes[box]!.entries.length, 0);
    if (items > room) return false;
    room -= items;
    for (const box of fresh) accepted.add(box);
    return true;
  };
  const kept = request.open?.flatMap((key) => tree.find(key) ?? []) ?? atAGlance(tree);
  const wanted = new Set(kept);
  let closed = false;
  for (const node of request.nodes ?? []) closed = !accept(tree.around(node)) || closed;
  for (const box of kept.toReversed()) {
    const path = tree.pathTo(box);
    // In a box that is closed it stays open, and takes no room.
    const isSeen = path.every((one) => wanted.has(one) || accepted.has(one));
    if (!isSeen) accepted.add(box);
    else closed = !accept(path) || closed;
  }
  const order = kept.filter((box) => accepted.has(box));
  return { open: new Set([...order, ...accepted]), closed };
}

/** The outermost boxes first, while there is room; what a long list leaves out stays closed. */
function atAGlance(tree: FoldTree): BoxId[] {
  const open: BoxId[] = [];
  let room = GLANCE - tree.top.length;
  let level: readonly Entry[] = tree.top;
  while (level.length > 0) {
    const next: Entry[] = [];
    for (const entry of level) {
      if (entry >= 0) continue;
      const { kind, entries } = tree.boxes[~entry]!;
      if (kind === 'more' || entries.length > room) continue;
      room -= entries.length;
      open.push(~entry);
      for (const one of entries) if (one < 0) next.push(one);
    }
    level = next;
  }
  return open;
}

/** The items in the order of the program, a frame before what is in it. */
export function place(tree: FoldTree, open: ReadonlySet<BoxId>, constants: boolean): Placed[] {
  const placed: Placed[] = [];
  /** The last node that has been placed. */
  let reached = -1;
  const one = (node: NodeId) =>
    ({ key: `n${node}`, box: -1, isOpen: false, first: node, last: node }) as const;
  const placeNode = (node: NodeId, frame: ItemIndex | -1): void => {
    // Between two entries there are constants only. They stand where what comes next stands: whatever is folded around them.
    for (let constant = reached + 1; constants && constant < node; constant++)
      placed.push({ ...one(constant), frame });
    reached = node;
    placed.push({ ...one(node), frame });
  };
  // Calls may be nested deeper than a recursion could follow.
  const pending: { readonly entries: readonly Entry[]; at: number; readonly frame: ItemIndex | -1 }[] = [
    { entries: tree.top, at: 0, frame: -1 },
  ];
  for (let list = pending.at(-1); list; list = pending.at(-1)) {
    const entry = list.entries[list.at++];
    if (entry === undefined) pending.pop();
    else if (entry >= 0) placeNode(entry, list.frame);
    else {
      const { first, last, entries } = tree.boxes[~entry]!;
      const isOpen = open.has(~entry);
      const key = tree.keyOf(~entry);
      const index = placed.push({ key, frame: list.frame, box: ~entry, isOpen, first, last }) - 1;
      if (isOpen) pending.push({ entries, at: 0, frame: index });
      else reached = last;
    }
  }
  return placed;
}

/** Stands for a node that no item shows: a constant that is not wanted. */
export const NOWHERE = 0xffffffff;

/** By node: the item that shows it, which is no frame. */
export function itemsByNode(placed: readonly Placed[], size: number): Uint32Array {
  const itemOf = new Uint32Array(size).fill(NOWHERE);
  for (const [index, { first, last, isOpen }] of placed.entries())
    if (!isOpen) itemOf.fill(index, first, last + 1);
  return itemOf;
}
