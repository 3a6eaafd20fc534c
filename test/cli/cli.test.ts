/**
 * The command-line program as a person or a script runs it. The tables are kept in golden/; they are renewed with
 * GRADIENT_GRAPH_RENEW_GOLDEN=1.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root as project } from '../../scripts/build.ts';
import { cases, close } from '../cases/cases.ts';

interface Result {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function cli(...args: string[]): Promise<Result> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [join(project, 'dist/cli.cjs'), ...args],
      { cwd: project, maxBuffer: 64 * 1024 * 1024 },
      (error, stdout, stderr) => resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });
}

describe('the command-line program', function () {
  this.timeout(60_000);
  const folder = mkdtempSync(join(tmpdir(), 'gradient-graph-'));
  after(() => rmSync(folder, { recursive: true }));
  const file = (name: string, text: string) => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };

  for (const [name, root] of [
    ['simple-example', 'J'],
    ['linear-regression', 'loss'],
  ] as const)
    it(`prints the walk of ${name} as a table`, async () => {
      const { code, stdout, stderr } = await cli(`examples/${name}.ts`, '--root', root);
      assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
      const golden = join(project, `test/cli/golden/${name}.txt`);
      if (process.env.GRADIENT_GRAPH_RENEW_GOLDEN) writeFileSync(golden, stdout);
      assert.equal(stdout, readFileSync(golden, 'utf8'));
    });

  it('lists every input, also of a graph that is too large to be shown', async () => {
    const { stdout } = await cli('examples/heat-equation.ts', '--root', 'misfit');
    assert.match(stdout, /^The graph has 1,\d+ nodes/m);
    assert.match(stdout, /^base +0\.8 +−?0\.\d+ +\d+$/m);
  });

  it('--evaluation takes one of many, and says which', async () => {
    const program = file('loop.ts', 'const x = 2;\nlet y = 1;\nfor (let i = 0; i < 4; i++) y *= x;\n');
    const { stdout } = await cli(program, '--root', 'y', '--evaluation', '3');
    assert.match(stdout, /^y = .* = 4 .*\nEvaluation 3 of 5\.\n/);
    const { evaluation, root } = JSON.parse((await cli(program, '--root', 'y', '--json')).stdout);
    assert.deepEqual([evaluation, root.value], [{ index: 5, count: 5 }, 16]);
    assertRefusal(await cli(program, '--root', 'y', '--evaluation', '0'), /positive whole number/);
  });

  it('--component takes one number of several, or their sum', async () => {
    const program = file('list.ts', 'const x = 2;\nconst y = [x * 3, x * 4];\n');
    assert.match(
      (await cli(program, '--root', 'y')).stdout,
      /^Σy = .* = 14 .*\nThe sum of y’s 2 numbers\.\n/,
    );
    assert.match((await cli(program, '--root', 'y', '--component', '[1]')).stdout, /^y₍?1|^y\[1\] = /);
    assertRefusal(await cli(program, '--root', 'y', '--component', '[2]'), /“y” has no number “\[2\]”/);
  });

  it('a function is called with what the file calls it with, or with --arg', async () => {
    const program = file(
      'f.ts',
      'export function f(x: number, y: number[]) {\n  return x * y[0];\n}\nf(2, [3]);\n',
    );
    assert.match(
      (await cli(program, '--root', 'f')).stdout,
      /\nf was called with x = 2, y = \[3\] \(from the call in line 4\)\.\n/,
    );
    const { stdout } = await cli(program, '--root', 'f', '--arg=-5', '--arg', '[4]', '--json');
    const { root, call } = JSON.parse(stdout);
    assert.equal(root.value, -20);
    assert.deepEqual(call, { function: 'f', arguments: ['-5', '[4]'] });
    assertRefusal(await cli(program, '--root', 'f', '--arg', 'x'), /“x” is no value/);
  });

  it('more arguments than a function takes are refused, and those for what is no function', async () => {
    const program = file(
      'surplus.ts',
      'function f(x: number) {\n  return x * 2;\n}\nclass Net {\n  constructor(public b: number) {}\n  forward(x: number) { return x * this.b; }\n}\nconst k = 2;\nconst J = k * 3;\n',
    );
    const refused = async (root: string, ...args: string[]) =>
      assertRefusal(
        await cli(program, '--root', root, ...args.map((one) => `--arg=${one}`)),
        root === 'J'
          ? /“J” is not called, so it takes no arguments, and 1 is given\. Leave out what is too much\.$/
          : /“(f|Net\.forward)” takes (one argument|2 arguments), and [23] are given\. Leave out/,
      );
    await refused('f', '1', '2');
    await refused('J', '1');
    await refused('Net', '1', '2', '3');
    assert.equal((await cli(program, '--root', 'Net', '--arg=3', '--arg=4')).code, 0);
  });

  it('what a program writes does not steer the terminal, and is cut where it is very long', async () => {
    const steering = file(
      'steering.ts',
      "const x = 1;\nthrow new Error('\\x1b[31mred\\x9b2J\\x07 and\\ttab' + 'a'.repeat(3000));\nconst y = x * 2;\n",
    );
    const { stderr } = await cli(steering, '--root', 'y');
    assert.match(stderr, /Error: \\u001b\[31mred\\u009b2J\\u0007 and\ttaba+…\.\n$/);
    assert.ok(stderr.length < 1000, `${stderr.length}`);
    const keys = file('keys.ts', "const o = { 'a\\x1b\\x9b': 2 };\nconst J = o['a\\x1b\\x9b'] * 3;\n");
    for (const form of ['', '--json', '--dot']) {
      const { stdout } = await cli(keys, '--root', 'J', ...(form ? [form] : []));
      assert.doesNotMatch(stdout, /[^\P{Cc}\t\n]/u, form);
      if (form === '--json') assert.ok(JSON.stringify(JSON.parse(stdout)).includes('\x9b'));
    }
  });

  it('--json has exactly the documented fields', async () => {
    const { code, stdout } = await cli('examples/linear-regression.ts', '--root', 'loss', '--json');
    assert.equal(code, 0);
    const json = JSON.parse(stdout);
    assert.deepEqual(Object.keys(json), [
      'root',
      'evaluation',
      'component',
      'call',
      'variables',
      'nodes',
      'edges',
      'visits',
    ]);
    assert.deepEqual(json.root, { name: 'loss', node: json.nodes.length - 1, value: 9 });
    assert.deepEqual(json.variables, {
      w: { value: [3, 1], gradient: [6, 12] },
      phi: { value: [1, 2], gradient: [18, 6] },
      y: { value: 2, gradient: -6 },
      score: { value: 5, gradient: 6 },
      residual: { value: 3, gradient: 6 },
      loss: { value: 9, gradient: 1 },
    });
    for (const [id, node] of json.nodes.entries()) {
      assert.deepEqual(Object.keys(node), ['id', 'op', 'name', 'inputs', 'value', 'gradient', 'span']);
      assert.equal(node.id, id);
      assert.ok(node.inputs.every((input: number) => input < id));
    }
    for (const edge of json.edges) {
      assert.deepEqual(Object.keys(edge), ['from', 'to', 'slot', 'local', 'contribution']);
      assert.equal(json.nodes[edge.to].inputs[edge.slot], edge.from);
      assert.equal(edge.contribution, json.nodes[edge.to].gradient * edge.local);
    }
    assert.equal(json.visits[0], json.root.node);
    assert.equal(new Set(json.visits).size, json.visits.length);
  });

  for (const { name, root, values, gradients } of cases)
    it(`--json of ${name} has PyTorch's values and gradients`, async () => {
      const { stdout } = await cli(`examples/${name}.ts`, '--root', root, '--json');
      const { variables } = JSON.parse(stdout);
      for (const [variable, expected] of Object.entries(values))
        close(variables[variable].value, expected, variable);
      for (const [variable, expected] of Object.entries(gradients))
        close(variables[variable].gradient, expected, `∂${root}/∂${variable}`);
    });

  it('--dot prints the graph in the language of Graphviz', async () => {
    const { code, stdout } = await cli('examples/simple-example.ts', '--root', 'J', '--dot');
    assert.equal(code, 0);
    assert.match(stdout, /^digraph "J in simple-example\.ts" \{\n/);
    assert.match(stdout, /^ {2}n\d+ \[label="u₁ = sin t\\n0\.9929\\n∂J\/∂u₁ = 0\.2185"\];$/m);
    assert.match(stdout, /\n\}\n$/);
    assertRefusal(await cli('examples/simple-example.ts', '--root', 'J', '--dot', '--json'), /not both/);
  });

  it('--json writes numbers that JSON does not have as strings, and keeps special names', async () => {
    const path = file(
      'special.js',
      'const x = 0; const __proto__ = 2; const i = 1 / x, n = i - i, y = [n + i * __proto__, -i][1] * 1;',
    );
    const { variables } = JSON.parse((await cli(path, '--root', 'y', '--json')).stdout);
    assert.deepEqual(
      [variables.i.value, variables.n.value, variables.y.value],
      ['Infinity', 'NaN', '-Infinity'],
    );
    assert.ok(Object.hasOwn(variables, '__proto__'));
    assert.deepEqual(variables.n, { value: 'NaN', gradient: 0 });
  });

  it('--at takes the variable or the expression at a place', async () => {
    const rootAt = async (place: string) =>
      JSON.parse((await cli('examples/simple-example.ts', '--at', place, '--json')).stdout).root;
    assert.equal((await rootAt('6:16')).name, 'u2');
    assert.deepEqual(await rootAt('6:14'), { name: 'u', node: 6, value: 6.0629036510941186 });
  });

  for (const theme of ['light', 'dark'])
    it(`--svg writes a well-formed ${theme} picture with every name`, async () => {
      const path = join(folder, `${theme}.svg`);
      const { code, stdout, stderr } = await cli(
        'examples/simple-example.ts',
        '--root',
        'J',
        '--svg',
        path,
        '--theme',
        theme,
      );
      assert.deepEqual({ code, stdout, stderr }, { code: 0, stdout: '', stderr: '' });
      const svg = readFileSync(path, 'utf8');
      assert.match(svg, /^(<\?xml[^>]*\?>\s*)?<svg[^>]* xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
      assertWellFormed(svg);
      const text = svg.replace(/<style[\s\S]*?<\/style>/g, '').replace(/<[^>]*>/g, ' ');
      for (const name of ['x', 't', 'u₁', 'u₂', 'u', 'J', '0.9758', '1.637'])
        assert.ok(text.includes(name) || text.includes(name.replace(/[₀-₉]/, ' ')), name);
    });

  it('--direction says how the picture flows', async () => {
    const sizeOf = async (direction: string) => {
      const path = join(folder, `${direction}.svg`);
      await cli('examples/simple-example.ts', '--root', 'J', '--svg', path, '--direction', direction);
      const [, width, height] = /^<svg[^>]* width="(\d+)" height="(\d+)"/.exec(readFileSync(path, 'utf8'))!;
      return { width: Number(width), height: Number(height) };
    };
    const [right, down] = [await sizeOf('right'), await sizeOf('down')];
    assert.ok(right.width > right.height, JSON.stringify(right));
    assert.ok(down.height > down.width, JSON.stringify(down));
  });

  it('--help tells how to use it', async () => {
    const { code, stdout, stderr } = await cli('--help');
    assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
    for (const option of [
      '--root',
      '--at',
      '--json',
      '--svg',
      '--theme',
      '--direction',
      '--time-limit',
      '--memory-limit',
      '--operation-limit',
    ])
      assert.ok(stdout.includes(option), option);
    assert.ok(stdout.split('\n').every((line) => line.length <= 110));
  });

  const SIMPLE = 'examples/simple-example.ts';
  for (const [what, args, message] of [
    ['no file', [], /^Name one file\./],
    ['two files', ['a.ts', 'b.ts', '--root', 'J'], /^Name one file\./],
    ['a missing file', ['none.ts', '--root', 'J'], /^There is no file “none\.ts”\.$/],
    ['a folder', ['examples', '--root', 'J'], /^“examples” cannot be read/],
    ['no root', [SIMPLE], /^Say what to take the gradient of/],
    ['two roots', [SIMPLE, '--root', 'J', '--at', '1:1'], /^Say what to take the gradient of/],
    ['an unknown root', [SIMPLE, '--root', 'nope'], /simple-example\.ts: .*nope/],
    ['an unknown option', [SIMPLE, '--rot', 'J'], /--rot/],
    ['an option without its value', [SIMPLE, '--root'], /--root/],
    ['a place that is none', [SIMPLE, '--at', 'seven'], /^--at takes LINE:COLUMN/],
    ['a line that is none', [SIMPLE, '--at', '99:1'], /line 99/],
    ['a place with nothing there', [SIMPLE, '--at', '2:1'], /simple-example\.ts:2: There is no expression here/],
    ['an unknown theme', [SIMPLE, '--root', 'J', '--theme', 'blue'], /^The theme is light or dark/],
    ['an unknown direction', [SIMPLE, '--root', 'J', '--direction', 'up'], /^The direction is right or down/],
    ['a limit that is none', [SIMPLE, '--root', 'J', '--time-limit', '0'], /^--time-limit takes a positive whole number/],
    ['a picture that cannot be written', [SIMPLE, '--root', 'J', '--svg', '/no/such/folder/x.svg'], /\/no\/such\/folder\/x\.svg/],
  ] as const) // biome-ignore format: a table
    it(`refuses ${what} with one line`, async () => {
      assertRefusal(await cli(...args), message);
    });

  for (const [what, text, message] of [
    ['a syntax error', 'const x = ;', /:1: This file does not parse yet/],
    ['a throw', 'const x = 1;\nthrow new Error("two\\nlines");\nconst y = x;', /:2: The program stopped before the selection was evaluated: Error: two/],
    ['an endless loop', 'while (true) {}\nconst y = 1;', /still running after 0\.3 s and .* raise --time-limit\.$/],
    ['endless recursion', 'const f = () => f(); f(); const y = 1;', /too deeply/],
    ['an import', 'import x from "y"; const y = x * 2;', /imports “y”/],
    ['a class', 'class y {}', /is a class/],
    ['a text', 'const y = "1";', /is a string/],
    ['an empty file', '', /y/],
    ['binary data', '\0\u0001\u0002', /does not parse/],
  ] as const) // biome-ignore format: a table
    it(`refuses a program with ${what} with one line`, async () => {
      assertRefusal(await cli(file('bad.ts', text), '--root', 'y', '--time-limit', '300'), message);
    });
});

function assertRefusal({ code, stdout, stderr }: Result, message: RegExp): void {
  assert.equal(code, 1);
  assert.equal(stdout, '');
  assert.match(stderr, /^[^\n]+\n$/, 'exactly one line');
  assert.match(stderr.trimEnd(), message);
}

/** Every tag is closed in order, and every & begins an entity. */
function assertWellFormed(xml: string): void {
  const open: string[] = [];
  for (const [, end, name, alone] of xml.matchAll(
    /<(\/?)([a-zA-Z][\w:-]*)(?:\s+[\w:-]+="[^"<]*")*\s*(\/?)>/g,
  )) {
    if (end) assert.equal(open.pop(), name);
    else if (!alone) open.push(name!);
  }
  assert.deepEqual(open, []);
  assert.doesNotMatch(xml, /&(?!(?:#\d+|#x[\da-f]+|\w+);)/i);
}
