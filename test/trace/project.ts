/** Folders on a real disk with the files of a program, and evaluations of it. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Evaluator, TraceError, TraceOutcome } from '../../src/trace/evaluator.ts';
import { LocalFiles, portablePath } from '../../src/trace/node/localFiles.ts';
import type { Trace } from '../../src/trace/trace.ts';
import { LIMITS } from './harness.ts';

/** Texts by path; an object is written as JSON, and `{ link }` is a symbolic link. */
export type Files = Readonly<Record<string, string | { readonly link: string } | object>>;

export class Project {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'gradient-graph-project-')));

  constructor(files: Files) {
    this.write(files);
  }

  write(files: Files): void {
    for (const [path, content] of Object.entries(files)) {
      const file = join(this.folder, path);
      mkdirSync(dirname(file), { recursive: true });
      if (typeof content === 'string') writeFileSync(file, content);
      else if ('link' in content) symlinkSync(content.link as string, file);
      else writeFileSync(file, JSON.stringify(content));
    }
  }

  /** Evaluates a variable of a text that stands at `path`; the project's root can be a folder in it. */
  evaluate(
    evaluator: Evaluator,
    source: string,
    variable = 'y',
    { path = 'main.ts', root = '' }: { path?: string; root?: string } = {},
  ): Promise<TraceOutcome> {
    return evaluator.evaluate(
      { path: portablePath(join(this.folder, path)), source, selection: { variable }, limits: LIMITS },
      undefined,
      new LocalFiles([portablePath(join(this.folder, root))]),
    );
  }

  /** Throws the sentence of a failure. */
  async trace(...args: Parameters<Project['evaluate']>): Promise<Trace> {
    const outcome = await this.evaluate(...args);
    if (!outcome.ok) throw new Error(`${outcome.error.code}: ${outcome.error.message}`);
    return outcome.trace;
  }

  async value(...args: Parameters<Project['evaluate']>): Promise<number> {
    const { graph, root } = await this.trace(...args);
    return graph.value(root);
  }

  async error(...args: Parameters<Project['evaluate']>): Promise<TraceError> {
    const outcome = await this.evaluate(...args);
    if (outcome.ok) throw new Error(`A graph of ${outcome.trace.graph.size} nodes, and no failure.`);
    return outcome.error;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}

/** Makes projects, which are removed when the suite has ended. */
export function useProjects(): (files: Files) => Project {
  const projects: Project[] = [];
  after(() => {
    for (const one of projects) one.remove();
  });
  return (files) => {
    const made = new Project(files);
    projects.push(made);
    return made;
  };
}
