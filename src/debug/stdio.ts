/** The adapter as a program of its own, over its input and output: for other clients of the protocol, and for tests. */
import { readFile } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { Evaluator } from '../trace/evaluator.ts';
import { LocalFiles, nativePath, portablePath } from '../trace/node/localFiles.ts';
import { NodeThread } from '../trace/node/thread.ts';
import type { DebugHost } from './adapter/host.ts';
import { BackpropSession } from './adapter/session.ts';
import { selectionOf } from './target.ts';

const LIMITS = { milliseconds: 10_000, megabytes: 512, operations: 10_000_000 };

const evaluator = new Evaluator(() => new NodeThread(join(__dirname, 'trace-worker.cjs')));
const host: DebugHost = {
  async evaluate({ program, expression, arguments: given }, overrides, signal) {
    let source: string;
    try {
      source = await readFile(program, 'utf8');
    } catch {
      return {
        ok: false,
        error: { code: 'unreadable', message: `There is no file “${program}” that can be read.` },
      };
    }
    return evaluator.evaluate(
      {
        path: portablePath(resolve(program)),
        source,
        selection: selectionOf(source, expression),
        limits: LIMITS,
        overrides,
        assignments: true,
        ...(given && { arguments: { '*': given } }),
      },
      signal,
      new LocalFiles([portablePath(rootOf(resolve(program)))]),
    );
  },
  clientPath: (_, path) => nativePath(path),
  moved: () => {},
};

/** What the program may import from: the folder that the adapter was started in, if it is there, else its own. */
function rootOf(program: string): string {
  const path = relative(process.cwd(), program);
  return path.startsWith('..') || isAbsolute(path) ? dirname(program) : process.cwd();
}

new BackpropSession(host).start(process.stdin, process.stdout);
