/**
 * VS Code as it is on vscode.dev: all of it in the browser, no remote host, and a folder that is no place on a disk. The
 * parts are those of the VS Code server, which serves them for windows with a remote host; here a server of files does.
 */
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { root } from '../../scripts/build.ts';
import { vscodeFolder } from '../../scripts/vscode-server.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.ttf': 'font/ttf',
  '.wasm': 'application/wasm',
};

/** `vscode.FileType` */
const FILE = 1;
const FOLDER = 2;

/** What this build of VS Code takes for granted: that there is a server behind it. By what stands there instead. */
const PATCHES: readonly (readonly [RegExp, string])[] = [
  [/remoteAuthority:location\.host/, 'remoteAuthority:void 0'],
  [/(this\.userDataPath\)\.with\(\{scheme:)\w+\.vscodeRemote/, '$1"vscode-userdata"'],
];

export class BrowserServer {
  readonly #server: Server;
  readonly #folder: string;
  readonly #settings: Readonly<Record<string, unknown>>;

  private constructor(folder: string, settings: Readonly<Record<string, unknown>>) {
    this.#folder = folder;
    this.#settings = settings;
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch(() => response.writeHead(404).end());
    });
  }

  /**
   * Serves on a free port of this machine.
   *
   * @param folder absolute path of what is opened.
   */
  static async start(folder: string, settings: Readonly<Record<string, unknown>>): Promise<BrowserServer> {
    const server = new BrowserServer(folder, settings);
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  /** The address of the window. A page of `localhost` is as trustworthy as one of https. */
  get url(): string {
    return `http://${this.#authority}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  get #authority(): string {
    return `localhost:${(this.#server.address() as AddressInfo).port}`;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = decodeURIComponent(new URL(request.url!, this.url).pathname);
    const send = (type: string, body: string | Uint8Array) =>
      response.writeHead(200, { 'content-type': type }).end(body);
    if (path === '/') return void send('text/html', await this.#page());
    const [, place, ...rest] = path.split('/');
    if (place === 'folder') {
      const file = join(this.#folder, ...rest.slice(1));
      if (request.method === 'PUT') await writeFile(file, await buffer(request));
      else if (request.headers.accept === 'application/json')
        return void send('application/json', JSON.stringify(await described(file)));
      return void send('application/octet-stream', await readFile(file));
    }
    const folders: Readonly<Record<string, string>> = {
      extension: root,
      'folder-extension': join(root, 'test/vscode/browser'),
    };
    const file = Object.hasOwn(folders, place!)
      ? join(folders[place!]!, ...rest)
      : join(vscodeFolder, ...path.split('/'));
    const type = TYPES[extname(file)] ?? 'application/octet-stream';
    if (path.endsWith('/workbench.js')) send(type, patched(await readFile(file, 'utf8')));
    else send(type, await readFile(file));
  }

  async #page(): Promise<string> {
    const extension = (path: string) => ({ scheme: 'http', authority: this.#authority, path });
    const configuration = {
      folderUri: { scheme: 'folder', authority: '', path: '/examples' },
      additionalBuiltinExtensions: [extension('/extension'), extension('/folder-extension')],
      webviewEndpoint: `${this.url}/out/vs/workbench/contrib/webview/browser/pre`,
      configurationDefaults: this.#settings,
      enableWorkspaceTrust: false,
      productConfiguration: {
        nameShort: 'Code',
        nameLong: 'Code',
        enableTelemetry: false,
        extensionEnabledApiProposals: { 'test.folder': ['fileSearchProvider'] },
      },
      // Of this build alone.
      userDataPath: '/',
      isEnabledFileDownloads: true,
      isEnabledFileUploads: true,
      isEnabledCoderGettingStarted: false,
    };
    const values: Readonly<Record<string, string>> = {
      WORKBENCH_WEB_CONFIGURATION: JSON.stringify(configuration)
        .replaceAll('&', '&amp;')
        .replaceAll('"', '&quot;'),
      WORKBENCH_WEB_BASE_URL: this.url,
      WORKBENCH_NLS_URL: `${this.url}/out/nls.messages.js`,
      WORKBENCH_NLS_FALLBACK_URL: `${this.url}/out/nls.messages.js`,
    };
    const template = await readFile(
      join(vscodeFolder, 'out/vs/code/browser/workbench/workbench.html'),
      'utf8',
    );
    return template.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => values[name] ?? '');
  }
}

/** A file or folder as the file system of the tests' extension tells of it. Rejects where there is none. */
async function described(path: string) {
  const { size, mtimeMs, ctimeMs } = await stat(path);
  const isFolder = (await stat(path)).isDirectory();
  return {
    stat: { type: isFolder ? FOLDER : FILE, size, mtime: mtimeMs, ctime: ctimeMs },
    entries: isFolder
      ? (await readdir(path, { withFileTypes: true })).map((one) => [
          one.name,
          one.isDirectory() ? FOLDER : FILE,
        ])
      : [],
  };
}

function patched(workbench: string): string {
  return PATCHES.reduce((text, [from, to]) => {
    if (!from.test(text)) throw new Error(`VS Code's workbench has no ${from} any more`);
    return text.replace(from, to);
  }, workbench);
}
