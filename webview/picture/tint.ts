/**
 * What the colour of an item says, for each way of colouring: sign and size of its value or gradient, or what is wrong
 * with it. Nothing is said by colour alone: signs are in the numbers and the bars, troubles have marks.
 */
import type { Colouring } from '../../src/protocol/look.ts';
import type { ItemHealth } from '../../src/protocol/messages.ts';
import type { Ink } from './ink.ts';

/** What is laid over an item's paper. */
export interface Tint {
  readonly colour: string;
  readonly opacity: number;
}

/** Text stays readable up to here (test/webview/colours.test.ts). */
const STRONGEST = 0.35;
const FAINTEST = 0.06;

/**
 * @param bar the signed length of the bar of what is coloured, −1…1.
 * @param trouble what is wrong with the item, if anything is.
 */
export function tintOf(
  colouring: Colouring,
  bar: number,
  trouble: Pick<ItemHealth, 'trouble' | 'isStart'> | undefined,
  ink: Ink,
): Tint | undefined {
  switch (colouring) {
    case 'kind':
      return undefined;
    case 'value':
    case 'gradient':
      if (bar === 0) return undefined;
      return {
        colour: bar > 0 ? ink.positive : ink.negative,
        opacity: FAINTEST + (STRONGEST - FAINTEST) * Math.abs(bar),
      };
    case 'health':
      return (
        trouble && {
          colour: ink.troubles[trouble.trouble],
          opacity: trouble.isStart ? STRONGEST : STRONGEST / 2,
        }
      );
  }
}
