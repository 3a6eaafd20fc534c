/**
 * The page as VS Code shows it, in a real Chromium: the bundles behind a real Content-Security-Policy, VS Code's
 * API, its themes, and everything that the page says or complains about. Tests speak to the page through `OpenPage`.
 */
import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { type KeptPage, parseKeptPage } from '../../src/protocol/keptPage.ts';
import { type FromPage, parseFromPage, type ToPage } from '../../src/protocol/messages.ts';
import { type PanelState, parsePanelState } from '../../src/protocol/panelState.ts';
import type { ChoicesView, Cursor, GraphView } from '../../src/protocol/view.ts';
import { launchBrowser } from './browser.ts';
import { type ThemeName, themes } from './themes.ts';

export interface OpenPage {
  readonly page: Page;
  /** Everything the page has said so far; a message that is not of the protocol makes the test fail. */
  messages(): FromPage[];
  /** Calls `answer` with each message to come, one after the other. */
  listen(answer: (message: FromPage) => Promise<void>): void;
  /** What the page keeps for the next one; the test fails where that is not of the protocol. */
  kept(): Promise<PanelState & { readonly page?: KeptPage }>;
  send(message: ToPage): Promise<void>;
  /** Sends a graph and waits until it is painted. */
  show(graph: GraphView, cursor?: Cursor, choices?: ChoicesView): Promise<void>;
  /** Violations of the security policy, errors of scripts and errors on the console. */
  complaints(): string[];
  close(): Promise<void>;
}

export interface OpenOptions {
  readonly theme?: ThemeName;
  readonly width?: number;
  readonly height?: number;
  readonly reducedMotion?: boolean;
  /** Fingers instead of a mouse. */
  readonly touch?: boolean;
  /** What the page before it has kept. */
  readonly kept?: PanelState;
  /** Changes the script of the layout worker. */
  readonly layout?: (script: string) => string;
}

type Files = Readonly<Record<string, { readonly type: string; readonly text: string }>>;

/** Serves the bundled page; one for a whole suite. */
export class PageServer {
  readonly #files: Files;
  readonly #server: Server;
  readonly #browser: Browser;

  private constructor(files: Files, server: Server, browser: Browser) {
    this.#files = files;
    this.#server = server;
    this.#browser = browser;
  }

  static async start(): Promise<PageServer> {
    const files = await bundlePage();
    const browser = await launchBrowser();
    const server = createServer((request, response) => {
      const url = new URL(request.url!, 'http://localhost');
      const file = files[url.pathname];
      if (url.pathname === '/') {
        response.writeHead(200, { 'content-type': 'text/html' });
        response.end(html(url.searchParams.get('theme') as ThemeName));
      } else if (file) {
        response.writeHead(200, { 'content-type': file.type });
        response.end(file.text);
      } else {
        response.writeHead(404).end();
      }
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new PageServer(files, server, browser);
  }

  async stop(): Promise<void> {
    await this.#browser.close();
    this.#server.close();
  }

  /** A blank page of the same browser, for what is not our page. */
  newPage(): Promise<Page> {
    return this.#browser.newPage();
  }

  async open({
    theme = 'dark',
    width = 1700,
    height = 700,
    reducedMotion = true,
    touch = false,
    kept,
    layout,
  }: OpenOptions = {}): Promise<OpenPage> {
    const page = await this.#browser.newPage({
      viewport: { width, height },
      hasTouch: touch,
      reducedMotion: reducedMotion ? 'reduce' : 'no-preference',
    });
    const messages: FromPage[] = [];
    let hear: (message: FromPage) => void = () => {};
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
    page.on('console', (entry) => entry.type() === 'error' && complaints.push(`console: ${entry.text()}`));
    await page.exposeFunction('testReceive', (message: unknown) => {
      const parsed = parseFromPage(unpackBytes(message));
      if (parsed) {
        messages.push(parsed);
        hear(parsed);
      } else complaints.push(`not a message: ${JSON.stringify(message)}`);
    });
    await page.exposeFunction('testComplain', (text: string) => complaints.push(text));
    await page.addInitScript(pretendToBeVSCode, kept);
    if (layout) {
      const body = layout(this.#files['/layout.js']!.text);
      await page.route('**/layout.js', (route) => route.fulfill({ contentType: 'text/javascript', body }));
    }
    const { port } = this.#server.address() as AddressInfo;
    await page.goto(`http://127.0.0.1:${port}/?theme=${theme}`);
    const send = (message: ToPage) => page.evaluate(receiveInPage, pack(message));
    const painted = (id: number) =>
      messages.filter((one) => one.type === 'painted' && one.graph === id).length;
    const waitFor = async (condition: () => boolean) => {
      while (!condition()) {
        if (complaints.length > 0) throw new Error(complaints.join('\n'));
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    };
    await waitFor(() => messages.some((message) => message.type === 'ready'));
    return {
      page,
      messages: () => messages,
      complaints: () => complaints,
      listen(answer) {
        let last = Promise.resolve();
        hear = (message) => {
          last = last
            .then(() => answer(message))
            .catch((problem) => {
              if (!page.isClosed()) complaints.push(`no answer: ${problem}`);
            });
        };
      },
      async kept() {
        const state = await page.evaluate(() => (window as unknown as TestWindow).testState);
        const parsed = parsePanelState(state);
        const shown = parseKeptPage(parsed?.page);
        assert.ok(parsed && shown, `not a state of the protocol: ${JSON.stringify(state)}`);
        return { ...parsed, page: shown };
      },
      send,
      async show(graph, cursor = 'overview', choices) {
        const before = painted(graph.id);
        const state: PanelState = { uri: `file:///${graph.file}`, start: 0, end: 0, cursor };
        await send({ type: 'show', graph, cursor, choices, state });
        await waitFor(() => painted(graph.id) > before);
      },
      close: () => page.close(),
    };
  }
}

/** What `pretendToBeVSCode` has made of bytes. */
function unpackBytes(message: unknown): unknown {
  const { contents } = message as { contents?: { bytes?: number[] } };
  return contents?.bytes ? { ...(message as object), contents: Uint8Array.from(contents.bytes) } : message;
}

async function bundlePage(): Promise<Files> {
  const { outputFiles } = await build({
    entryPoints: { main: 'webview/main.tsx', layout: 'webview/layout/worker.ts', page: 'media/page.css' },
    outdir: '/',
    bundle: true,
    write: false,
    platform: 'browser',
    format: 'iife',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
  });
  const script = (name: string) => ({
    type: 'text/javascript',
    text: outputFiles.find(({ path }) => path.endsWith(name))!.text,
  });
  return {
    '/main.js': script('main.js'),
    '/layout.js': script('layout.js'),
    '/page.css': { type: 'text/css', text: outputFiles.find(({ path }) => path.endsWith('page.css'))!.text },
  };
}

/** The host's HTML, with VS Code's properties in a style sheet because the policy forbids them as an attribute here. */
function html(name: ThemeName): string {
  const policy = [
    "default-src 'none'",
    "script-src 'nonce-test'",
    "style-src 'self'",
    'worker-src blob:',
    'img-src blob:',
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>Gradient Graph</title>
<link rel="stylesheet" href="page.css">
</head>
<body class="${themes[name].bodyClass}" data-layout="layout.js">
<div id="app"></div>
<script nonce="test">
for (const [key, value] of Object.entries(${JSON.stringify(themes[name].properties)})) {
  document.documentElement.style.setProperty(key, value);
}
</script>
<script nonce="test" src="main.js"></script>
</body>
</html>`;
}

/** Opens pages for a suite. After each test they are closed, and none may have complained. */
export function usePages(): PageServer['open'] {
  let server: PageServer;
  const opened: OpenPage[] = [];
  before(async () => {
    server = await PageServer.start();
  });
  after(() => server.stop());
  afterEach(async () => {
    for (const page of opened.splice(0)) {
      const complaints = page.complaints();
      await page.close();
      assert.deepEqual(complaints, []);
    }
  });
  return async (options) => {
    const page = await server.open(options);
    opened.push(page);
    return page;
  };
}

interface TestWindow {
  testReceive(message: unknown): void;
  testComplain(text: string): void;
  testState: unknown;
  acquireVsCodeApi(): unknown;
}

/** Runs in the page before its own script. */
function pretendToBeVSCode(kept: unknown): void {
  const self = window as unknown as TestWindow;
  self.testState = kept;
  document.addEventListener('securitypolicyviolation', (event) => {
    self.testComplain(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
  });
  let given = false;
  self.acquireVsCodeApi = () => {
    if (given) throw new Error('the API is given away only once');
    given = true;
    return {
      // Playwright's functions know no typed arrays.
      postMessage: (message: { contents?: unknown }) =>
        self.testReceive(
          message.contents instanceof Uint8Array
            ? { ...message, contents: { bytes: Array.from(message.contents) } }
            : message,
        ),
      getState: () => structuredClone(self.testState),
      setState: (state: unknown) => {
        self.testState = structuredClone(state);
      },
    };
  };
}

/** Playwright's messages to the page know no typed arrays. */
function pack(message: ToPage): string {
  return JSON.stringify(message, (_, value) =>
    ArrayBuffer.isView(value)
      ? {
          bytesOf: value.constructor.name,
          bytes: Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64'),
        }
      : value,
  );
}

/** Runs in the page. */
function receiveInPage(packed: string): void {
  const message = JSON.parse(packed, (_, value) => {
    if (value === null || typeof value !== 'object' || !('bytesOf' in value)) return value;
    const { buffer } = Uint8Array.from(atob(value.bytes), (character) => character.charCodeAt(0));
    return value.bytesOf === 'Float64Array' ? new Float64Array(buffer) : new Uint32Array(buffer);
  });
  window.postMessage(message);
}
