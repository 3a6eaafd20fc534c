/** The page's end of the line to the extension. Outside VS Code (a test, a plain browser) messages go nowhere. */
import type { FromPage, PanelState, ToPage } from '../src/protocol/messages.ts';

interface VsCodeApi {
  postMessage(message: FromPage): void;
  setState(state: PanelState): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

export interface Host {
  post(message: FromPage): void;
  /** What the window keeps for a reload. */
  keep(state: PanelState): void;
  listen(receive: (message: ToPage) => void): void;
}

/** To be called once: VS Code gives its API away only once. */
export function connect(): Host {
  const api = typeof acquireVsCodeApi === 'function' ? acquireVsCodeApi() : undefined;
  return {
    post: (message) => api?.postMessage(message),
    keep: (state) => api?.setState(state),
    listen: (receive) =>
      window.addEventListener('message', (event: MessageEvent<ToPage>) => receive(event.data)),
  };
}
