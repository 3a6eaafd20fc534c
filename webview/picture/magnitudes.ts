/** Which numbers of the picture are norms. How they are written is the notation's matter. */
import type { ItemIndex, Scene } from '../../src/protocol/view.ts';

/** Whether one number stands for many: for the elements of a tensor, or for the several outputs of a box. */
export function isNormOf({ items, tensors }: Scene, index: ItemIndex): boolean {
  const item = items[index]!;
  return Boolean(tensors?.[index]) || ('outputs' in item && item.outputs !== 1);
}
