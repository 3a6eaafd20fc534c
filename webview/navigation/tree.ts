/**
 * The picture as a tree for screen readers: boxes hold their items. What leads to what is told by the arrow keys, which
 * walk along the edges; a tree alone says how deep one is, and among how many.
 */
import type { ItemView } from '../../src/protocol/view.ts';
import type { ItemText } from '../picture/metrics.ts';

/** As in ARIA: all from 1. */
export interface TreePlace {
  readonly level: number;
  readonly position: number;
  readonly setSize: number;
}

/** By item. Items stand behind the frame that holds them. */
export function treePlaces(items: readonly ItemView[]): TreePlace[] {
  const sizes = new Map<number, number>();
  const places = items.map(({ frame }, index) => {
    const position = (sizes.get(frame) ?? 0) + 1;
    sizes.set(frame, position);
    let level = 1;
    for (let around = frame; around >= 0; around = items[around]!.frame) level += 1;
    return { index, level, position };
  });
  return places.map(({ index, level, position }) => ({
    level,
    position,
    setSize: sizes.get(items[index]!.frame)!,
  }));
}

/** The attributes of an item of the tree; of a graphic where the picture stands alone. */
export function treeItem(place: TreePlace | undefined, isExpanded?: boolean) {
  if (!place) return { role: 'img' } as const;
  return {
    role: 'treeitem',
    'aria-level': place.level,
    'aria-posinset': place.position,
    'aria-setsize': place.setSize,
    'aria-expanded': isExpanded,
  } as const;
}

/** For what is drawn inside of an item, which its label says. */
export const unheard = { 'aria-hidden': true } as const;

/**
 * What is spoken of an item: what stands in it, as it stands there, so that who speaks to the computer says what they
 * read (WCAG 2.5.3, which allows words in parentheses between); and the whole title, where it is shortened.
 */
export function spokenLabel(text: ItemText, gradient: string, wholeTitle: string, shape?: string): string {
  const title = text.formula ? `${text.name} = ${text.formula}` : text.name;
  const shown = [
    title,
    text.value && `(value) ${text.value}`,
    text.hasGradient && `(gradient) ${gradient}`,
    text.content,
  ];
  const whole = wholeTitle === title ? [] : [`in full ${wholeTitle}`];
  const tensor = shape === undefined ? [] : [`(of shape ${shape})`];
  return [...shown.filter(Boolean), ...whole, ...tensor].join(' ');
}
