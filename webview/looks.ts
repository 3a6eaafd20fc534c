/** How the person wants graphs to be shown: the switches of the page, which the extension keeps for the workspace. */
import { signal } from '@preact/signals';
import { type Look, USUAL_LOOK } from '../src/protocol/look.ts';
import type { Host } from './host.ts';
import type { PageState } from './state.ts';

export class Looks {
  readonly look = signal<Look>(USUAL_LOOK);
  /** The switches are on the page. */
  readonly areShown = signal(false);
  readonly #state: PageState;
  readonly #host: Host;

  constructor(state: PageState, host: Host) {
    this.#state = state;
    this.#host = host;
  }

  /** The extension tells what it kept. */
  receive(look: Look): void {
    this.look.value = look;
  }

  change(part: Partial<Look>): void {
    const look = { ...this.look.value, ...part };
    this.look.value = look;
    this.#host.post({ type: 'look', look });
    if (part.constants !== undefined) this.#state.fold({ constants: part.constants });
  }

  toggle(): void {
    this.areShown.value = !this.areShown.value;
  }
}
