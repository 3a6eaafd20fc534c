/** Options that TensorFlow.js knows and that are not done here: who gives one is told, instead of getting something else. */
import { core, refuse } from './core.ts';

const RECURRENT = { stateful: false, resetAfter: false };

/** By who takes them, with the value that asks for nothing. `Layer` stands for every layer. */
const UNDONE: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  Layer: { activityRegularizer: null, dataFormat: 'channelsLast' },
  ELU: { alpha: 1 },
  Embedding: { maskZero: false },
  GRU: RECURRENT,
  LSTM: RECURRENT,
  SimpleRNN: RECURRENT,
  fit: { sampleWeight: null },
};

/**
 * @param taker a key of the table; what is not in it does all that it can be asked for.
 * @throws Error for an option that asks for something that is not done.
 */
export function refuseUndone(name: string, taker: string, given: object): void {
  if (!Object.hasOwn(UNDONE, taker)) return;
  for (const [option, nothing] of Object.entries(UNDONE[taker]!)) {
    const value = core.plain((given as Record<string, unknown>)[option]);
    if (value === undefined || value === null || value === nothing) continue;
    const shown = typeof value === 'object' ? option : `${option}: ${String(value)}`;
    refuse(name, `the option ${shown} is not supported here.`);
  }
}
