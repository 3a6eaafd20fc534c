/** The names of Node's own modules. */
import assert from 'node:assert/strict';
import { builtinModules } from 'node:module';
import { isBuiltin } from '../../src/trace/modules/builtins.ts';

describe("the list of Node's own modules", () => {
  it('has every one that this Node has, also with a slash behind it', () => {
    assert.deepEqual(
      builtinModules.filter((name) => !isBuiltin(name) || !isBuiltin(`${name}/`)),
      [],
    );
  });

  it('has no package', () => {
    for (const name of ['preact', 'fs-extra', 'node', './fs', '@scope/fs']) assert.ok(!isBuiltin(name), name);
  });
});
