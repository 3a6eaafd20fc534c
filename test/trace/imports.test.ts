/** Imports that fail: what the person is told, where, and that nothing outside of the folder is ever read. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TraceErrorCode } from '../../src/trace/errors.ts';
import { LocalFiles, portablePath } from '../../src/trace/node/localFiles.ts';
import { newEvaluator } from './harness.ts';
import { type Files, useProjects } from './project.ts';

/** A program, its files, and the sentence that it fails with. */
interface Row {
  readonly files?: Files;
  readonly main: string;
  readonly code: TraceErrorCode;
  readonly message: string | RegExp;
  /** The text of the place, with the file in front where it is another one. */
  readonly at?: string;
}

const missing = (what: string) =>
  `The program imports “${what}”, which cannot be found. Install the package, or correct the path.`;
const outside = (what: string) =>
  `The program imports “${what}”, which is outside of the workspace, and nothing outside is read. Open the folder that holds both, or copy the file into the workspace.`;
const stopped = (what: string) => `The program stopped before the selection was evaluated: ${what}.`;
const NO_NODE = 'is not available: the sandbox has no Node, no files and no network';

const ROWS: Readonly<Record<string, Row>> = {
  'a package that is not there': { main: 'import { x } from "lodash";\nconst y = x * 2;', code: 'import-missing', message: missing('lodash'), at: '"lodash"' },
  'a file that is not there': { main: 'import { x } from "./model";\nconst y = x * 2;', code: 'import-missing', message: missing('./model'), at: '"./model"' },
  'a file that another file misses': { files: { 'a.ts': '\nexport { x } from "./b";' }, main: 'import { x } from "./a";\nconst y = x * 2;', code: 'import-missing', message: missing('./b'), at: 'a.ts: "./b"' },
  'a package that CommonJS misses': { files: { 'a.js': 'exports.x = require("b").x;' }, main: 'import { x } from "./a.js";\nconst y = x * 2;', code: 'import-missing', message: missing('b'), at: 'a.js: "b"' },
  'a name that is not exported': { files: { 'a.js': 'export const a = 1;' }, main: 'import { x } from "./a.js";\nconst y = x * 2;', code: 'throws', message: /Could not find export 'x' in module 'a\.js'/ },
  'a file above all folders': { main: 'import x from "../../../../../../../../etc/passwd";\nconst y = x * 2;', code: 'import-outside', message: outside('../../../../../../../../etc/passwd'), at: '"../../../../../../../../etc/passwd"' },
  'a file by its whole path': { main: 'import x from "/etc/passwd";\nconst y = x * 2;', code: 'import-outside', message: outside('/etc/passwd'), at: '"/etc/passwd"' },
  'a file by its address': { main: 'import x from "file:///etc/passwd";\nconst y = x * 2;', code: 'import-outside', message: outside('file:///etc/passwd') },
  'an address that is none': { main: 'import x from "file://%";\nconst y = x * 2;', code: 'import-missing', message: missing('file://%'), at: '"file://%"' },
  'a file outside that another file imports': { files: { 'lib/a.js': 'exports.x = require("../../secret.json");' }, main: 'import { x } from "./lib/a.js";\nconst y = x * 2;', code: 'import-outside', message: outside('../../secret.json') },
  'a path that was not known before the program ran': { files: { 'a.ts': 'export const x = 1;' }, main: 'const name = "./a";\nconst { x } = await import(name);\nconst y = x * 2; export {};', code: 'import-unread', message: 'The program imports “./a”, which was not read before it ran. Write the path as a plain text, as in import(\'./model.ts\').' },
  'one of Node\'s modules, where it is called': { main: 'import { readFileSync } from "node:fs";\nconst x = 1;\nconst text = readFileSync("/etc/passwd");\nconst y = x * 2;', code: 'throws', message: stopped(`Error: readFileSync of “node:fs” ${NO_NODE}`), at: 'const text = readFileSync("/etc/passwd");' },
  'one of Node\'s modules as a whole': { main: 'import * as fs from "fs";\nconst x = fs.promises.readFile("/etc/passwd");\nconst y = x * 2;', code: 'throws', message: stopped(`Error: promises.readFile of “fs” ${NO_NODE}`) },
  'one of Node\'s modules that is computed with': { main: 'const { EOL } = require("os");\nconst y = EOL * 2;', code: 'throws', message: stopped(`Error: EOL of “os” ${NO_NODE}`) },
  'one of Node\'s modules in a package': { files: { 'node_modules/p/index.js': 'const fs = require("fs");\nexports.read = () =>\n  fs.readFileSync("x");' }, main: 'import { read } from "p";\nconst y = read() * 2;', code: 'throws', message: stopped(`Error: readFileSync of “fs” ${NO_NODE}`), at: 'index.js: fs.readFileSync("x");' },
  'a style sheet that is used': { files: { 'a.css': 'a {}' }, main: 'import styles from "./a.css";\nconst y = styles.width * 2;', code: 'throws', message: stopped('Error: width of “./a.css” is not available: the sandbox runs programs and reads JSON, and nothing else') },
  'the browser\'s page': { main: 'const x = 1;\nconst width = document.body.clientWidth;\nconst y = width * x;', code: 'throws', message: stopped("ReferenceError: 'document' is not defined (the sandbox has no browser page)"), at: 'const width = document.body.clientWidth;' },
  'Node\'s process': { main: 'const x = 1;\nconst y = x * Number(process.argv[2]);', code: 'throws', message: stopped("ReferenceError: 'process' is not defined (the sandbox has no Node)") },
  'another file that does not parse': { files: { 'a.ts': 'export const x = 1;\nexport const y = ;' }, main: 'import { x } from "./a";\nconst y = x * 2;', code: 'syntax', message: 'This file does not parse yet: unexpected token. Finish the code and try again.', at: 'a.ts: ;' },
  'JSON that does not parse': { files: { 'a.json': '{ "x": 1,, }' }, main: 'import a from "./a.json";\nconst y = a.x * 2;', code: 'syntax', message: /does not parse yet/, at: 'a.json: ,' },
  'another file that throws': { files: { 'a.ts': 'export function f(x: number) {\n  if (x > 1) throw new RangeError("no");\n  return x;\n}' }, main: 'import { f } from "./a";\nconst x = 2;\nconst y = f(x);', code: 'throws', message: stopped('RangeError: no'), at: 'a.ts: if (x > 1) throw new RangeError("no");' },
  'another file that does not end': { files: { 'a.ts': 'export const x = 1;\nwhile (true) {}' }, main: 'import { x } from "./a";\nconst y = x * 2;', code: 'time-limit', message: /still running/, at: 'a.ts: while (true) {}' },
  'another file that cannot be interrupted': { files: { 'a.ts': "export const x = 1;\nexport const s = new Array(1e9) + '';" }, main: 'import { x } from "./a";\nconst y = x * 2;', code: 'time-limit', message: /still running/, at: "a.ts: export const s = new Array(1e9) + '';" },
  'a require of what awaits': { files: { 'a.mjs': 'export const x = await 1;' }, main: 'const { x } = require("./a.mjs");\nconst y = x * 2;', code: 'throws', message: stopped('Error: “a.mjs” awaits something at its top level and cannot be required: import it') },
}; // biome-ignore format: a table

describe('an import that fails', function () {
  this.timeout(60_000);
  const evaluator = newEvaluator();
  const project = useProjects();
  after(() => evaluator.dispose());

  for (const [what, { files, main, code, message, at }] of Object.entries(ROWS))
    it(`${what}: ${code}`, async () => {
      const error = await project(files ?? {}).error(evaluator, main);
      assert.equal(error.code, code);
      if (typeof message === 'string') assert.equal(error.message, message);
      else assert.match(error.message, message);
      if (at === undefined) return;
      const { span, source } = error;
      const file = source ? `${source.path.replace(/^.*\//, '')}: ` : '';
      assert.equal(file + (source?.text ?? main).slice(span!.start, span!.end), at);
    });

  it('harms nothing where the program can do without it', async () => {
    const files = {
      'a.js': 'let fast; try { fast = require("./native"); } catch (e) { exports.x = e.code.length; }',
    };
    const main =
      'import fs from "node:fs"; import "./style.css"; import { x } from "./a.js"; const y = x * 2;';
    assert.equal(await project(files).value(evaluator, main), 32);
  });

  it('because of settings that make no sense is missing', async () => {
    const main = 'import a from "pkg"; const y = a.w * 2;';
    for (const settings of [
      'null',
      '{"extends":5}',
      '{"compilerOptions":{"baseUrl":5}}',
      '{"compilerOptions":{"paths":{"pkg":[5]}}}',
    ])
      assert.equal(
        (await project({ 'tsconfig.json': settings }).error(evaluator, main)).code,
        'import-missing',
        settings,
      );
    for (const settings of ['null', '5', '"x"'])
      assert.equal(
        (await project({ 'node_modules/pkg/package.json': settings }).error(evaluator, main)).code,
        'import-missing',
        settings,
      );
  });

  describe('because it leads out of the folder', () => {
    let elsewhere: string;
    before(() => {
      elsewhere = mkdtempSync(join(tmpdir(), 'gradient-graph-elsewhere-'));
      writeFileSync(join(elsewhere, 'secret.ts'), 'export const x = 42;');
      writeFileSync(join(elsewhere, 'index.js'), 'exports.x = 42;');
    });
    after(() => rmSync(elsewhere, { recursive: true }));

    const links: Readonly<Record<string, [string, (folder: string) => void]>> = {
      'a link to a file': ['./secret', (folder) => symlinkSync(join(elsewhere, 'secret.ts'), join(folder, 'secret.ts'))],
      'a link to a folder': ['./lib/secret', (folder) => symlinkSync(elsewhere, join(folder, 'lib'))],
      'a package that is linked': ['p', (folder) => symlinkSync(elsewhere, join(folder, 'node_modules', 'p'))],
      'a link that is written with dots': ['./a/../secret', (folder) => symlinkSync(join('..', elsewhere.split('/').at(-1)!, 'secret.ts'), join(folder, 'secret.ts'))],
    }; // biome-ignore format: a table

    for (const [what, [specifier, link]] of Object.entries(links))
      it(what, async () => {
        const made = project({ 'a/x.ts': '', 'node_modules/q/index.js': '' });
        link(made.folder);
        const error = await made.error(evaluator, `import { x } from "${specifier}"; const y = x * 2;`);
        assert.deepEqual([error.code, error.message], ['import-outside', outside(specifier)]);
      });

    it('a folder beside whose name begins alike, and the folder above', async () => {
      const made = project({
        'work/x.ts': '',
        'work-secret/s.ts': 'export const x = 42;',
        'package.json': {},
      });
      for (const specifier of ['../work-secret/s', '../work-secret/s.ts', '..', '../package.json'])
        assert.equal(
          (
            await made.error(evaluator, `import { x } from "${specifier}"; const y = x;`, 'y', {
              path: 'work/main.ts',
              root: 'work',
            })
          ).code,
          'import-outside',
        );
    });

    it('and whoever asks by hand is refused as well', async () => {
      const made = project({ 'inside.ts': 'export {};' });
      symlinkSync(elsewhere, join(made.folder, 'lib'));
      const files = new LocalFiles([portablePath(made.folder)]);
      const inside = (path: string) => `${portablePath(made.folder)}/${path}`;
      assert.deepEqual(await files.read(inside('inside.ts')), { text: 'export {};' });
      for (const path of [
        '/etc/passwd',
        '/',
        portablePath(elsewhere),
        inside('lib'),
        inside('lib/secret.ts'),
        inside('../'),
        inside('a/../../etc'),
        inside('%2e%2e/%2e%2e/etc'),
        inside('\0'),
      ])
        for (const what of ['read', 'list', 'follow'] as const)
          assert.equal(typeof (await files[what](path)), 'string', `${what} ${path}`);
    });
  });
});
