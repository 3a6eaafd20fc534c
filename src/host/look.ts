/** How the person wants graphs to be shown in this workspace. */
import type * as vscode from 'vscode';
import { type Look, USUAL_LOOK } from '../protocol/look.ts';
import { parseLook } from '../protocol/messages.ts';

const KEY = 'look';

export class RememberedLook {
  readonly #state: vscode.Memento;

  constructor(state: vscode.Memento) {
    this.#state = state;
  }

  /** The usual one where nothing is kept, or what another version kept. */
  get look(): Look {
    return parseLook(this.#state.get(KEY)) ?? USUAL_LOOK;
  }

  remember(look: Look): void {
    void this.#state.update(KEY, look);
  }
}
