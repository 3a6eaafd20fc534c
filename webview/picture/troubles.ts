/** What each kind of trouble is called. */
import type { Trouble } from '../../src/protocol/view.ts';

/** The worst first. */
export const troubleNames: Readonly<Record<Trouble, string>> = {
  nonFinite: 'Not a finite number.',
  exploding: 'The gradient explodes.',
  vanishing: 'The gradient vanishes.',
  dead: 'The gradient is cut to 0.',
};
