/**
 * Finds a Chromium for the tests and the pictures, and starts it headless: an installed Chrome or Chromium, else
 * the one that the package `@sparticuz/chromium` carries. What is done with the browser does not live here.
 */
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const INSTALLED = [
  process.env.CHROME_PATH,
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
];

/** A headless browser; the caller closes it. Rejects when there is none that runs on this machine. */
export async function launchBrowser(): Promise<Browser> {
  const installed = INSTALLED.find((path) => path !== undefined && existsSync(path));
  return chromium.launch({
    executablePath: installed ?? (await carriedBrowser()),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-sync',
      '--no-first-run',
      '--font-render-hinting=none',
    ],
  });
}

/**
 * Path of the package's browser. The package unpacks straight into the temporary folder and takes whatever
 * lies there for whole, so each version gets a folder of its own, which appears in one step when it is complete:
 * suites that start at the same time cannot meet a half-written browser.
 */
async function carriedBrowser(): Promise<string> {
  const folder = join(tmpdir(), `gradient-graph-chromium-${await carriedVersion()}`);
  const program = join(folder, 'chromium');
  if (!existsSync(program)) {
    const fresh = await mkdtemp(`${folder}-`);
    const before = process.env.TMPDIR;
    process.env.TMPDIR = fresh;
    try {
      const { default: carried } = await import('@sparticuz/chromium');
      await carried.executablePath();
    } finally {
      if (before === undefined) delete process.env.TMPDIR;
      else process.env.TMPDIR = before;
    }
    await rename(fresh, folder).catch(async (problem) => {
      await rm(fresh, { recursive: true });
      if (!existsSync(program)) throw new Error(`cannot unpack ${basename(folder)}`, { cause: problem });
    });
  }
  // A machine without any font draws no text at all: there, use those that the package carries.
  if (process.platform === 'linux' && !existsSync('/etc/fonts'))
    process.env.FONTCONFIG_PATH ??= join(folder, 'fonts');
  return program;
}

async function carriedVersion(): Promise<string> {
  const manifest = new URL('../../package.json', import.meta.resolve('@sparticuz/chromium'));
  return JSON.parse(await readFile(manifest, 'utf8')).version;
}
