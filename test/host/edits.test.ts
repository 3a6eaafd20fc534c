import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Edit, moveThrough } from '../../src/host/edits.ts';

/** The text with `[…]` around the range, and the edits as [old text, new text] pairs: what is marked afterwards? */
function after(marked: string, ...replacements: readonly (readonly [string, string])[]): string {
  const start = marked.indexOf('[');
  const end = marked.indexOf(']') - 1;
  const text = marked.replace(/[[\]]/g, '');
  const edits = replacements.map(([old, fresh]): Edit & { fresh: string } => {
    const offset = text.indexOf(old);
    assert.notEqual(offset, -1);
    return { offset, length: old.length, inserted: fresh.length, fresh };
  });
  const range = moveThrough({ start, end }, edits);
  const now = applied(text, edits);
  return `${now.slice(0, range.start)}[${now.slice(range.start, range.end)}]${now.slice(range.end)}`;
}

function applied(text: string, edits: readonly (Edit & { fresh: string })[]): string {
  let now = text;
  for (const { offset, length, fresh } of [...edits].sort((a, b) => b.offset - a.offset))
    now = now.slice(0, offset) + fresh + now.slice(offset + length);
  return now;
}

const insert = (marked: string, offset: number) =>
  moveThrough({ start: marked.indexOf('['), end: marked.indexOf(']') - 1 }, [
    { offset, length: 0, inserted: 2 },
  ]);

describe('a place that moves through edits', () => {
  it('moves with what is inserted or removed before it', () => {
    assert.equal(after('x = 1; y = [a + b];', ['1', '1.25']), 'x = 1.25; y = [a + b];');
    assert.equal(after('x = 1; y = [a + b];', ['x = 1; ', '']), 'y = [a + b];');
  });

  it('stays for what happens behind it', () => {
    assert.equal(after('y = [a + b]; z = 1', ['z = 1', '']), 'y = [a + b]; ');
  });

  it('grows and shrinks with what happens in it', () => {
    assert.equal(after('y = [a + b];', ['+', '* 2 +']), 'y = [a * 2 + b];');
    assert.equal(after('y = [a + b];', [' + b', '']), 'y = [a];');
  });

  it('becomes what replaces the whole of it', () => {
    assert.equal(after('y = [a + b];', ['a + b', 'sin(t)']), 'y = [sin(t)];');
    assert.equal(after('y = [a + b];', ['a + b', '']), 'y = [];');
  });

  it('leaves out what is typed at its borders', () => {
    assert.deepEqual(insert('y = [a];', 4), { start: 6, end: 7 });
    assert.deepEqual(insert('y = [a];', 5), { start: 4, end: 5 });
  });

  it('keeps a cursor a cursor, pushed along by what is typed at it', () => {
    assert.deepEqual(insert('y = []a;', 4), { start: 6, end: 6 });
  });

  it('takes several edits made at once', () => {
    assert.equal(
      after('let x = 1; y = [a + b];', ['let', 'const'], ['a', 'alpha'], [';', '']),
      'const x = 1 y = [alpha + b];',
    );
  });

  it('keeps its distance from the beginning when the whole text is replaced', () => {
    assert.equal(after('y = [a + b];', ['y = a + b;', 'y = a + b; ']), 'y = [a + b]; ');
    assert.equal(after('y = [a + b];', ['y = a + b;', 'y = ']), 'y = []');
  });

  it('never leaves the text nor turns around', () => {
    const edit = fc.record({ offset: fc.nat(20), length: fc.nat(5), inserted: fc.nat(5) });
    fc.assert(
      fc.property(fc.nat(30), fc.nat(30), edit, (a, b, { offset, length, inserted }) => {
        const moved = moveThrough({ start: Math.min(a, b), end: Math.max(a, b) }, [
          { offset, length, inserted },
        ]);
        assert.ok(0 <= moved.start && moved.start <= moved.end && moved.end <= 30 + inserted);
      }),
    );
  });
});
