/**
 * The law of the trace: an instrumented program prints what the plain one prints, and ends as it does. What a
 * program can tell all the same stands in the README and, with a reason each, in test/test262/known.json.
 */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { loadTwice, programTable } from './harness.ts';
import { program } from './randomProgram.ts';
import type { Twice } from './twice.ts';

/** How many random programs are tried. */
const PROGRAMS = Number(process.env.GRADIENT_GRAPH_PROGRAMS ?? 500);
/** How many places of each program of the table are selected. */
const SELECTIONS = 3;

describe('an instrumented program prints what the plain one prints', function () {
  this.timeout(120_000 + PROGRAMS * 400);
  let twice: Twice;
  before(async () => {
    twice = await loadTwice();
  });

  for (const { topic, path, programs } of programTable())
    describe(topic, () => {
      for (const [title, source] of programs)
        it(title, () => {
          const plain = twice.plain(source, path);
          assert.doesNotMatch(plain.end, /^SyntaxError/, 'the program itself must run');
          assert.deepEqual(twice.traced(source, path), plain);
          const debugged = twice.traced(source, path, undefined, true);
          assert.deepEqual(debugged, plain, 'recorded for the debugger');
          for (let i = 1; i <= SELECTIONS; i++) {
            const at = Math.floor((i * source.length) / (SELECTIONS + 1));
            const selected = tracedAt(twice, source, path, at);
            if (selected) assert.deepEqual(selected, plain, `selected at “${source.slice(at, at + 30)}”`);
          }
        });
    });

  it('every expression of these programs can be selected', () => {
    let count = 0;
    for (const { path, programs } of programTable())
      for (const [title, source] of programs)
        try {
          count += twice.selectAll(source, path);
        } catch (error) {
          assert.fail(`${title}: ${(error as Error).message}`);
        }
    assert.ok(count > 3000, `${count}`);
  });

  it('every function of these programs can be selected', () => {
    let count = 0;
    for (const { path, programs } of programTable())
      for (const [title, source] of programs) {
        const plain = twice.plain(source, path);
        for (const at of twice.functions(source, path)) {
          const where = `${title}, selected at “${source.slice(at, at + 30)}”`;
          assert.deepEqual(twice.traced(source, path, at), plain, where);
          count += 1;
        }
      }
    assert.ok(count > 200, `${count}`);
  });

  it(`holds for ${PROGRAMS} random programs, wherever the cursor stands`, () => {
    fc.assert(
      fc.property(
        program,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.boolean(),
        (source, where, debug) => {
          const plain = twice.plain(source);
          fc.pre(!plain.end.startsWith('InternalError'));
          assert.deepEqual(twice.traced(source, 'program.ts', undefined, debug), plain);
          const selected = tracedAt(twice, source, 'program.ts', Math.floor(where * source.length), debug);
          if (selected) assert.deepEqual(selected, plain);
        },
      ),
      { numRuns: PROGRAMS },
    );
  });
});

/** The traced run with a cursor at `at`; undefined where nothing can be selected. */
function tracedAt(twice: Twice, source: string, path: string, at: number, forDebugger = false) {
  try {
    return twice.traced(source, path, at, forDebugger);
  } catch (error) {
    if ((error as { error?: unknown }).error === undefined) throw error;
    return undefined;
  }
}
