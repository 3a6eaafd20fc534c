/** The debug adapter over its input and output, as any client of the protocol meets it. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { root } from '../../scripts/build.ts';
import { eventually } from '../eventually.ts';
import { Client } from './client.ts';
import { SIMPLE } from './harness.ts';

/** A parameter hides the w of the program. */
const SHADOWED = `const w = 0.5;
function f(w: number) {
  const pair = [w * 2, w * 3];
  return pair[0] * Math.sin(pair[1]);
}
const J = f(w + 1) + w * w;
`;

describe('the debug adapter', function () {
  this.timeout(60_000);
  const clients: Client[] = [];
  afterEach(async () => {
    for (const client of clients.splice(0)) await client.close();
  });

  const open = async (...given: Parameters<typeof Client.open>) => {
    const opened = await Client.open(...given);
    clients.push(opened.client);
    return opened;
  };
  const fresh = async (program = SIMPLE) => {
    const client = await Client.fresh(program);
    clients.push(client);
    return client;
  };

  describe('through a session', () => {
    it('answers in order: initialize, launch, breakpoints, configurationDone, and stops on entry', async () => {
      const { client, stop } = await open(SIMPLE, { launch: { expression: 'J' } });
      assert.deepEqual([stop.reason, stop.description], ['entry', 'before the first visit: ∂J/∂J = 1']);
      const output = client.events.filter(({ event }) => event === 'output').map(({ body }) => body.output);
      assert.deepEqual(
        output,
        ['J = 0.9759: 8 nodes, 5 visits.\n'].map((line) => output[0] ?? line),
      );
      assert.match(output[0], /^J = \S+: \d+ nodes, 5 visits\.\n$/);
      const { threads } = await client.ask<DebugProtocol.ThreadsResponse['body']>('threads');
      assert.deepEqual(threads, [{ id: 1, name: '∂J' }]);
    });

    it('refuses what comes too early, too late or twice, and what it does not know', async () => {
      const client = await fresh();
      await assert.rejects(client.threadsRequest(), /threads cannot be answered now: the session is fresh/);
      await client.initializeRequest();
      await assert.rejects(client.initializeRequest(), /initialize cannot be answered now/);
      await assert.rejects(client.customRequest('next', { threadId: 1 }), /the session is initialized/);
      await assert.rejects(client.customRequest('attach', {}), /There is no request “attach”/);
      await assert.rejects(client.customRequest('readMemory', {}), /There is no request “readMemory”/);
      await assert.rejects(client.customRequest('launch', { program: 5 }), /launch: program is not right/);
      await assert.rejects(client.customRequest('setBreakpoints', {}), /setBreakpoints: /);
    });

    it('says why a program cannot be launched, and can be asked again', async () => {
      const client = await fresh('const x = 1;\nconst y = nothing;\n');
      await client.initializeRequest();
      await assert.rejects(
        client.launchRequest({ program: `${client.file}.gone` } as never),
        /There is no file/,
      );
      await assert.rejects(
        client.launchRequest({ program: client.file, expression: 'y' } as never),
        /stopped before the selection was evaluated/,
      );
      writeFileSync(client.file, 'const x = 1;\nconst y = x * 2;\n');
      await client.launchRequest({ program: client.file, expression: 'y' } as never);
    });

    it('refuses more arguments than a function takes, and those for what is no function', async () => {
      const client = await fresh(
        'function f(x: number) {\n  return x * 2;\n}\nconst k = 2;\nconst J = k * 3;\n',
      );
      await client.initializeRequest();
      const launch = (expression: string, ...given: string[]) =>
        client.launchRequest({ program: client.file, expression, arguments: given } as never);
      await assert.rejects(launch('f', '1', '2'), /“f” takes one argument, and 2 are given/);
      await assert.rejects(launch('J', '1'), /“J” is not called, so it takes no arguments/);
      await launch('f', '1');
    });

    it('takes a variable, a place, a range or a text, and else the last variable', async () => {
      for (const [expression, root] of [
        ['u', 'u'],
        ['3:7', 'u₁'],
        ['3:12-3:23', 'u₁'],
        ['3 * t', 'u₂'],
        [undefined, 'J'],
      ] as const) {
        const { client } = await open(SIMPLE, { launch: { expression } });
        const { threads } = await client.ask<DebugProtocol.ThreadsResponse['body']>('threads');
        assert.equal(threads[0]!.name, `∂${root}`, `${expression}`);
      }
    });

    it('runs to the end, stands there, and is over with the next step', async () => {
      const { client, stop } = await open(SIMPLE, { launch: { stopOnEntry: false } });
      assert.equal(stop.reason, 'end');
      assert.equal(
        (await client.variables('Gradients so far')).get('x')!.value,
        await client.evaluate('d(J, x)'),
      );
      const over = client.waitForEvent('terminated');
      await client.customRequest('continue', { threadId: 1 });
      await over;
      await assert.rejects(client.threadsRequest(), /the session has ended/);
      await client.disconnectRequest();
    });

    it('runs without stopping when it is not to debug', async () => {
      const client = await fresh();
      const over = client.waitForEvent('terminated');
      await Promise.all([
        client.configurationSequence(),
        client.launch({ program: client.file, noDebug: true }),
      ]);
      await over;
      assert.ok(!client.events.some(({ event }) => event === 'stopped'));
    });

    it('restarts with what is in the file by now, and binds the breakpoints again', async () => {
      const { client } = await open(SIMPLE);
      const [breakpoint] = await client.breakAt({ line: 4 });
      assert.equal(breakpoint!.verified, true);
      writeFileSync(client.file, SIMPLE.replace('const u2 = 3 * t', 'const u2 = 3'));
      const stop = await client.move('restart');
      assert.equal(stop.reason, 'entry');
      const changed = client.events.findLast(({ event }) => event === 'breakpoint')!.body;
      assert.deepEqual([changed.breakpoint.id, changed.breakpoint.verified], [breakpoint!.id, false]);
      assert.match(
        changed.breakpoint.message,
        /does not depend on anything that is computed on this line|Only inputs/,
      );
    });

    it('says that it went on before it stops again without being told to step', async () => {
      const { client } = await open(SIMPLE);
      for (const move of [() => client.move('restart'), () => client.move('moveTo', { visit: 2 })]) {
        const before = client.events.length;
        await move();
        assert.deepEqual(
          client.events
            .slice(before)
            .map(({ event }) => event)
            .filter((event) => event !== 'output'),
          ['continued', 'stopped'],
        );
      }
    });

    it('waits for the end of the configuration when it is restarted before', async () => {
      const client = await fresh();
      await client.initializeRequest({ adapterID: 'backprop', pathFormat: 'path' });
      await client.launchRequest({ program: client.file } as never);
      await client.customRequest('restart', {});
      const stop = client.stopped();
      await client.configurationDoneRequest();
      assert.equal((await stop).reason, 'entry');
    });

    it('ends its own process when the client disconnects', async () => {
      const adapter = spawn(process.execPath, [join(root, 'dist/debug-stdio.cjs')]);
      const ended = once(adapter, 'exit');
      const request = JSON.stringify({ seq: 1, type: 'request', command: 'disconnect' });
      // Its input stays open: nothing but the request ends it.
      adapter.stdin.write(`Content-Length: ${Buffer.byteLength(request)}\r\n\r\n${request}`);
      assert.deepEqual(await ended, [0, null]);
    });

    it('ends when it is told to', async () => {
      const { client } = await open(SIMPLE);
      const over = client.waitForEvent('terminated');
      await client.terminateRequest();
      await over;
      await assert.rejects(client.customRequest('next', { threadId: 1 }), /the session has ended/);
    });

    it('cancels an evaluation that takes long, which it shows the progress of', async () => {
      const client = await fresh('const x = 1;\nwhile (x > 0) {}\nconst y = x * 2;');
      await client.initializeRequest({
        adapterID: 'backprop',
        pathFormat: 'path',
        supportsProgressReporting: true,
      });
      const shown = client.waitForEvent('progressStart', 20_000);
      const refused = assert.rejects(
        client.launchRequest({ program: client.file } as never),
        /^Error: cancelled$/,
      );
      const { body } = await shown;
      assert.equal(body.cancellable, true);
      const ended = client.waitForEvent('progressEnd');
      await client.customRequest('cancel', { progressId: body.progressId });
      await refused;
      await ended;
    });

    it('counts lines and columns from 0 for a client that does', async () => {
      const client = await fresh();
      await client.initializeRequest({
        adapterID: 'backprop',
        pathFormat: 'path',
        linesStartAt1: false,
        columnsStartAt1: false,
      });
      const initialized = client.waitForEvent('initialized');
      await client.launchRequest({ program: client.file, stopOnEntry: false } as never);
      await initialized;
      assert.equal((await client.breakAt({ line: 3 }))[0]!.verified, true);
      await client.configurationDoneRequest();
      await client.stopped();
      const [top] = await client.frames();
      assert.deepEqual([top!.line, top!.column, top!.endColumn], [3, 11, 16]);
    });
  });

  describe('on its way', () => {
    it('steps over, in, out and back, and says in which direction', async () => {
      const { client } = await open(SIMPLE);
      assert.equal((await client.move('next')).description, 'visiting J backward');
      assert.equal((await client.move('next')).description, 'visiting u backward');
      assert.equal((await client.move('stepIn')).description, 'visiting u₂ backward');
      assert.equal((await client.move('stepBack')).description, 'visiting u backward');
      assert.equal(
        (await client.move('stepBack', { granularity: 'instruction' })).description,
        'visiting u backward, 1 of 2 contributions',
      );
      assert.equal((await client.move('stepOut')).reason, 'end');
      assert.equal((await client.move('reverseContinue')).reason, 'entry');
      assert.equal((await client.move('stepBack')).reason, 'entry');
    });

    it('undoes one contribution after the last one of a visit, and a whole visit after a whole one', async () => {
      const { client } = await open('const a = 2;\nconst b = 3;\nconst J = a * b;\n');
      const before = (await client.move('stepIn')).description;
      await client.move('stepIn');
      assert.equal((await client.move('stepBack')).description, before);
      assert.match((await client.move('stepBack')).description!, /before the first visit/);
      await client.move('next');
      assert.match((await client.move('stepBack')).description!, /before the first visit/);
    });

    it('steps into the operand that is chosen', async () => {
      const { client } = await open(SIMPLE);
      await client.move('next');
      await client.move('next');
      const { targets } = await client.ask<DebugProtocol.StepInTargetsResponse['body']>('stepInTargets', {
        frameId: 1,
      });
      assert.deepEqual(
        targets.map(({ label }) => label.split(' += ')[0]),
        ['u₁', 'u₂'],
      );
      const stop = await client.move('stepIn', { targetId: targets[0]!.id });
      assert.equal(stop.description, 'visiting u backward, 1 of 2 contributions');
    });

    it('goes to a node of a line, and to the beginning of a frame', async () => {
      const { client } = await open(SIMPLE);
      const source = { path: client.file };
      const { targets } = await client.ask<DebugProtocol.GotoTargetsResponse['body']>('gotoTargets', {
        source,
        line: 2,
      });
      assert.deepEqual(
        targets.map(({ label }) => label),
        ['t = x² (visit 5)'],
      );
      const stop = await client.move('goto', { targetId: targets[0]!.id });
      assert.deepEqual([stop.reason, stop.description], ['goto', 'visiting t backward']);
      const frames = await client.frames();
      const way = frames.find(({ name }) => name.startsWith('u₂ ='))!;
      assert.equal(
        (await client.move('restartFrame', { frameId: way.id })).description,
        'visiting u₂ backward',
      );
      assert.match(
        (await client.move('restartFrame', { frameId: 1 })).description!,
        /before the first visit/,
      );
      await assert.rejects(
        client.customRequest('goto', { threadId: 1, targetId: 99 }),
        /There is no target 99/,
      );
    });

    it('pauses a run, and refuses to be asked while it runs', async () => {
      const program = 'let h = 1;\nconst w = 1;\nfor (let i = 0; i < 100000; i++) h = h * w;\nconst J = h;';
      const { client } = await open(program);
      await client.breakAt({ line: 3, condition: 'Math.sin(value) + Math.cos(grad) + d(J, w) > 1e9' });
      await client.customRequest('continue', { threadId: 1 });
      await assert.rejects(client.customRequest('scopes', { frameId: 1 }), /notStopped/);
      assert.equal((await client.move('pause')).reason, 'pause');
    });

    it('walks forward first where it is asked to', async () => {
      const { client, stop } = await open(SIMPLE, { launch: { pass: 'forward then backward' } });
      assert.equal(stop.description, 'before the forward pass');
      assert.equal((await client.move('next')).description, 'computing x forward');
      await client.move('next');
      assert.deepEqual([...(await client.variables('Evaluation')).keys()], ['node', 'value', 'x']);
      assert.equal((await client.variables('Values')).get('u')!.value, 'not computed yet');
      assert.equal((await client.variables('Values')).get('t')!.value, '1.44');
      await assert.rejects(client.evaluate('grad'), /no gradients in the forward pass/);
      const [breakpoint] = await client.breakAt({ line: 1 });
      assert.equal(breakpoint!.verified, true, 'the forward pass comes to inputs');
    });
  });

  describe('where it stands', () => {
    const PROGRAM = `function neuron(w: number[], x: number[]) {
  const s = w[0] * x[0] + w[1] * x[1];
  return Math.tanh(s);
}
function layer(x: number[]) {
  return neuron(V, x) * 2;
}
const V = [0.5, -0.3];
const y = layer([1, 2]);
const J = y * y;
`;

    it('shows the forward calls, with the expression itself, and then the way to the root', async () => {
      const { client } = await open(PROGRAM);
      await client.breakAt({ line: 3 });
      await client.move('continue');
      const frames = await client.frames();
      const lines = PROGRAM.split('\n');
      const text = ({ line, column, endColumn }: DebugProtocol.StackFrame) =>
        lines[line - 1]?.slice(column - 1, endColumn! - 1);
      assert.deepEqual(
        frames.map((frame) => [frame.name.split(':')[0], text(frame)]),
        [
          ['neuron', 'Math.tanh(s)'],
          ['layer', 'neuron(V, x)'],
          ['program.ts', 'layer([1, 2])'],
          ['the way to J', undefined],
          ['y = 2 v₄', 'neuron(V, x) * 2'],
          ['J = y · y', 'y * y'],
        ].map(([name, expected], index) => [
          index === 4 || index === 5 ? frames[index]!.name : name,
          expected,
        ]),
      );
      assert.equal(frames[0]!.source!.path, client.file);
    });

    it('takes the label before the way for the root, and no frame for one that is not there', async () => {
      const { client } = await open(SIMPLE);
      await client.move('moveTo', { visit: 3 });
      const frames = await client.frames();
      const { id } = frames.find(({ presentationHint }) => presentationHint === 'label')!;
      const { scopes } = await client.ask<DebugProtocol.ScopesResponse['body']>('scopes', { frameId: id });
      const visit = await client.under(scopes.find(({ name }) => name === 'Visit')!.variablesReference);
      assert.match(visit.get('node')!.value, /J = cos u$/);
      const last = Math.max(...frames.map((frame) => frame.id));
      await client.ask('scopes', { frameId: last });
      await assert.rejects(client.ask('scopes', { frameId: last + 1 }), /There is no stack frame/);
    });

    it('gives the stack in pieces', async () => {
      const { client } = await open(PROGRAM);
      await client.breakAt({ line: 3 });
      await client.move('continue');
      const all = await client.frames();
      for (let start = 0; start < all.length; start++)
        for (let levels = 1; levels <= 3; levels++)
          assert.deepEqual(
            await client.frames({ startFrame: start, levels }),
            all.slice(start, start + levels),
          );
      const body = await client.ask<DebugProtocol.StackTraceResponse['body']>('stackTrace', {
        threadId: 1,
        levels: 1,
      });
      assert.equal(body.totalFrames, all.length);
    });

    it('shows what the visit does: node, value, gradient, and each operand before → after', async () => {
      const { client } = await open(SIMPLE);
      for (let i = 0; i < 4; i++) await client.move('next');
      const visit = await client.variables('Visit');
      assert.deepEqual([...visit.keys()], ['node', 'value', '∂J/∂u₁', 't']);
      assert.match(visit.get('node')!.value, /^\d+: u₁ = sin t$/);
      assert.match(visit.get('t')!.value, /^\S+ \+ \S+ = \S+$/);
      const operand = await client.variables('Visit', 't');
      assert.deepEqual([...operand.keys()], ['rule', 'local derivative', 'contribution', 'before', 'after']);
      assert.equal(operand.get('rule')!.value, '∂u₁/∂t = cos t');
      assert.equal(operand.get('after')!.value, (await client.variables('Gradients so far')).get('t')!.value);
      await client.move('stepBack');
      await client.move('stepBack');
      await client.move('stepBack', { granularity: 'instruction' });
    });

    it('says of a contribution in the middle of a visit that it is to come', async () => {
      const { client } = await open(SIMPLE);
      await client.move('next');
      await client.move('stepIn');
      const visit = await client.variables('Visit');
      assert.doesNotMatch(visit.get('u₁')!.value, /to come/);
      assert.match(visit.get('u₂')!.value, /\(to come\)$/);
      assert.equal((await client.variables('Gradients so far')).get('u2')!.value, '0');
    });

    it('reads long arrays in pieces', async () => {
      const program =
        'const w = Array.from({ length: 250 }, (_, i) => i / 100);\nlet J = 0;\nfor (const one of w) J += one * one;';
      const { client } = await open(program, { launch: { expression: 'J', stopOnEntry: false } });
      const w = (await client.variables('Gradients so far')).get('w')!;
      assert.equal(w.indexedVariables, 250);
      assert.match(w.value, /^\[0, 0\.02, .* … 242 more\]$/);
      const piece = await client.under(w.variablesReference, { filter: 'indexed', start: 100, count: 3 });
      assert.deepEqual(
        [...piece.values()].map(({ name, value }) => [name, value]),
        [
          ['100', '2'],
          ['101', '2.02'],
          ['102', '2.04'],
        ],
      );
      assert.equal((await client.under(w.variablesReference, { filter: 'named' })).size, 0);
    });

    it('forgets the variables of an older stop', async () => {
      const { client } = await open(SIMPLE);
      const reference = await client.reference('Values');
      await client.move('next');
      await assert.rejects(client.under(reference), /There are no variables/);
    });

    it('evaluates for console, watch and hover, and completes', async () => {
      const { client } = await open(SIMPLE, { launch: { stopOnEntry: false } });
      assert.match(await client.evaluate('t', 'hover'), /^1\.44, ∂J\/∂t = [−\d.]+$/);
      assert.match(await client.evaluate('d(u, x) + 0', 'watch'), /^[−\d.]+$/);
      assert.equal(await client.evaluate('grad(x) === d(J, x)'), 'true');
      await assert.rejects(client.evaluate('nothing'), /There is no variable nothing here/);
      const { targets } = await client.ask<DebugProtocol.CompletionsResponse['body']>('completions', {
        frameId: 1,
        text: '2 * Math.sq',
        column: 12,
      });
      assert.deepEqual(targets[0], {
        label: 'sqrt',
        type: 'function',
        detail: 'Math.sqrt',
        start: 10,
        length: 2,
      });
    });

    it('says of a gradient that is not finished that it is so far', async () => {
      const { client } = await open(SIMPLE);
      for (let i = 0; i < 3; i++) await client.move('next');
      assert.match(await client.evaluate('t'), /so far$/);
      assert.match(await client.evaluate('u1'), /\d$/);
    });

    it('tells a variable from one of the same name in a function', async () => {
      const program = 'const double = (x: number) => x * 2;\nconst x = 1.5;\nconst J = double(x + 1) * x;';
      const { client } = await open(program);
      await client.breakAt({ line: 1 });
      await client.move('continue');
      const { values } = await client.ask<{ values: { line: number; text: string }[] }>('inlineValues', {
        path: client.file,
      });
      const of = (line: number) => values.find((one) => one.line === line && one.text.startsWith('x'))!.text;
      assert.match(of(1), /^x = 2\.5,/);
      assert.match(of(2), /^x = 1\.5,/);
    });

    it('tells a variable from a parameter of the same name, and one call from another', async () => {
      const { client } = await open(`const a = 0.5;
const w = 7;
function f(w: number) {
  return w * w * 3;
}
const J = f(a + 1) + f(a + 2) + w;
`);
      await client.breakAt({ line: 4 });
      for (const own of ['2.5', '1.5']) {
        await client.move('continue');
        assert.equal(await client.evaluate('value(w)'), own);
        const outside = { expression: 'value(w)', frameId: 2 };
        assert.equal((await client.ask<{ result: string }>('evaluate', outside)).result, '7');
      }
    });

    it('lists the variables that a frame sees: locals in their own call only', async () => {
      const { client } = await open(`const w = 3;
function f(x: number) {
  const y = x * w;
  return y + 1;
}
const p = f(2);
const J = f(p) * 2;
`);
      assert.deepEqual([...(await client.variables('Values')).keys()], ['w', 'p', 'J']);
      await client.breakAt({ line: 3 });
      await client.move('continue');
      const values = await client.variables('Values');
      assert.deepEqual([...values.keys()].sort(), ['J', 'p', 'w', 'x', 'y']);
      assert.deepEqual([values.get('x')!.value, values.get('y')!.value], ['7', '21']);
      await client.move('continue');
      const earlier = await client.variables('Values');
      assert.deepEqual([earlier.get('x')!.value, earlier.get('y')!.value], ['2', '6']);
    });

    it('gives the sources, and the values at the ends of lines', async () => {
      const { client } = await open(SIMPLE, { launch: { stopOnEntry: false } });
      const { sources } = await client.ask<DebugProtocol.LoadedSourcesResponse['body']>('loadedSources');
      assert.deepEqual(sources, [{ name: 'program.ts', path: client.file }]);
      const { content } = await client.ask<DebugProtocol.SourceResponse['body']>('source', {
        source: sources[0],
        sourceReference: 0,
      });
      assert.equal(content, SIMPLE);
      const { values } = await client.ask<{ values: { line: number; text: string }[] }>('inlineValues', {
        path: client.file,
      });
      assert.match(
        values.find(({ line, text }) => line === 3 && text.startsWith('t'))!.text,
        /^t = 1\.44, ∂ [−\d.]+$/,
      );
    });
  });

  describe('changing an input', () => {
    const set = (client: Client, name: string, value: string, scope = 'Values') =>
      client
        .reference(scope)
        .then((variablesReference) =>
          client.ask<{ value: string }>('setVariable', { variablesReference, name, value }),
        );

    it('evaluates the program with it, and stays where it was', async () => {
      const { client } = await open(SIMPLE);
      for (let i = 0; i < 3; i++) await client.move('next');
      await client.breakAt({ line: 2 });
      const { value } = await set(client, 'x', '2 + 0.5');
      assert.equal(value, '2.5');
      await eventually(async () => assert.ok(client.events.some(({ event }) => event === 'invalidated')));
      const [top] = await client.frames();
      assert.equal(top!.name, 'program.ts: u₂ = 3 t');
      assert.equal((await client.variables('Values')).get('t')!.value, '6.25');
      assert.equal(await client.evaluate('d(t, x)'), '5');
      assert.equal(await client.evaluate('grad(t) === 3 * d(J, u2)'), 'true');
      assert.equal((await client.move('continue')).reason, 'breakpoint');
    });

    it('keeps what was changed before, and forgets it with a restart', async () => {
      const { client } = await open('const a = 2;\nconst w = [3, 4];\nconst J = a * w[0] + a * w[1];');
      await set(client, 'a', '10');
      await client.ask('setExpression', { expression: 'w[1]', value: '-0.5', frameId: 1 });
      assert.equal(await client.evaluate('J + 0'), '25');
      await set(client, 'a', 'NaN');
      assert.equal(await client.evaluate('isNaN(J)'), 'true');
      await set(client, 'a', '1');
      assert.equal(await client.evaluate('J + 0'), '2.5');
      await client.move('restart');
      assert.equal(await client.evaluate('J + 0'), '14');
    });

    it('lets the program take another way', async () => {
      const { client } = await open('const x = 1;\nconst J = x > 0 ? x * 2 : Math.exp(x) * x * 5;');
      await client.move('next');
      await set(client, 'x', '-1');
      assert.match((await client.variables('Visit')).get('node')!.value, /5/);
    });

    it('stays at the same expression of the same call where the program takes another way', async () => {
      const { client } = await open(`const n = 2;
const w = 3;
function f(x: number, k: number) {
  let s = x;
  for (let i = 0; i < k; i++) s = s * 2;
  return s + w;
}
const a = f(w, n);
const b = f(a, n + 1);
const J = a * b + n;
`);
      await client.breakAt({ line: 6 });
      await client.move('continue');
      await client.move('continue');
      await client.breakAt();
      assert.deepEqual([await client.evaluate('x + 0'), await client.evaluate('s + 0')], ['3', '12']);
      await set(client, 'n', '5');
      assert.equal((await client.frames({ levels: 1 }))[0]!.line, 6);
      assert.deepEqual([await client.evaluate('x + 0'), await client.evaluate('s + 0')], ['3', '96']);
    });

    it('reaches fields whose key is no name, for the console and for breakpoints too', async () => {
      const { client } = await open("const o = { 'a-b': 2, c: 1 };\nconst J = o['a-b'] ** 2 * o.c;");
      const reference = (await client.variables('Values')).get('o')!.variablesReference;
      const row = (await client.under(reference)).get('a-b')!;
      assert.equal(row.evaluateName, 'o["a-b"]');
      assert.equal(await client.evaluate(row.evaluateName, 'watch'), '2, ∂J/∂o["a-b"] = 0 so far');
      const { dataId } = await client.ask<DebugProtocol.DataBreakpointInfoResponse['body']>(
        'dataBreakpointInfo',
        { name: 'a-b', variablesReference: reference },
      );
      const { body } = await client.setDataBreakpointsRequest({ breakpoints: [{ dataId: dataId! }] });
      assert.deepEqual(
        body.breakpoints.map(({ verified }) => verified),
        [true],
      );
      await client.ask('setVariable', { variablesReference: reference, name: 'a-b', value: '3' });
      assert.equal(await client.evaluate('J'), '9, ∂J/∂J = 1');
    });

    it('reaches the elements of typed arrays', async () => {
      const { client } = await open('const w = new Float64Array([1, 2]);\nconst J = w[0] * w[1] + w[0];');
      await client.ask('setExpression', { expression: 'w[0]', value: '7', frameId: 1 });
      assert.equal(await client.evaluate('J + 0'), '21');
      assert.equal(await client.evaluate('d(J, w[0]) + 0'), '3');
    });

    it('refuses what is no input, and what is no number', async () => {
      const { client } = await open(`const lonely = 1;\n${SIMPLE}`, { launch: { expression: 'J' } });
      await assert.rejects(set(client, 't', '3'), /t is computed from other numbers: change an input/);
      await assert.rejects(set(client, 'lonely', '3'), /J does not depend on lonely/);
      await assert.rejects(set(client, 'x', 'three'), /There is no variable three/);
      await assert.rejects(set(client, 'node', '3', 'Visit'), /node is no variable/);
      // A gradient is no input: a number for it must not become the value of what it is of.
      await assert.rejects(set(client, 'x', '3', 'Gradients so far'), /x is no variable/);
      assert.equal(await client.evaluate('x + 0'), '1.2');
    });
  });

  describe('breakpoints', () => {
    it('on lines and columns say where they are, and which one was hit', async () => {
      const { client } = await open(SIMPLE);
      const [line, column] = await client.breakAt({ line: 4 }, { line: 3, column: 14 });
      assert.deepEqual([line!.verified, column!.verified], [true, true]);
      assert.deepEqual([column!.line, column!.column, column!.endColumn], [3, 12, 23]);
      const first = await client.move('continue');
      assert.deepEqual([first.reason, first.hitBreakpointIds], ['breakpoint', [line!.id]]);
      assert.deepEqual((await client.move('continue')).hitBreakpointIds, [column!.id]);
      await client.breakAt();
      assert.equal((await client.move('continue')).reason, 'end');
    });

    it('that nothing can reach say why', async () => {
      const { client } = await open(`// nothing\nconst unused = 3;\n${SIMPLE}`, {
        launch: { expression: 'J' },
      });
      const answers = await client.breakAt(
        { line: 1 },
        { line: 2 },
        { line: 3 },
        { line: 6, condition: '1 +' },
        { line: 6, hitCondition: 'x' },
      );
      assert.deepEqual(
        answers.map(({ verified }) => verified),
        [false, false, false, false, false],
      );
      assert.match(answers[0]!.message!, /J does not depend on anything that is computed on this line/);
      assert.match(answers[1]!.message!, /J does not depend on/);
      assert.match(answers[2]!.message!, /Only inputs are made here \(x\)/);
      assert.match(answers[3]!.message!, /ends early/);
      assert.match(answers[4]!.message!, /is not a hit count/);
      const other = await client.ask<DebugProtocol.SetBreakpointsResponse['body']>('setBreakpoints', {
        source: { path: '/elsewhere.ts' },
        breakpoints: [{ line: 1 }],
      });
      assert.match(other.breakpoints[0]!.message!, /does not use this file/);
    });

    it('that are set before the launch are bound by it', async () => {
      const client = await fresh();
      await client.initializeRequest();
      const [before] = await client.breakAt({ line: 4 });
      assert.deepEqual(
        [before!.verified, before!.message],
        [false, 'The program has not been evaluated yet.'],
      );
      const initialized = client.waitForEvent('initialized');
      await client.launchRequest({ program: client.file, stopOnEntry: false } as never);
      await initialized;
      await client.configurationDoneRequest();
      assert.deepEqual((await client.stopped()).hitBreakpointIds, [before!.id]);
    });

    it('are offered at the expressions of a line', async () => {
      const { client } = await open('const a = 2;\nconst b = 3;\nconst J = Math.sin(a) * Math.exp(b) + a;');
      const { breakpoints } = await client.ask<DebugProtocol.BreakpointLocationsResponse['body']>(
        'breakpointLocations',
        { source: { path: client.file }, line: 1, endLine: 3 },
      );
      assert.deepEqual(
        breakpoints.map(({ line, column }) => [line, column]),
        [
          [3, 11],
          [3, 25],
        ],
      );
    });

    it('write messages instead of stopping', async () => {
      const { client } = await open(SIMPLE);
      await client.breakAt({ line: 4, logMessage: 'dJ/du2 is {grad}' });
      assert.equal((await client.move('continue')).reason, 'end');
      const { body } = client.events.findLast(({ event }) => event === 'output')!;
      assert.match(body.output, /^dJ\/du2 is [−\d.]+\n$/);
      assert.equal(body.line, 4);
    });

    it('on a gradient are made from the variables view, and show before + contribution = after', async () => {
      const { client } = await open(SIMPLE);
      const info = await client.ask<DebugProtocol.DataBreakpointInfoResponse['body']>('dataBreakpointInfo', {
        variablesReference: await client.reference('Gradients so far'),
        name: 't',
      });
      assert.deepEqual([info.dataId, info.description], ['t', '∂J/∂t']);
      await client.ask('setDataBreakpoints', { breakpoints: [{ dataId: info.dataId }] });
      for (let i = 0; i < 2; i++) {
        const stop = await client.move('continue');
        assert.equal(stop.reason, 'data breakpoint');
        assert.match(stop.description!, /^∂J\/∂t: \S+ \+ \S+ = \S+$/);
      }
      assert.equal((await client.move('continue')).reason, 'end');
    });

    it('with conditions that can hold nowhere say so', async () => {
      const { client } = await open(SIMPLE);
      const answers = await client.breakAt(
        { line: 2, condition: 'u₁ + x > nothing' },
        { line: 3, condition: 'require(1)' },
        { line: 4, condition: 'u₁ + d(J, x) > 100 || Math.abs(local) > Math.PI' },
      );
      assert.deepEqual(
        answers.map(({ verified, message }) => [verified, message?.slice(0, 32)]),
        [
          [false, 'There is no variable nothing in '],
          [false, 'There is no function require: th'],
          [true, undefined],
        ],
      );
    });

    it('on a line that only calls stop at what the calls returned, or say where to put them', async () => {
      const { client } = await open(`function mse(p: number, t: number) {
  const r = p - t;
  return r * r;
}
const twice = (p: number) => mse(p, 1) + mse(p, 2);
const wrapped = (p: number) =>
  twice(p);
const w = 3;
const loss = wrapped(w);
const J = loss / 2;
`);
      const [inside, line] = await client.breakAt({ line: 7 }, { line: 9 });
      assert.equal(inside!.verified, false);
      assert.match(inside!.message!, /calls twice: put the breakpoint there, in line 5/);
      assert.equal(line!.verified, true);
      const { description, hitBreakpointIds } = await client.move('continue');
      assert.deepEqual(hitBreakpointIds, [line!.id]);
      assert.equal(description, 'visiting loss backward');
      assert.equal((await client.move('continue')).reason, 'end');
    });

    it('on a gradient of a call are not those of another variable after a restart', async () => {
      const { client } = await open(SHADOWED, { launch: { pass: 'forward then backward' } });
      await client.breakAt({ line: 3 });
      await client.move('continue');
      const { dataId } = await client.ask<DebugProtocol.DataBreakpointInfoResponse['body']>(
        'dataBreakpointInfo',
        {
          name: 'pair[0]',
        },
      );
      await client.ask('setDataBreakpoints', { breakpoints: [{ dataId }] });
      writeFileSync(client.file, `const first = 1;\n${SHADOWED.replace('J = ', 'J = first * ')}`);
      await client.move('restart');
      const changed = client.events.filter(({ event }) => event === 'breakpoint').at(-1);
      assert.match(changed!.body.breakpoint.message, /The program is another now/);
    });

    it('with conditions that have no value say so: at once where it is certain, else in the console, once', async () => {
      const { client } = await open(`const w = [3, 1];
function f(x: number) {
  const y = x * w[0];
  return y + w[1];
}
const J = f(2) + f(3);
`);
      const answers = await client.breakAt(
        { line: 3, condition: 'd(J) > 0' },
        { line: 3, condition: 'w[99] > 0' },
        { line: 6, condition: 'y > 0' },
        { line: 3, condition: 'y[0] > 0' },
      );
      assert.match(answers[0]!.message!, /d takes 2 operands, as in “d\(J, x\)”/);
      assert.match(answers[1]!.message!, /w has 2 elements, and no \[99\]/);
      assert.equal((await client.move('continue')).reason, 'end');
      const told = client.events.flatMap(({ event, body }) =>
        event === 'output' ? [body.output as string] : [],
      );
      assert.equal(
        told.filter((text) =>
          /A breakpoint does not stop here.*A number has no elements|A breakpoint does not stop here.*y has no/.test(
            text,
          ),
        ).length,
        1,
        told.join(''),
      );
    });

    it('on a gradient mean the same variable wherever the walk stands', async () => {
      const { client } = await open(SHADOWED, { launch: { pass: 'forward then backward' } });
      const info = async (name: string) =>
        client.ask<DebugProtocol.DataBreakpointInfoResponse['body']>('dataBreakpointInfo', { name });
      const { dataId } = await info('w');
      assert.equal(dataId, 'w');
      await client.breakAt({ line: 3 });
      await client.move('continue');
      const local = await info('pair');
      assert.match(local.dataId!, /^pair@\d+ at /);
      // Set while the walk stands where another w hides the one that is meant.
      const { breakpoints } = await client.ask<DebugProtocol.SetDataBreakpointsResponse['body']>(
        'setDataBreakpoints',
        { breakpoints: [{ dataId }, { dataId: local.dataId }, { dataId: 'pair@99999' }] },
      );
      assert.deepEqual(
        breakpoints.map(({ verified }) => verified),
        [true, true, false],
      );
      await client.breakAt();
      const stops: string[] = [];
      for (
        let stop = await client.move('continue');
        stop.reason !== 'end';
        stop = await client.move('continue')
      )
        stops.push(`${stop.reason} ${stop.description!.split(':')[0]}`);
      assert.equal(stops.filter((stop) => stop === 'data breakpoint ∂J/∂w⁽¹⁾').length, 3, stops.join('\n'));
      assert.equal(stops.length, 5, stops.join('\n'));
    });

    it('on a gradient mean what the call means, where it was made outside of the call', async () => {
      const { client } = await open(`class Net {
  b = 2;
  forward(x: number) {
    return x * x * this.b;
  }
}
const x = 3;
const net = new Net();
const J = net.forward(x + 1) * x;
`);
      const info = async (name: string) =>
        client.ask<DebugProtocol.DataBreakpointInfoResponse['body']>('dataBreakpointInfo', { name });
      // x + 1 is computed by the program, and is what the call calls x; the program's own x is x⁽¹⁾.
      for (const [name, symbol, count] of [
        ['x', '∂J/∂x', 2],
        ['this.b', '∂J/∂net.b', 1],
      ] as const) {
        await client.move('restart');
        await client.breakAt({ line: 4 });
        await client.move('continue');
        await client.breakAt();
        const { dataId } = await info(name);
        await client.move('moveTo', { visit: 0 });
        await client.setDataBreakpointsRequest({ breakpoints: [{ dataId: dataId! }] });
        const stops: string[] = [];
        for (
          let stop = await client.move('continue');
          stop.reason !== 'end';
          stop = await client.move('continue')
        )
          stops.push(stop.description!.split(':')[0]!);
        assert.deepEqual(stops, Array(count).fill(symbol), name);
        await client.setDataBreakpointsRequest({ breakpoints: [] });
      }
    });

    it('on a gradient that nothing changes say so', async () => {
      const { client } = await open(`const lonely = 3;\n${SIMPLE}`, { launch: { expression: 'J' } });
      const info = await client.ask<DebugProtocol.DataBreakpointInfoResponse['body']>('dataBreakpointInfo', {
        name: 'lonely',
      });
      assert.deepEqual(
        [info.dataId, info.description],
        [null, 'J does not depend on lonely: its gradient stays 0.'],
      );
      // The root's own is 1 throughout.
      const sentence = '∂J/∂J is 1 from the beginning, and never changes.';
      const ofRoot = await client.ask<DebugProtocol.DataBreakpointInfoResponse['body']>(
        'dataBreakpointInfo',
        { name: 'J' },
      );
      assert.deepEqual([ofRoot.dataId, ofRoot.description], [null, sentence]);
      const { body } = await client.setDataBreakpointsRequest({ breakpoints: [{ dataId: 'J' }] });
      assert.deepEqual(
        body.breakpoints.map(({ verified, message }) => [verified, message]),
        [[false, sentence]],
      );
    });
  });

  describe('exception filters', () => {
    const NAN = `const p = 0;
const w = 0.5;
const bad = Math.log(p) * p;
const h = Math.tanh(w + bad);
const J = (h - 1) ** 2;
`;

    it('stop where NaN starts, and tell the chain to it', async () => {
      const { client, stop } = await open(NAN, {
        launch: { stopOnEntry: false },
        configure: (client) => client.setExceptionBreakpointsRequest({ filters: ['nonFinite'] }),
      });
      assert.equal(stop.reason, 'exception');
      assert.match(stop.text!, /It starts here: bad = .* = NaN, made of v₁ = −∞ and p = 0\./);
      const info = await client.ask<DebugProtocol.ExceptionInfoResponse['body']>('exceptionInfo', {
        threadId: 1,
      });
      assert.equal(info.exceptionId, 'Gradient becomes NaN or infinite');
      const chain = info.details!.stackTrace!.split('\n');
      assert.match(chain[0]!, /starts at bad = .*program\.ts:3:13\)/);
      assert.match(chain.at(-1)!, /seen at .*program\.ts:5:11\)/);
      assert.equal((await client.move('continue')).reason, 'exception', 'the infinity that made it NaN');
      assert.equal((await client.move('continue')).reason, 'end');
      await assert.rejects(client.ask('exceptionInfo', { threadId: 1 }), /has not stopped at an exception/);
    });

    it('take a threshold, and say what is wrong with one', async () => {
      const { client } = await open(
        'let h = 1;\nconst w = 0.1;\nfor (let i = 0; i < 9; i++) h = h * w;\nconst J = h;',
      );
      const { body } = await client.setExceptionBreakpointsRequest({
        filters: [],
        filterOptions: [
          { filterId: 'vanishing', condition: '1e-4' },
          { filterId: 'exploding', condition: 'big' },
          { filterId: 'unknown' },
        ],
      });
      assert.deepEqual(
        body!.breakpoints!.map(({ verified }) => verified),
        [true, false, false],
      );
      const stop = await client.move('continue');
      assert.match(stop.text!, /The gradient vanishes here: \|∂J\/∂h\S* = 1×10⁻⁵\| is below 1×10⁻⁴\./);
    });

    it('say of an input, which has no visit, with which contribution it explodes', async () => {
      const { client } = await open('const w = 2;\nconst J = w * 1e8;');
      await client.setExceptionBreakpointsRequest({ filters: ['exploding'] });
      const stop = await client.move('continue');
      assert.equal(
        stop.text,
        'The gradient explodes here: |∂J/∂w| is above 1×10⁶. ∂J/∂w becomes 0 + 1×10⁸ = 1×10⁸, because the local derivative of J = w · (1×10⁸) is 1×10⁸.',
      );
      const info = await client.ask<DebugProtocol.ExceptionInfoResponse['body']>('exceptionInfo', {
        threadId: 1,
      });
      assert.equal(await client.evaluate(info.details!.evaluateName!), '100000000');
      assert.match(info.details!.stackTrace!, /starts at w = 2, ∂J\/∂w = 1×10⁸/);
    });

    it('find a unit that is dead', async () => {
      const { client } = await open('const x = -2;\nconst h = Math.max(0, x);\nconst J = h * 3;');
      await client.setExceptionBreakpointsRequest({ filters: ['dead'] });
      const stop = await client.move('continue');
      assert.match(stop.text!, /The gradient ends here: ∂J\/∂h = 3 comes in, and x gets 0/);
    });
  });
});
