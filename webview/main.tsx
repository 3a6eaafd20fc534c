/** The entry of the page: connects messages, keys, layout and state, and draws the page. */
import { render } from 'preact';
import type { ToPage } from '../src/protocol/messages.ts';
import { connect } from './host.ts';
import { listenToKeys } from './keys.ts';
import { LayoutClient } from './layout/client.ts';
import { Page } from './Page.tsx';
import { Painter } from './painter.ts';
import { PageState } from './state.ts';

const LONGEST_REPORT = 2000;

const host = connect();
const state = new PageState(host);

function report(problem: unknown): void {
  const message = problem instanceof Error ? (problem.stack ?? problem.message) : String(problem);
  state.fail({ message: `The graph view failed: ${problem instanceof Error ? problem.message : message}` });
  host.post({ type: 'error', message: message.slice(0, LONGEST_REPORT) });
}
window.addEventListener('error', (event) => {
  // The browser's notice that an observer will hear of a change one frame later: nothing has failed.
  if (!event.message.startsWith('ResizeObserver loop')) report(event.error ?? event.message);
});
window.addEventListener('unhandledrejection', (event) => report(event.reason));

const layout = new LayoutClient(document.body.dataset.layout!);
const painter = new Painter(state, layout, host);

function receive(message: ToPage): void {
  switch (message.type) {
    case 'show':
      painter.show(message).catch(report);
      break;
    case 'cursor':
      painter.follow(message.graph, message.cursor);
      break;
    case 'busy':
      state.wait();
      break;
    case 'failure':
      state.fail(message.failure);
      break;
  }
}

render(<Page state={state} />, document.getElementById('app')!);
listenToKeys(state);
host.listen(receive);
host.post({ type: 'ready' });
