/** One file of test262: what its front matter asks for, and the program that it makes with the harness. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface TestFile {
  /** Relative to the checkout's `test` folder. */
  readonly path: string;
  readonly source: string;
  readonly flags: readonly string[];
  readonly includes: readonly string[];
  /** The name of the error that must be thrown, '' where none may be. */
  readonly throws: string;
}

export type Mode = 'sloppy' | 'strict' | 'module';

/** @throws Error when the file has no front matter. */
export function readTestFile(checkout: string, path: string): TestFile {
  const source = readFileSync(join(checkout, 'test', path), 'utf8');
  const matter = /\/\*---\r?\n?([\s\S]*?)---\*\//.exec(source)?.[1]?.replaceAll('\r', '\n');
  if (matter === undefined) throw new Error(`${path} has no front matter.`);
  const negative = /^negative:[^\n]*((?:\n[ \t]+[^\n]*)*)/m.exec(matter)?.[1] ?? '';
  return {
    path,
    source,
    flags: listOf(matter, 'flags'),
    includes: listOf(matter, 'includes'),
    throws: /type:\s*(\S+)/.exec(negative)?.[1] ?? '',
  };
}

/** A YAML list of words, `key: [a, b]` or one `- a` per line. */
function listOf(matter: string, key: string): string[] {
  const inline = new RegExp(`^${key}:\\s*\\[([^\\]]*)\\]`, 'm').exec(matter)?.[1];
  if (inline !== undefined) return inline.split(/[,\s]+/).filter((word) => word !== '');
  const block = new RegExp(`^${key}:[ \\t]*\\n((?:[ \\t]*- [^\\n]*\\n?)+)`, 'm').exec(matter)?.[1] ?? '';
  return block.split('\n').flatMap((line) => /- (\S+)/.exec(line)?.[1] ?? []);
}

/** The modes that a file is to be run in; what can run in both runs in strict mode only if `inBoth`. */
export function modesOf({ flags }: TestFile, inBoth: boolean): readonly Mode[] {
  if (flags.includes('module')) return ['module'];
  if (flags.includes('onlyStrict')) return ['strict'];
  return flags.includes('noStrict') || flags.includes('raw') || !inBoth ? ['sloppy'] : ['sloppy', 'strict'];
}

/** What test262 asks of its host. The sandbox has neither other realms nor other threads. */
const HOST = `{
const host = {
  print: console.log,
  $262: {
    global: globalThis,
    gc() {},
    evalScript(text) { return (0, eval)(text); },
    detachArrayBuffer(buffer) { ArrayBuffer.prototype.transfer.call(buffer); },
  },
};
for (const name in host)
  Object.defineProperty(globalThis, name, { value: host[name], writable: true, enumerable: false, configurable: true });
}`;

const harnessTexts = new Map<string, string>();

function harness(checkout: string, name: string): string {
  let text = harnessTexts.get(name);
  if (text === undefined) {
    const file = join(checkout, 'harness', name);
    text = existsSync(file) ? readFileSync(file, 'utf8') : '';
    harnessTexts.set(name, text);
  }
  return text;
}

/** The whole program: host, harness and test in one text, as the test's own engine would see one after the other. */
export function programOf(checkout: string, test: TestFile, mode: Mode): string {
  if (test.flags.includes('raw')) return test.source;
  const names = ['assert.js', 'sta.js', ...(test.flags.includes('async') ? ['doneprintHandle.js'] : [])];
  const parts = [...names, ...test.includes].map((name) => harness(checkout, name));
  const text = [HOST, ...parts, test.source].join('\n');
  if (mode === 'module') return `${text}\nexport {};\n`;
  return mode === 'strict' ? `"use strict";\n${text}` : text;
}

/** Whether a run that printed and ended so is what the test asks for. */
export function passes(test: TestFile, { printed, end }: { printed: string; end: string }): boolean {
  if (test.throws !== '') return end.startsWith(`${test.throws}:`);
  return end === 'done' && (!test.flags.includes('async') || printed.includes('Test262:AsyncTestComplete'));
}
