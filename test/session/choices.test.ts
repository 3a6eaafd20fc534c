/** The arguments that are shown where a call failed before the program could say what it passes. */
import assert from 'node:assert/strict';
import { choiceLines, choicesOf, choicesOfCall } from '../../src/session/choices.ts';
import type { ArgumentData, CallData } from '../../src/trace/selection/call.ts';
import type { Trace } from '../../src/trace/trace.ts';

describe('the choices after a failure', () => {
  const argument = (name: string, source: ArgumentData['source'], text = ''): ArgumentData => {
    return { name, maker: '', text, note: '', source };
  };
  const call = (args: ArgumentData[], key = 'f'): CallData => ({ key, title: key, args, from: 'somewhere' });
  const failed = call([{ ...argument('a', 'given', '[1'), problem: 'No value.' }, argument('b', 'none')]);
  const after = (before: CallData) => choicesOfCall(2, failed, { selection: 1, call: before }).call;

  it('keep what the program passed last', () => {
    const passed = argument('b', 'call', '3');
    assert.deepEqual(after(call([argument('a', 'call', '2'), passed])), {
      ...failed,
      args: [failed.args[0], passed],
      from: '',
    });
  });

  it('keep nothing of another function, and nothing that was only given', () => {
    assert.deepEqual(after(call([argument('a', 'call'), argument('b', 'call', '3')], 'g')), failed);
    assert.deepEqual(after(call([argument('a', 'call'), argument('b', 'given', '3')])), failed);
  });
});

describe('the batch of a network', () => {
  const field = (name: string, text: string): ArgumentData => {
    return { name, maker: '', text, note: 'a tensor of shape [1, 2]', source: 'type' };
  };
  const call: CallData = {
    ...{ key: 'batch of “net”', title: 'batch of “net”', isBatch: true, from: 'made up' },
    args: [field('examples', '1'), field('x', '[[1, 2]]'), field('y', '')],
  };
  const trace = { evaluation: { index: 1, count: 1 }, component: undefined, rootName: 'net', call } as Trace;

  it('is a choice like the arguments of a function', () => {
    assert.deepEqual(choicesOf(3, trace), { selection: 3, call });
  });

  it('is said in words to a terminal', () => {
    assert.deepEqual(choiceLines(trace), [
      'The batch: examples = 1, x = [[1, 2]], y a tensor of shape [1, 2] (made up).',
    ]);
  });

  it('stays where what was given of it cannot be used', () => {
    const args = [call.args[0]!, { ...field('x', '[['), source: 'given' as const, problem: 'No value.' }];
    const failed = { ...call, args };
    assert.deepEqual(choicesOfCall(4, failed, { selection: 3, call }).call, failed);
  });
});
