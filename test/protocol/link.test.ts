/** Links to nodes: what is written is read again, and nothing else is. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readLink, writeLink } from '../../src/protocol/link.ts';

describe('a link to a node', () => {
  const link = { uri: 'file:///a%20b/ü.ts', start: 3, end: 9, node: 12, name: 'w["a&b=c+d"]' };

  it('is read as it was written, whatever the names are', () => {
    assert.deepEqual(readLink(writeLink(link)), link);
    const text = fc.string({ unit: 'grapheme', maxLength: 40 });
    fc.assert(
      fc.property(text, text, text, fc.nat(), (uri, name, component, node) => {
        const any = { ...link, uri, name, component, node, evaluation: 7 };
        assert.deepEqual(readLink(writeLink(any)), any);
      }),
    );
  });

  for (const [title, query] of [
    ['nothing', ''],
    ['a field that is missing', writeLink(link).replace(/&node=\d+/, '')],
    ['a field too many', `${writeLink(link)}&command=x`],
    ['a field twice', `${writeLink(link)}&node=3`],
    ['a number that is none', writeLink(link).replace('node=12', 'node=1e3')],
    ['a negative number', writeLink(link).replace('start=3', 'start=-3')],
    ['an end before its start', writeLink(link).replace('end=9', 'end=1')],
    ['evaluation 0', `${writeLink(link)}&evaluation=0`],
    ['a name that is too long', writeLink({ ...link, name: 'x'.repeat(300) })],
  ] as const)
    it(`with ${title} is refused`, () => {
      assert.equal(readLink(query), undefined);
    });
});
