/** The sandbox's world without the recording: the same console, chance and clock, and the language's own functions. */
import { describe, packStrings } from '../../src/trace/guest/main.ts';
import { buildWorld, output } from '../../src/trace/guest/world.ts';

export function start(): Record<string, unknown> {
  buildWorld();
  return {
    printed: () => packStrings([output]).buffer,
    describeThrown: (thrown: unknown) => describe(thrown).buffer,
  };
}
