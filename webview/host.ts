/** The page's end of the line to the extension. Outside VS Code (a test, a plain browser) messages go nowhere. */
import type { FromPage, ToPage } from '../src/protocol/messages.ts';
import { type PanelState, parsePanelState } from '../src/protocol/panelState.ts';

interface VsCodeApi {
  postMessage(message: FromPage): void;
  getState(): unknown;
  setState(state: PanelState): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

export interface Host {
  post(message: FromPage): void;
  /** Keeps it for the next page of this panel: after it was hidden, after the window was reloaded. */
  keep(state: PanelState): void;
  /** What the page before this one kept. */
  readonly kept: PanelState | undefined;
  listen(receive: (message: ToPage) => void): void;
}

/** To be called once: VS Code gives its API away only once. */
export function connect(): Host {
  const api = typeof acquireVsCodeApi === 'function' ? acquireVsCodeApi() : undefined;
  return {
    post: (message) => api?.postMessage(message),
    keep: (state) => api?.setState(state),
    kept: parsePanelState(api?.getState()),
    listen: (receive) =>
      window.addEventListener('message', (event: MessageEvent<ToPage>) => receive(event.data)),
  };
}
