/** Which names of TensorFlow.js are there: the lists, the real package, the documentation and the tests agree. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/build.ts';
import { NAMES } from '../../src/trace/guest/tf/names.ts';
import { loadPrint, realTensorFlow } from './harness.ts';

const namesOf = (text: string) => text.trim().split(/\s+/);

/** What objects of these classes have. */
const CLASSES = `({
  Tensor: tf.Tensor.prototype, LayersModel: tf.LayersModel.prototype,
  Layer: tf.layers.Layer.prototype, Optimizer: tf.Optimizer.prototype,
})`;

/** Where the documentation lists it. */
const HEADINGS: Readonly<Record<string, string>> = {
  Tensor: 'Methods of tensors',
  LayersModel: 'Methods of models',
  Layer: 'Methods of layers',
  Optimizer: 'Methods of optimizers',
};

/** What the sandbox has under each path of the lists. */
async function supported(): Promise<Record<string, string[]>> {
  const print = await loadPrint();
  const printed = await print(`
    import * as tf from '@tensorflow/tfjs';
    const NAMES = ${JSON.stringify(Object.fromEntries(Object.entries(NAMES).map(([path, text]) => [path, namesOf(text)])))};
    const classes = ${CLASSES};
    const found = (space, name) =>
      Object.getOwnPropertyDescriptor(space, name) ?? found(Object.getPrototypeOf(space), name);
    for (const [path, names] of Object.entries(NAMES)) {
      const space = classes[path] ?? path.split('.').slice(1).reduce((at, key) => at[key], tf);
      const there = names.filter((name) => {
        const { value, get } = path in classes ? found(space, name) : {};
        if (path in classes) return !String(value ?? get).includes('is not supported here');
        try { return space[name].isSupportedHere === undefined; } catch { return true; }
      });
      console.log(JSON.stringify([path, there]));
    }`);
  return Object.fromEntries(
    printed
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  );
}

describe('the names of TensorFlow.js', function () {
  this.timeout(30_000);

  it('are those of the package', async () => {
    const tf = (await realTensorFlow()) as unknown as Record<string, unknown>;
    const classes = new Function('tf', `return ${CLASSES}`)(tf) as Record<string, object>;
    for (const [path, text] of Object.entries(NAMES)) {
      const space =
        classes[path] ??
        path
          .split('.')
          .slice(1)
          .reduce((at, key) => at[key] as Record<string, unknown>, tf);
      for (const name of namesOf(text)) assert.ok(name in space, `${path}.${name}`);
    }
    const functions = Object.keys(tf).filter((name) => typeof tf[name] === 'function' && /^[a-z]/.test(name));
    for (const name of functions) assert.ok(namesOf(NAMES.tf!).includes(name), `tf.${name} is in no list`);
  });

  it('that are there stand in the documentation, and no others', async () => {
    const there = await supported();
    const documented = readFileSync(join(root, 'docs/tensorflow.md'), 'utf8');
    for (const [path, names] of Object.entries(there)) {
      const heading = HEADINGS[path] ?? `\`${path}\``;
      const section = documented.split(`\n### ${heading}\n`)[1]?.split('\n#')[0] ?? '';
      assert.deepEqual(
        [...section.matchAll(/`(\w+)`/g)].map(([, name]) => name).sort(),
        [...names].sort(),
        `the section “${heading}” of docs/tensorflow.md`,
      );
    }
  });

  it('that are there and compute are tried beside the package', async () => {
    const there = await supported();
    const tests = [
      'operations.ts',
      'networks.test.ts',
      'models.test.ts',
      'trace.test.ts',
      'selecting.test.ts',
      'programs.test.ts',
    ]
      .map((file) => readFileSync(join(root, 'test/tensorflow', file), 'utf8'))
      .join('\n');
    const untried = Object.entries(there).flatMap(([path, names]) =>
      names
        .filter((name) => !new RegExp(`\\b${name}\\b`).test(tests))
        .map((name) => (path in HEADINGS ? `.${name}` : `${path}.${name}`)),
    );
    assert.deepEqual(untried, []);
  });
});
