/** The entry of the page: connects messages, keys, layout and state, and draws the page. */
import { render } from 'preact';
import type { ToPage } from '../src/protocol/messages.ts';
import { Exporter } from './exports/exporter.ts';
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
  state.fail(
    { message: `The graph view failed: ${problem instanceof Error ? problem.message : message}` },
    state.choices.value,
  );
  host.post({ type: 'error', message: message.slice(0, LONGEST_REPORT) });
}
window.addEventListener('error', (event) => {
  // The browser's notice that an observer will hear of a change one frame later: nothing has failed.
  if (!event.message.startsWith('ResizeObserver loop')) report(event.error ?? event.message);
});
window.addEventListener('unhandledrejection', (event) => report(event.reason));

const layout = new LayoutClient(document.body.dataset.layout!);
const exporter = new Exporter(state, host, document.body.dataset.layout!);
const painter = new Painter(state, layout, host);

function receive(message: ToPage): void {
  switch (message.type) {
    case 'show':
      painter.show(message).catch(report);
      break;
    case 'scene':
      painter.refold(message).catch(report);
      break;
    case 'visits':
      state.tell(message.graph, message.visits);
      break;
    case 'look':
      state.looks.receive(message.look);
      break;
    case 'details':
      state.inspector.receiveDetails(message);
      break;
    case 'elements':
      state.inspector.receiveElements(message);
      break;
    case 'health':
      state.inspector.receiveHealth(message);
      break;
    case 'found':
      state.search.receive(message.graph, message.found);
      break;
    case 'paths':
      state.paths.receive(message.graph, message.paths);
      break;
    case 'cursor':
      painter.follow(message.graph, message.cursor);
      break;
    case 'export':
      if (message.graph === state.drawing.value?.view.id) void exporter.make(message);
      break;
    case 'goTo':
      if (message.graph === state.drawing.value?.view.id) state.inspector.goToItem(message.key);
      break;
    case 'light':
      if (message.graph === painter.newest) state.pointing.light(message.keys);
      break;
    case 'busy':
      state.startWaiting();
      break;
    case 'failure':
      state.fail(message.failure, message.choices);
      break;
  }
}

render(<Page state={state} exporter={exporter} />, document.getElementById('app')!);
listenToKeys(state);
host.listen(receive);
host.post({ type: 'ready' });
