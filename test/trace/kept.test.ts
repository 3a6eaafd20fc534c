/** Traces that were kept in a file. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { fromBytes, toBytes } from '../../src/trace/recording/bytes.ts';
import { packTrace, unpackTrace } from '../../src/trace/recording/kept.ts';
import type { Trace, TraceData } from '../../src/trace/trace.ts';
import { newEvaluator, traceOf } from './harness.ts';

type Spoilt = { -readonly [Field in keyof TraceData]: TraceData[Field] };

describe('a trace that was kept', function () {
  this.timeout(30_000);
  const evaluator = newEvaluator();
  let trace: Trace;
  let bytes: Uint8Array;
  before(async () => {
    const program = 'function f(a: number) { return a * 0 / 0; }\nconst x = 2;\nconst y = f(x) + x;';
    trace = await traceOf(evaluator, program, 'y');
    bytes = packTrace(trace);
  });
  after(() => evaluator.dispose());

  it('comes back as it was, NaN and all', () => {
    const kept = ({ data }: Trace) => {
      const { variables: _, assignments: __, callSites: ___, ...rest } = data;
      return rest;
    };
    assert.deepEqual(kept(unpackTrace(bytes)!), kept(trace));
  });

  it('does not come back when it is cut off, or is something else', () => {
    for (const length of [0, 1, 50, bytes.length - 1])
      assert.equal(unpackTrace(bytes.subarray(0, length)), undefined);
    for (const other of [null, 3, {}, { version: 1 }, { version: 99, data: trace.data }])
      assert.equal(unpackTrace(toBytes(other)), undefined);
  });

  it('does not come back with a reference that leads nowhere', () => {
    const spoil = (change: (data: Spoilt) => void) => {
      const kept = fromBytes(bytes) as { data: Spoilt };
      change(kept.data);
      assert.equal(unpackTrace(toBytes(kept)), undefined, String(change));
    };
    spoil((data) => data.spans.fill(7, 0, 1));
    spoil((data) => data.spans.fill(1e6, 2, 3));
    spoil((data) => data.scopes.fill(9));
    spoil((data) => data.scopeTable.fill(5));
    spoil((data) => data.names.fill(1000));
    spoil((data) => data.columns.codes.fill(250));
    spoil((data) => data.columns.inputs.fill(1e6));
    spoil((data) => {
      data.root = -1;
    });
    spoil((data) => {
      data.root = 0.5;
    });
    spoil((data) => {
      data.leafRows = data.leafRows.slice(1);
    });
    spoil((data) => {
      data.sources = [];
    });
  });

  it('never throws, whatever a file has in it', () => {
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(255), (at, byte) => {
        const spoiled = bytes.slice();
        spoiled[at] = byte;
        const found = unpackTrace(spoiled);
        if (found) for (let node = 0; node < found.graph.size; node++) found.scope(found.scopeOf(node));
      }),
    );
  });
});
