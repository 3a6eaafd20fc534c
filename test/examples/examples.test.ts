/**
 * Every program under examples/, through the command line: its result is the plain program's, and its gradients are
 * those of differences of the plain program.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root as project } from '../../scripts/build.ts';
import { loadTwice } from '../trace/harness.ts';
import { PlainProgram, type Slot } from './plainProgram.ts';

const folder = join(project, 'examples');

/** The programs and their results. */
const ROOTS: Readonly<Record<string, string>> = {
  activations: 'total',
  attention: 'loss',
  'calculus-quiz': 'y',
  'function-composition': 'c',
  'gaussian-process': 'nll',
  'gradient-descent': 'last',
  'heat-equation': 'misfit',
  'hinge-loss': 'loss',
  'k-means': 'loss',
  'kalman-filter': 'nll',
  'kepler-newton': 'separation',
  'linear-regression': 'loss',
  'logistic-regression': 'J',
  'lstm-cell': 'loss',
  micrograd: 'loss',
  'mini-batch': 'trainLoss',
  'n-body': 'distance',
  'neural-network': 'J',
  'option-pricing': 'spread',
  'predator-prey': 'loss',
  'ray-marcher': 'brightness',
  'regression-two-hidden-layers': 'loss',
  'simple-example': 'J',
  'softmax-classification': 'L',
  'softmax-classifier': 'loss',
  'spline-fit': 'objective',
};

/**
 * Inputs that have no slope to compare with, by program. A number that also decides what runs (an index, a key, what
 * is compared) makes another program when it is shifted; the graph is that of the program that ran.
 */
const DECIDING: Readonly<Record<string, readonly string[]>> = {
  'kalman-filter': ['dt'], // dt === 1
  'option-pricing': ['steps', 'ups', 'paths'], // i < paths, values[ups + 1]
  'predator-prey': ['h'], // observed.get(n * h)
};

/** Programs whose result stands on a kink, but for its last bit; the gradient is the slope of the side that it took. */
const KINKED: readonly string[] = ['hinge-loss'];

const SAMPLE = 30;

/** What the test reads of the command line's JSON. */
interface Answer {
  readonly root: { readonly value: number };
  readonly nodes: readonly {
    readonly op: string;
    readonly name: string;
    readonly value: number | string;
    readonly gradient: number | string;
    readonly span: { readonly start: number; readonly end: number };
  }[];
}

async function answerOf(name: string): Promise<Answer> {
  const args = [join(project, 'dist/cli.cjs'), `examples/${name}.ts`, '--root', ROOTS[name]!, '--json'];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: project, maxBuffer: 2 ** 28 });
  return JSON.parse(stdout);
}

/** An input, and which of the inputs of its value that were born at its place it is. */
interface Input {
  readonly name: string;
  readonly place: number;
  readonly value: number;
  readonly gradient: number;
  readonly turn: number;
}

function inputsOf({ nodes }: Answer) {
  const places: { start: number; end: number }[] = [];
  const inputs: Input[] = [];
  const turns = new Map<string, number>();
  for (const { op, name, value, gradient, span } of nodes) {
    if (op !== 'leaf') continue;
    let place = places.findIndex(({ start, end }) => start === span.start && end === span.end);
    if (place < 0) place = places.push(span) - 1;
    const turn = turns.get(`${place} ${value}`) ?? 0;
    turns.set(`${place} ${value}`, turn + 1);
    inputs.push({ name, place, value: Number(value), gradient: Number(gradient), turn });
  }
  const alike = ({ place, value }: Input) => turns.get(`${place} ${value}`)!;
  return { places, inputs, alike };
}

const CLOSE = 1e-6;

/**
 * The derivative of f at 0 by central differences of fourth order, at steps that shrink until neighbours agree or
 * round-off takes over: of the two that agree best, the second.
 */
function slopeOf(f: (shift: number) => number, scale: number): number {
  let best = { slope: NaN, error: Infinity };
  let last = NaN;
  for (const step of [1e-3, 3e-4, 1e-4, 3e-5, 1e-5, 3e-6]) {
    const h = step * scale;
    const slope = (8 * (f(h) - f(-h)) - (f(2 * h) - f(-2 * h))) / (12 * h);
    const error = Math.abs(slope - last);
    if (error < best.error) best = { slope, error };
    if (isClose(slope, last, CLOSE / 10)) break;
    last = slope;
  }
  return best.slope;
}

/** The slopes of f to the right and to the left of 0. */
function sidesOf(f: (shift: number) => number, scale: number): number[] {
  return [1e-4 * scale, -1e-4 * scale].map((h) => (4 * f(h) - f(2 * h) - 3 * f(0)) / (2 * h));
}

/** NaN is close to NaN: neither the graph nor the program has a slope there, as for the exponent of a negative number. */
function isClose(actual: number, expected: number, tolerance: number): boolean {
  if (Number.isNaN(actual)) return Number.isNaN(expected);
  return Math.abs(actual - expected) <= tolerance * Math.max(Math.abs(expected), 1e-3);
}

describe('the programs under examples/', function () {
  this.timeout(60_000);

  it('are all in the table of this test', () => {
    const files = globSync('*.ts', { cwd: folder }).map((file) => file.replace(/\.ts$/, ''));
    assert.deepEqual(files.sort(), Object.keys(ROOTS).sort());
  });

  it('print traced what they print', async () => {
    const twice = await loadTwice();
    for (const name of Object.keys(ROOTS)) {
      const source = readFileSync(join(folder, `${name}.ts`), 'utf8');
      const plain = twice.plain(source);
      assert.equal(plain.end, 'done', name);
      assert.deepEqual(twice.traced(source), plain, name);
    }
  });

  for (const [name, root] of Object.entries(ROOTS))
    it(`${name} has the value of the plain program, and its gradients are slopes of it`, async () => {
      const source = readFileSync(join(folder, `${name}.ts`), 'utf8');
      const answer = await answerOf(name);
      const { places, inputs, alike } = inputsOf(answer);
      const plain = await PlainProgram.load(source, root, places);
      assert.equal(answer.root.value, plain.root);
      const steady = inputs.filter((input) => !DECIDING[name]?.includes(input.name));
      const sample = steady.filter((_, i) => i % Math.ceil(steady.length / SAMPLE) === 0);
      for (const input of sample) {
        const { name: inputName, place, value, gradient, turn } = input;
        const slots = plain.slotsOf(place, value);
        // The program may meet the same number there more often, where it is no input or the result does not need it.
        const spare = slots.length - alike(input);
        assert.ok(spare >= 0, `${inputName} = ${value} is born where its span is`);
        const slopesAt = (slot: Slot) => {
          const shifted = (h: number) => plain.shifted(place, slot, h);
          const scale = Math.abs(value) || 0.1;
          return KINKED.includes(name) ? sidesOf(shifted, scale) : [slopeOf(shifted, scale)];
        };
        const candidates = slots.slice(turn, turn + spare + 1);
        const agrees = candidates.some((slot) => slopesAt(slot).some((one) => isClose(gradient, one, CLOSE)));
        const message = () =>
          `∂${root}/∂${inputName} is ${gradient}; the plain program's slope is ${candidates.map(slopesAt)}`;
        assert.ok(agrees, agrees ? '' : message());
      }
    });
});
