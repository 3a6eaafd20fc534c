/**
 * A real VS Code window in the hands of a test: opens files, types commands, and reaches into the panel's page.
 * Waits end with what they wait for or fail by its name; there are no fixed pauses.
 */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { downloadAndUnzipVSCode } from '@vscode/test-electron';
import { _electron, type FrameLocator, type Locator, type Page } from 'playwright-core';
import { root } from '../../scripts/build.ts';
import { installServer, QUIET, VSCodeServer } from '../../scripts/vscode-server.ts';
import { launchBrowser } from '../webview/browser.ts';
import { BrowserServer } from './browserServer.ts';
import { copyOfExamples } from './folder.ts';

export interface WorkbenchOptions {
  /** Name of the example that is open at the start. */
  readonly file: string;
  /** More files beside the examples: their texts by name. */
  readonly files?: Readonly<Record<string, string>>;
  /** VS Code settings beside those that keep it quiet. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** The folder is not trusted until the test says so. */
  readonly untrusted?: boolean;
  /** Runs in every frame before its own scripts. */
  readonly script?: () => void;
  /** All of VS Code is in the browser, and the folder is not on a disk. */
  readonly browserOnly?: boolean;
}

interface Window {
  readonly page: Page;
  readonly close: () => Promise<void>;
}

/** Nothing is saved or completed unless the test says so. */
const MANUAL = {
  'editor.autoClosingBrackets': 'never',
  'editor.quickSuggestions': { other: 'off' },
  'files.autoSave': 'off',
};
const SIZE = { width: 1400, height: 900 };
export const SHOW = 'Gradient Graph: Show Gradient Graph';

/** Whatever a slow and busy machine may need for one test. */
const TEST_MS = 120_000;
/** And for one thing that a test waits for: short enough that three attempts cost little. */
const WAIT_MS = 20_000;
/** After this an action that shows no effect is done again. */
const PATIENCE_MS = 5_000;
const ATTEMPTS = 4;
/** The same for the first start of the editor, which may have to be installed before. */
const START_MS = 300_000;

/** One window for all tests of a `describe`; a test that fails leaves a picture of it. */
export function useWorkbench(options: WorkbenchOptions): () => Workbench {
  let workbench: Workbench;
  before(async function () {
    this.timeout(START_MS);
    workbench = await Workbench.open(options);
  });
  beforeEach(function () {
    this.currentTest!.timeout(TEST_MS);
  });
  afterEach(async function () {
    this.timeout(TEST_MS);
    // A test that will be tried again has no state.
    if (this.currentTest!.state === 'passed') return;
    // A window that is too busy even for a picture must not end the whole suite: the test has failed by itself.
    await workbench.screenshot(this.currentTest!.fullTitle()).catch(() => {});
  });
  after(async function () {
    this.timeout(TEST_MS);
    await workbench.close();
  });
  return () => workbench;
}

export class Workbench {
  readonly page: Page;
  /** The copy of examples/ that is open. */
  readonly folder: string;
  readonly #close: () => Promise<void>;

  private constructor({ page, close }: Window, folder: string) {
    this.page = page;
    this.folder = folder;
    this.#close = close;
  }

  /** Opens a window on the examples, in the server or in the desktop VS Code as VSCODE_UNDER_TEST says. */
  static async open(options: WorkbenchOptions): Promise<Workbench> {
    const folder = await copyOfExamples();
    for (const [name, text] of Object.entries(options.files ?? {})) await writeFile(join(folder, name), text);
    const open = options.browserOnly
      ? openBrowser
      : process.env.VSCODE_UNDER_TEST === 'desktop'
        ? openDesktop
        : openServer;
    const workbench = new Workbench(await open(folder, options), folder);
    workbench.page.setDefaultTimeout(WAIT_MS);
    const rows = workbench.page.locator('.explorer-folders-view .monaco-list-row');
    await rows.first().waitFor({ timeout: START_MS });
    await workbench.openFile(options.file);
    await workbench.editor.waitFor();
    return workbench;
  }

  async close(): Promise<void> {
    await this.#close();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** Keeps a picture of the window in test-results/. */
  async screenshot(name: string): Promise<void> {
    const folder = join(root, 'test-results');
    await mkdir(folder, { recursive: true });
    await this.page.screenshot({ path: join(folder, `${name.replaceAll(/\W+/g, '-')}.png`) });
  }

  /** The lines of the text editor that is visible. */
  get editor(): Locator {
    return this.page.locator('.editor-instance .view-lines').first();
  }

  /** The page of the panel that is visible. */
  get panel(): FrameLocator {
    return this.page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
  }

  /** The places in the text editor that the extension highlights. */
  get highlights(): Locator {
    return this.page.locator('.editor-instance .view-overlays .cdr[class*="ced-"]');
  }

  /** The node of the picture with this name, as it is written there. */
  node(name: string): Locator {
    return this.panel.locator(`.node[aria-label^="${name} = "], .node[aria-label^="${name} ("]`);
  }

  /** Opens the command palette, types the title and runs the command of exactly this name. */
  async command(title: string): Promise<void> {
    await this.#pick('F1', `>${title}`, exactly(title));
  }

  /** Runs a command that asks for one of several, and takes the one with exactly this name. */
  async commandOf(title: string, choice: string): Promise<void> {
    await this.#open('F1');
    await this.#take(`>${title}`, exactly(title), 'F1');
    await this.#take(choice, exactly(choice));
  }

  /** Runs a command that asks for a text, and gives it. */
  async commandWith(title: string, text: string): Promise<void> {
    await this.#open('F1');
    await this.#take(`>${title}`, exactly(title), 'F1');
    // What has taken the place of the list of commands asks in words of its own.
    await this.page.locator('.quick-input-widget:not(:has(.quick-input-list .monaco-list-row))').waitFor();
    await this.quickInput.fill(text);
    await this.page.keyboard.press('Enter');
  }

  /** Shows the gradient graph of what stands at a place of the text; with a root, waits until that is painted. */
  async show({ text, root }: { text: string; root?: string }): Promise<void> {
    await this.goTo(text);
    await this.command(SHOW);
    if (root !== undefined)
      await this.panel.locator('header h1 i', { hasText: new RegExp(`^${root}$`) }).waitFor();
  }

  /** Reloads the window, and waits until it shows its panel again. */
  async reload(): Promise<void> {
    const reloaded = this.page.waitForEvent('domcontentloaded');
    await this.command('Developer: Reload Window');
    await reloaded;
    await this.page.locator('iframe.webview.ready').waitFor({ timeout: TEST_MS });
  }

  /** Opens another example in the group that has the focus. */
  async openFile(name: string): Promise<void> {
    const tab = this.page.locator(`.tab.active[data-resource-name="${name}"]`);
    // A list that is still being filled may take the click on another row.
    await this.until(tab, () => this.#pick('Control+P', name, exactly(name)));
  }

  /** Puts the cursor in front of the first occurrence of the text in the file that is saved under the active tab. */
  async goTo(text: string): Promise<void> {
    await this.focusEditor();
    const name = await this.page.locator('.tab.active').first().getAttribute('data-resource-name');
    const before = (await readFile(join(this.folder, name!), 'utf8')).split(text, 1)[0]!.split('\n');
    const line = before.length;
    await this.#pick('Control+G', `:${line}:${before.at(-1)!.length + 1}`, new RegExp(`line ${line}\\b`));
  }

  /**
   * Does something, and again while the goal stays away: a busy window drops keys and clicks, without a sign. Doing
   * it once too often must not matter, or be told by the goal.
   */
  async until(goal: Locator, action: () => Promise<unknown>): Promise<void> {
    for (let attempt = 1; ; attempt++)
      try {
        await action();
        return await goal.first().waitFor({ timeout: PATIENCE_MS });
      } catch (problem) {
        if (attempt === ATTEMPTS) throw problem;
      }
  }

  /** Gives the focus to the text editor. */
  async focusEditor(): Promise<void> {
    await this.until(this.page.locator('.editor-instance .monaco-editor.focused'), () =>
      this.page.keyboard.press('Control+1'),
    );
  }

  /** Opens the quick input with the key, writes into it, and takes the row with this label. */
  async #pick(key: string, text: string, label: RegExp): Promise<void> {
    await this.#open(key);
    await this.#take(text, label, key);
    await this.quickInput.waitFor({ state: 'hidden' });
  }

  /** Where commands, files and choices are typed. */
  get quickInput(): Locator {
    return this.page.locator('.quick-input-widget .quick-input-box input');
  }

  async #open(key: string): Promise<void> {
    // One that an earlier attempt has left would take the key otherwise, and one that is still closing closes the next.
    for (let attempt = 0; attempt < ATTEMPTS && (await this.quickInput.isVisible()); attempt++) {
      await this.page.keyboard.press('Escape');
      await this.quickInput.waitFor({ state: 'hidden', timeout: PATIENCE_MS }).catch(() => {});
    }
    await this.until(this.quickInput, () => this.page.keyboard.press(key));
  }

  /** @param key opens the list again where something else has taken the focus, which closes it. */
  async #take(text: string, label: RegExp, key?: string): Promise<void> {
    // With the keys: rows move while the list is being filled, and a click may take another one.
    const name = this.page.locator('.label-name', { hasText: label });
    const wanted = this.page.locator('.quick-input-list .monaco-list-row', { has: name });
    const focused = wanted.and(this.page.locator('.focused'));
    // An input that only just opens may still be emptied.
    await this.until(wanted, async () => {
      if (key && !(await this.quickInput.isVisible())) await this.page.keyboard.press(key);
      await this.quickInput.fill(text, { timeout: PATIENCE_MS });
    });
    await this.until(focused, async () => {
      if (!(await focused.isVisible())) await this.page.keyboard.press('ArrowDown');
    });
    await this.page.keyboard.press('Enter');
  }
}

const exactly = (text: string) => new RegExp(`^${text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`);

async function openServer(
  folder: string,
  { settings = {}, untrusted = false, script }: WorkbenchOptions,
): Promise<Window> {
  await installServer();
  const server = await VSCodeServer.start({ settings: { ...MANUAL, ...settings }, untrusted });
  const browser = await launchBrowser();
  const page = await browser.newPage({ viewport: SIZE });
  if (script) await page.addInitScript(script);
  await page.goto(server.url({ folder }));
  return {
    page,
    close: async () => {
      await browser.close();
      await server.stop();
    },
  };
}

async function openBrowser(folder: string, { settings = {} }: WorkbenchOptions): Promise<Window> {
  await installServer();
  const server = await BrowserServer.start(folder, { ...QUIET, ...MANUAL, ...settings });
  const browser = await launchBrowser();
  const page = await browser.newPage({ viewport: SIZE });
  await page.goto(server.url);
  return {
    page,
    close: async () => {
      await browser.close();
      await server.stop();
    },
  };
}

async function openDesktop(folder: string, { settings = {}, untrusted }: WorkbenchOptions): Promise<Window> {
  const data = `${folder}-user-data`;
  await mkdir(join(data, 'User'), { recursive: true });
  await writeFile(join(data, 'User', 'settings.json'), JSON.stringify({ ...QUIET, ...MANUAL, ...settings }));
  const app = await _electron.launch({
    executablePath: await downloadAndUnzipVSCode(),
    args: [
      folder,
      `--extensionDevelopmentPath=${root}`,
      `--user-data-dir=${data}`,
      '--disable-extensions',
      ...(untrusted ? [] : ['--disable-workspace-trust']),
      '--skip-welcome',
      '--skip-release-notes',
    ],
  });
  const page = await app.firstWindow();
  await page.setViewportSize(SIZE);
  return {
    page,
    close: async () => {
      await app.close();
      await rm(data, { recursive: true, force: true });
    },
  };
}
