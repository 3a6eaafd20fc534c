/** What the page may say about selecting, copying and the look of the picture: to the letter, or it is dropped. */
import assert from 'node:assert/strict';
import type * as vscode from 'vscode';
import { RememberedLook } from '../../src/host/look.ts';
import { USUAL_LOOK } from '../../src/protocol/look.ts';
import { parseFromPage, parseLook } from '../../src/protocol/messages.ts';

const isTaken = (message: unknown) => parseFromPage(message) !== undefined;

describe('a message of the page', () => {
  it('may ask for a node, an edge, a bundle of edges or a box, and for nothing else', () => {
    const inspect = (subject: unknown) => isTaken({ type: 'inspect', graph: 1, subject });
    assert.ok(inspect({ node: 0 }));
    assert.ok(inspect({ consumer: 3, slot: 1 }));
    assert.ok(inspect({ box: 's3.2' }));
    assert.ok(inspect({ from: 'n3', to: 's3.2' }));
    for (const wrong of [
      { node: -1 },
      { node: 1.5 },
      { node: '1' },
      { consumer: 3 },
      { box: 'x'.repeat(61) },
      { from: 'n3' },
      { from: 3, to: 's3' },
      { from: 'n3', to: 'x'.repeat(61) },
      { from: 'n3', to: 's3', slot: 0 },
      {},
      null,
    ])
      assert.ok(!inspect(wrong), JSON.stringify(wrong));
    assert.ok(!inspect({ node: 1, box: 's1' }));
  });

  it('may copy a text that is not endless', () => {
    assert.ok(isTaken({ type: 'copy', text: '−1' }));
    assert.ok(!isTaken({ type: 'copy', text: 'x'.repeat(100_001) }));
    assert.ok(!isTaken({ type: 'copy', text: 1 }));
  });

  it('may set a look that there is', () => {
    assert.ok(isTaken({ type: 'look', look: USUAL_LOOK }));
    for (const wrong of [
      { colouring: 'none' },
      { direction: 'up' },
      { speed: 3 },
      { names: 1 },
      { more: true },
    ])
      assert.ok(!isTaken({ type: 'look', look: { ...USUAL_LOOK, ...wrong } }), JSON.stringify(wrong));
    const { legend: _, ...less } = USUAL_LOOK;
    assert.ok(!isTaken({ type: 'look', look: less }));
  });
});

describe('the look of a workspace', () => {
  const memento = (kept?: unknown) => {
    let value = kept;
    return {
      get: () => value,
      update: async (_key: string, next: unknown) => {
        value = next;
      },
    } as unknown as vscode.Memento;
  };

  it('is the usual one at first, then the one that was chosen last', () => {
    const remembered = new RememberedLook(memento());
    assert.deepEqual(remembered.look, USUAL_LOOK);
    remembered.remember({ ...USUAL_LOOK, colouring: 'health' });
    assert.equal(remembered.look.colouring, 'health');
  });

  it('is the usual one where another version kept something else', () => {
    assert.equal(parseLook({ colour: 'red' }), undefined);
    assert.deepEqual(new RememberedLook(memento({ colour: 'red' })).look, USUAL_LOOK);
  });
});
