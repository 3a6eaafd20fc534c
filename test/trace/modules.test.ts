/** Programs of several files: what each import means, what runs when, and where each number comes from. */
import assert from 'node:assert/strict';
import { sweep } from '../../src/engine/index.ts';
import { Session } from '../../src/session/session.ts';
import type { Trace } from '../../src/trace/trace.ts';
import { newEvaluator } from './harness.ts';
import { type Files, useProjects } from './project.ts';

/** A program's files, its main text, and the value of `y` in it. */
interface Row {
  readonly files: Files;
  readonly main: string;
  readonly y: number;
  readonly path?: string;
}

const RESOLVED: Readonly<Record<string, Row>> = {
  'a TypeScript file without its extension': { files: { 'model.ts': 'export const w = 2;' }, main: 'import { w } from "./model"; const y = w * 3;', y: 6 },
  'a TypeScript file by the name of the JavaScript that it becomes': { files: { 'model.ts': 'export const w = 2;', 'deep.mts': 'export const v = 5;' }, main: 'import { w } from "./model.js"; import { v } from "./deep.mjs"; const y = w * v;', y: 10 },
  'a TypeScript file by its own name': { files: { 'lib/model.ts': 'export const w = 2;' }, main: 'import { w } from "./lib/model.ts"; const y = w * 3;', y: 6 },
  'the index of a folder': { files: { 'model/index.ts': 'export const w = 2;' }, main: 'import { w } from "./model"; const y = w * 3;', y: 6 },
  'a folder above': { files: { 'model.ts': 'export const w = 2;' }, main: 'import { w } from "../../model"; const y = w * 3;', y: 6, path: 'a/b/main.ts' },
  'JavaScript of each kind': { files: { 'a.mjs': 'export const a = 2;', 'b.cjs': 'exports.b = 3;', 'c.jsx': 'export const c = 5;', 'd.tsx': 'export const d: number = 7;' }, main: 'import { a } from "./a.mjs"; import { b } from "./b.cjs"; import { c } from "./c"; import { d } from "./d"; const y = a * b * c * d;', y: 210 },
  'paths of tsconfig.json': { files: { 'tsconfig.json': '{\n // comments\n "compilerOptions": { "paths": { "@lib/*": ["./src/lib/*"], "model": ["./src/model.ts"], }, } }', 'src/lib/a.ts': 'export const a = 2;', 'src/model.ts': 'export const w = 3;' }, main: 'import { a } from "@lib/a"; import { w } from "model"; const y = a * w;', y: 6, path: 'src/main.ts' },
  'paths and baseUrl that tsconfig.json extends': { files: { 'config/base.json': { compilerOptions: { baseUrl: '../src', paths: { '~/*': ['lib/*'] } } }, 'tsconfig.json': { extends: './config/base.json' }, 'src/lib/a.ts': 'export const a = 2;', 'src/plain.ts': 'export const p = 5;' }, main: 'import { a } from "~/a"; import { p } from "plain"; const y = a * p;', y: 10, path: 'src/main.ts' },
  'the imports of package.json': { files: { 'package.json': { imports: { '#model': './src/model.ts' } }, 'src/model.ts': 'export const w = 2;' }, main: 'import { w } from "#model"; const y = w * 3;', y: 6 },
  'a package by its main file': { files: { 'node_modules/pkg/package.json': { main: './lib/main' }, 'node_modules/pkg/lib/main.js': 'exports.w = 2;' }, main: 'import { w } from "pkg"; const y = w * 3;', y: 6 },
  'a package with nothing but an index': { files: { 'node_modules/pkg/index.js': 'module.exports = { w: 2 };' }, main: 'import pkg from "pkg"; const y = pkg.w * 3;', y: 6 },
  'a package of a scope, and a part of it': { files: { 'node_modules/@me/pkg/package.json': { exports: { '.': './a.js', './parts/*': './p/*.js' }, type: 'module' }, 'node_modules/@me/pkg/a.js': 'export const a = 2;', 'node_modules/@me/pkg/p/b.js': 'export const b = 5;' }, main: 'import { a } from "@me/pkg"; import { b } from "@me/pkg/parts/b"; const y = a * b;', y: 10 },
  'a package with an ES module and a CommonJS module, imported': { files: { 'node_modules/dual/package.json': { exports: { import: './m.mjs', require: './c.cjs' } }, 'node_modules/dual/m.mjs': 'export const w = 2;', 'node_modules/dual/c.cjs': 'exports.w = 7;' }, main: 'import { w } from "dual"; const y = w * 3;', y: 6 },
  'a package with an ES module and a CommonJS module, required': { files: { 'node_modules/dual/package.json': { exports: { import: './m.mjs', require: './c.cjs' } }, 'node_modules/dual/m.mjs': 'export const w = 2;', 'node_modules/dual/c.cjs': 'exports.w = 7;' }, main: 'const { w } = require("dual"); const y = w * 3;', y: 21, path: 'main.cjs' },
  'a package above, and the nearer one of two': { files: { 'node_modules/near/index.js': 'exports.w = 1;', 'a/node_modules/near/index.js': 'exports.w = 2;', 'node_modules/far/index.js': 'exports.w = 3;' }, main: 'import { w as n } from "near"; import { w as f } from "far"; const y = n * f;', y: 6, path: 'a/main.ts' },
  'packages as pnpm links them': { files: { 'node_modules/.pnpm/a@1/node_modules/a/index.js': 'exports.w = require("b").w * 2;', 'node_modules/.pnpm/b@1/node_modules/b/index.js': 'exports.w = 5;', 'node_modules/.pnpm/a@1/node_modules/b': { link: '../../b@1/node_modules/b' }, 'node_modules/a': { link: '.pnpm/a@1/node_modules/a' } }, main: 'import { w } from "a"; const y = w * 3;', y: 30 },
  'a package of the same workspace': { files: { 'packages/lib/package.json': { name: 'lib', exports: './src/index.ts' }, 'packages/lib/src/index.ts': 'export const w: number = 2;', 'node_modules/lib': { link: '../packages/lib' } }, main: 'import { w } from "lib"; const y = w * 3;', y: 6, path: 'packages/app/main.ts' },
  'JSON, plain and with its attribute': { files: { 'data.json': { x: [2, 3], __proto__: 1 } }, main: 'import data from "./data.json"; import same from "./data.json" with { type: "json" }; const y = data.x[0] * same.x[1];', y: 6 },
}; // biome-ignore format: a table

const RUN: Readonly<Record<string, Row>> = {
  'live bindings': { files: { 'count.ts': 'export let n = 1; export const up = () => { n = n * 2; };' }, main: 'import { n, up } from "./count"; up(); up(); const y = n * 3;', y: 12 },
  'every kind of export': { files: { 'm.ts': 'const a = 2; export { a, a as "two words", a as if }; export default a * 5; export * as self from "./n"; export * from "./n";', 'n.ts': 'export const n = 7; export default 1;' }, main: 'import d, { a, "two words" as b, if as c, self, n } from "./m"; const y = d * a * b * c * self.n * n;', y: 10 * 8 * 49 },
  'an ES module runs once, in the order of the imports': { files: { 'log.ts': 'export const log: number[] = [];', 'a.ts': 'import { log } from "./log"; import "./b"; log.push(1);', 'b.ts': 'import { log } from "./log"; log.push(2);' }, main: 'import "./a"; import "./b"; import { log } from "./log"; const y = log[0]! * 10 + log[1]! + log.length * 100;', y: 221 },
  'a cycle of ES modules': { files: { 'a.ts': 'import { b } from "./b"; export const a = (n: number): number => (n < 1 ? 1 : b(n - 1) * 2);', 'b.ts': 'import { a } from "./a"; export const b = (n: number): number => a(n) * 3;' }, main: 'import { a } from "./a"; const x = 2; const y = a(x) * x;', y: 72 },
  'a cycle through the file itself, and a hoisted function in it': { files: { 'main.ts': '', 'a.ts': 'import { square } from "./main"; export const a = square(3);' }, main: 'import { a } from "./a"; export function square(x: number) { return x * x; } const y = a * 2;', y: 18 },
  'a cycle of CommonJS modules, which gets what is there so far': { files: { 'a.js': 'exports.early = 2; const b = require("./b"); exports.late = b.seen * 5;', 'b.js': 'const a = require("./a"); exports.seen = a.early + (a.late === undefined ? 10 : 0);' }, main: 'import { late } from "./a.js"; const y = late * 1;', y: 60 },
  'module.exports, this and the names of the file': { files: { 'lib/m.js': 'module.exports = (x) => x * (this === exports ? 2 : 0) * (__filename === "/lib/m.js" ? 3 : 0) * (__dirname === "/lib" ? 5 : 0) * (require.main === undefined ? 1 : 7);' }, main: 'import m from "./lib/m.js"; const x = 1; const y = m(x);', y: 30 },
  'CommonJS is sloppy, and strict where it says so': { files: { 'a.js': 'exports.a = (function () { return this === undefined ? 1 : 2; })();', 'b.js': '"use strict"; exports.b = (function () { return this === undefined ? 3 : 4; })();' }, main: 'import { a } from "./a.js"; import { b } from "./b.js"; const y = a * b;', y: 6 },
  'a returning and a throwing CommonJS module': { files: { 'a.js': '#!/usr/bin/env node\nexports.a = 2; if (exports.a) return; exports.a = 3;', 'b.js': 'globalThis.tries = (globalThis.tries ?? 0) + 1; if (globalThis.tries < 2) throw new Error("not yet"); exports.b = globalThis.tries;' }, main: 'const { a } = require("./a"); let n = 0; try { require("./b"); } catch { n = 10; } const y = a * n * require("./b").b;', y: 40, path: 'main.cjs' },
  'CommonJS names in an ES module, also handed on': { files: { 'a.js': 'Object.defineProperty(exports, "__esModule", { value: true }); __exportStar(require("./b"), exports); exports.a = 2; function __exportStar(m, e) { for (const p in m) e[p] = m[p]; }', 'b.js': 'exports.b = 3;' }, main: 'import { a, b } from "./a.js"; const y = a * b;', y: 6 },
  'the default of a compiled ES module, as compilers have it': { files: { 'a.js': 'Object.defineProperty(exports, "__esModule", { value: true }); exports.default = 2; exports.b = 3;' }, main: 'import a, { b } from "./a.js"; const y = a * b;', y: 6 },
  'the default of a compiled ES module, as Node has it': { files: { 'package.json': { type: 'module' }, 'a.cjs': 'Object.defineProperty(exports, "__esModule", { value: true }); exports.default = 2; exports.b = 3;' }, main: 'import a from "./a.cjs"; const y = a.default * a.b;', y: 6 },
  'CommonJS requires an ES module, JSON and itself': { files: { 'm.mjs': 'export const m = 2; export default 5;', 'd.json': [3], 'main.cjs': '' }, main: 'const { m, default: five } = require("./m.mjs"); const [three] = require("./d.json"); const y = m * five * three * (require("./main.cjs") === exports ? 1 : 0);', y: 30, path: 'main.cjs' },
  'TypeScript for CommonJS': { files: { 'm.ts': 'class Model { w = 2; }\nexport = Model;' }, main: 'import Model = require("./m"); const model = new Model(); const y = model.w * 3;', y: 6 },
  'require beside imports, as bundlers have it': { files: { 'a.ts': 'export const a = 2;', 'b.js': 'exports.b = 3;' }, main: 'import { a } from "./a"; const { b } = require("./b"); const y = a * b;', y: 6 },
  'dynamic imports of each kind': { files: { 'a.ts': 'export const a = 2;', 'b.js': 'exports.b = 3;' }, main: 'const { a } = await import("./a"); const { default: whole, b } = await import(`./b.js`); const y = a * b * whole.b; export {};', y: 18 },
  'an await at the top level of a module': { files: { 'a.ts': 'export const a = await Promise.resolve(2);' }, main: 'import { a } from "./a"; const y = a * 3;', y: 6 },
  'types that are imported and handed on as if they were values': { files: { 'types.ts': 'export interface Model { w: number }\nexport type Loss = number;\nexport const one = 1;', 'index.ts': 'export { Model, one } from "./types";\nimport { Loss } from "./types";\nexport { Loss };\nexport * from "./types";', 'gone.d.ts': '' }, main: 'import { Model, Loss, one } from "./index";\nimport { Missing } from "./does-not-exist";\nimport type * as T from "./neither";\nconst m: Model = { w: 2 };\nconst y: Loss = m.w * one * 3;\nlet unused: Missing | T.X;', y: 6 },
  'files that neither import nor export, which Node takes for CommonJS': { files: { 'setup.js': 'globalThis.w = 2; var local = 5;', 'typed.ts': '(globalThis as any).v = 7;', 'empty.js': '' }, main: 'import "./setup.js"; import "./typed"; import "./empty.js"; declare const w: number, v: number; const y = w * v * (typeof local === "undefined" ? 1 : 0);', y: 14 },
  'elements of JSX that are imported': { files: { 'view.tsx': 'export const View = (p: { w: number }) => p.w * 3;', 'react.js': 'exports.createElement = (type, props) => type(props);' }, main: 'import React from "./react.js"; import { View } from "./view"; const w = 2; const y = (<View w={w} />) as number;', y: 6, path: 'main.tsx' },
  'elements of JSX that a comment names another maker for': { files: { 'h.ts': 'export const h = (type: any, props: any, ...kids: number[]) => kids.reduce((a, b) => a + b, props?.w ?? type);\nexport const Fragment = 5;' }, main: '/** @jsx h\n * @jsxFrag Fragment */\nimport { Fragment, h } from "./h";\nconst w = 2; const y = (<><b w={w}>{w}</b></>) as unknown as number;', y: 9, path: 'main.tsx' },
  'a loop that awaits, at the top level': { files: {}, main: 'const x = 2; let y = 1;\nfor await (const v of [x, x]) y *= v;', y: 4 },
  'a resource that awaits, at the top level': { files: {}, main: 'const x = 2;\nawait using r = { x, async [Symbol.asyncDispose]() {} };\nconst y = r.x * x;', y: 4 },
  'an await of what stands in brackets, as if it were a call': { files: {}, main: 'const x = 2;\nconst y = await (async () => x * x)();', y: 4 },
  'a function that is called await': { files: {}, main: 'var await = (v) => v + 1; const x = 2;\nconst y = await (x) * x;', y: 6, path: 'main.js' },
  'fields of a class behind its parameter properties': { files: {}, main: 'class P { z = 1; static s = 1; #w = 5; constructor(public x: number, public y = 2) {} get w() { return this.#w; } }\nconst p = new P(3); const y = JSON.stringify(p) === \'{"x":3,"y":2,"z":1}\' ? p.x * p.w : 0;', y: 15 },
  'fields that are assigned behind parameter properties, where the settings say so': { files: { 'tsconfig.json': '{ "compilerOptions": { "useDefineForClassFields": false, }, } // as it was', 'base.ts': 'export class Base { #by = 4; set v(_: number) { this.kept = _; } get v() { return this.kept; } get by() { return this.#by; } kept: any }' }, main: 'import { Base } from "./base"; class L { s = 2 * this.n; late?: number; constructor(private n: number) {} }\nclass D extends Base { v = this.m * this.by; constructor(readonly m: number) { super(); } }\nconst l = new L(3), d = new D(5); const y = l.s * d.kept * (Object.keys(l).join() === "n,s" && Object.keys(d).join() === "m,kept" ? 1 : 0);', y: 120 },
  'fields that are assigned for an older target, in settings that are extended': { files: { 'config/base.json': { compilerOptions: { target: 'ES2017' } }, 'tsconfig.json': { extends: ['./config/base'] }, 'new/tsconfig.json': { extends: '../tsconfig.json', compilerOptions: { target: 'es2022' } }, 'new/n.ts': 'export class N { s = this.n === undefined ? 7 : 0; constructor(public n: number) {} }' }, main: 'import { N } from "./new/n"; class L { s = 2 * this.n; constructor(private n: number) {} }\nconst y = new L(3).s * new N(1).s;', y: 42 },
  'enums whose members are texts that are put together': { files: {}, main: 'enum S { a = 2, b = `t\x24{a}`, c = "x" + "y", d = "e", e = d, f = a + 2 } enum T { m = S.d, n = S.a }\nconst x = 3; const y = JSON.stringify([S, T]) === \'[{"2":"a","4":"f","a":2,"b":"t2","c":"xy","d":"e","e":"e","f":4},{"2":"n","m":"e","n":2}]\' ? x * S.f : 0;', y: 12 },
  'enums of another file': { files: { 'e.ts': 'export enum E { a = 2, b }' }, main: 'import { E } from "./e"; const x = 1; const y = x * E.b;', y: 3 },
  'import.meta and NODE_ENV': { files: { 'lib/a.ts': 'export const a = import.meta.url === "file:///lib/a.ts" && process.env.NODE_ENV !== "production" ? 2 : 0;' }, main: 'import { a } from "./lib/a"; const y = a * 3;', y: 6 },
}; // biome-ignore format: a table

describe('a program of several files', function () {
  this.timeout(60_000);
  const evaluator = newEvaluator();
  const project = useProjects();
  after(() => evaluator.dispose());

  describe('finds', () => {
    for (const [what, { files, main, y, path }] of Object.entries(RESOLVED))
      it(what, async () =>
        assert.equal(await project(files).value(evaluator, main, 'y', path ? { path } : {}), y),
      );
  });

  describe('runs as in Node', () => {
    for (const [what, { files, main, y, path }] of Object.entries(RUN))
      it(what, async () =>
        assert.equal(await project(files).value(evaluator, main, 'y', path ? { path } : {}), y),
      );
  });

  describe('is one trace', () => {
    const files: Files = {
      'model.ts':
        'export const rate = 0.5;\n\nexport function predict(w: number, x: number) {\n  return w * x * rate;\n}\n',
      'node_modules/pkg/index.js': 'exports.half = function (x) {\n  return x / 2;\n};\n',
      'data.json': '{\n  "x": [3, 4]\n}',
    };
    const main =
      'import { predict } from "./model";\nimport { half } from "pkg";\nimport data from "./data.json";\nconst w = 2;\nconst y = half(predict(w, data.x[1]!));\n';
    let trace: Trace;
    before(async () => {
      trace = await project(files).trace(evaluator, main);
    });

    /** `file:line text` of the node's expression. */
    const place = (node: number) => {
      const { file, start, end } = trace.spanOf(node);
      const { path, text } = trace.sources[file]!;
      return `${path.replace(/^.*\//, '')}:${text.slice(0, start).split('\n').length} ${text.slice(start, end)}`;
    };

    it('whose nodes stand in the file that they are computed in', () => {
      const { graph } = trace;
      const operations = Array.from({ length: graph.size }, (_, node) => node).filter(
        (node) => graph.op(node) !== 'constant',
      );
      assert.deepEqual(operations.map(place), [
        'model.ts:1 0.5',
        'data.json:2 4',
        'main.ts:4 2',
        'model.ts:4 w * x',
        'model.ts:4 w * x * rate',
        'index.js:2 x / 2',
      ]);
    });

    it('with the gradients of all of them', () => {
      const { graph, root } = trace;
      const walked = sweep(graph, root);
      const gradients = Array.from({ length: graph.size }, (_, node) => node)
        .filter((node) => graph.op(node) === 'leaf')
        .map((node) => [trace.nameOf(node), walked.gradient(node)]);
      assert.deepEqual(gradients, [
        ['rate', 4],
        ['data.x[1]', 0.5],
        ['w', 1],
      ]);
    });

    it('whose sources are the files, the asked one first', () => {
      assert.deepEqual(
        trace.sources.map(({ path, text }) => [path.replace(/^.*-project-[^/]*\//, ''), text]),
        [
          ['main.ts', main],
          ['model.ts', files['model.ts']],
          ['node_modules/pkg/index.js', files['node_modules/pkg/index.js']],
          ['data.json', files['data.json']],
        ],
      );
    });

    it('whose view and notices name the file where it is another one', async () => {
      const { view } = new Session(1, trace);
      assert.deepEqual(
        view.scene.items.map(({ name, file, line }) => `${name} ${file}:${line}`),
        ['rate model.ts:1', 'data.x[1] data.json:2', 'w :4', 'v₁ model.ts:4', 'x model.ts:4', 'y index.js:2'],
      );
      assert.equal(view.file, 'main.ts');
      const throwing = project({ 'a.ts': 'export const f = () => {\n  throw new Error("late");\n};' });
      const late = await throwing.trace(
        evaluator,
        'import { f } from "./a"; const x = 2; const y = x * 2; f();',
      );
      assert.match(new Session(2, late).view.notices.join(), /stopped on line 2 of a\.ts: Error: late/);
    });

    it('with the variables of all files, each in its own', () => {
      const rate = trace.variables.find(({ name }) => name === 'rate')!;
      assert.deepEqual(
        rate.occurrences.map(({ file }) => trace.sources[file]!.path.replace(/^.*\//, '')),
        ['model.ts', 'model.ts'],
      );
    });

    it('in which an imported variable is the one that is exported, under both its names', async () => {
      const made = project({
        'a.ts': 'const x = 3;\nexport const area = x * x;\nexport let grown = x; grown = x * 5;',
        'index.ts': 'export * from "./a";\nexport { grown as big } from "./a";',
      });
      const text = 'import { area, big as large } from "./index";\nconst y = area * 2;\nconsole.log(large);';
      const asked = await made.trace(evaluator, text);
      const area = asked.variables.find(({ name }) => name === 'area')!;
      const spans = area.occurrences.map(({ file, start, end }) =>
        [file, asked.sources[file]!.text.slice(start, end)].join(),
      );
      assert.deepEqual(spans, ['2,area', '0,area', '0,area']);
      const root = await made.trace(evaluator, text, 'large');
      assert.deepEqual([root.rootName, root.graph.value(root.root)], ['large', 15]);
      const { file, start, end } = root.spanOf(root.root);
      assert.equal(root.sources[file]!.text.slice(start, end), 'x * 5');
      const f = project({ 'a.js': 'exports.f = () => 1; exports.n = 3;' });
      assert.equal(
        (await f.error(evaluator, 'import { f } from "./a.js"; f();', 'f')).message,
        '“f” comes from “./a.js”, and cannot be called by itself from here. Put the cursor on it in its own file, or select a whole call of it, with its arguments.',
      );
      assert.equal((await f.error(evaluator, 'import { n } from "./a.js"; n;', 'n')).code, 'is-input');
      assert.equal((await f.error(evaluator, 'import { n } from "./a.js";', 'n')).code, 'never-evaluated');
    });

    it('that follows a file which changes, and keeps what does not', async () => {
      const changing = project({ 'a.ts': 'export const a = 2;', 'b.ts': 'export const b = 3;' });
      const text = 'import { a } from "./a"; import { b } from "./b"; const y = a * b;';
      assert.equal(await changing.value(evaluator, text), 6);
      changing.write({ 'a.ts': '\n\nexport const a = 5;' });
      const again = await changing.trace(evaluator, text);
      assert.equal(again.graph.value(again.root), 15);
      const { file, start } = again.spanOf(0);
      assert.equal(again.sources[file]!.text.slice(start), '5;');
      assert.equal(await changing.value(evaluator, text.replace('a * b', 'a + b')), 8);
    });
  });
});
