/** Whatever a client sends, the adapter answers each request once and lives on. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type ParserOptions, parse } from '@babel/parser';
import type * as t from '@babel/types';
import type { DebugProtocol } from '@vscode/debugprotocol';
import fc from 'fast-check';
import { BackpropSession } from '../../src/debug/adapter/session.ts';
import type { Trace } from '../../src/trace/trace.ts';
import { newEvaluator, traceOf } from '../trace/harness.ts';
import { SIMPLE } from './harness.ts';

const PATH = 'program.ts';

/** Every request of the protocol with arbitrary arguments, made from the declarations that the protocol publishes. */
function requestsOf(declarations: string): { command: string; given: fc.Arbitrary<unknown> }[] {
  const options: ParserOptions = { sourceType: 'module', plugins: [['typescript', { dts: true }]] };
  const [module] = parse(declarations, options).program.body.flatMap((node) =>
    node.type === 'ExportNamedDeclaration' && node.declaration?.type === 'TSModuleDeclaration'
      ? [node.declaration]
      : [],
  );
  const types = new Map<string, t.TSType | t.TSInterfaceDeclaration>();
  for (const node of (module!.body as t.TSModuleBlock).body) {
    const declared = node.type === 'ExportNamedDeclaration' ? node.declaration! : node;
    if (declared.type === 'TSInterfaceDeclaration') types.set(declared.id.name, declared);
    if (declared.type === 'TSTypeAliasDeclaration') types.set(declared.id.name, declared.typeAnnotation);
  }

  // Numbers and texts that mean something often enough to get past the first check.
  const number = fc.oneof(fc.integer({ min: -2, max: 12 }), fc.integer(), fc.double());
  const text = fc.oneof(
    fc.constantFrom(
      PATH,
      'J',
      't',
      'grad',
      'd(J, x)',
      'value > 1',
      '3',
      '% 2',
      'nonFinite',
      'vanishing',
      '__proto__',
    ),
    fc.string(),
  );
  const members = (list: readonly t.TSTypeElement[], depth: number): fc.Arbitrary<object> => {
    const fields: Record<string, fc.Arbitrary<unknown>> = {};
    const required: string[] = [];
    for (const member of list) {
      if (member.type !== 'TSPropertySignature' || member.key.type !== 'Identifier') continue;
      fields[member.key.name] = of(member.typeAnnotation!.typeAnnotation, depth + 1);
      if (!member.optional) required.push(member.key.name);
    }
    return fc.record(fields, { requiredKeys: required });
  };
  const of = (type: t.TSType, depth: number): fc.Arbitrary<unknown> => {
    if (depth > 6) return fc.constant(undefined);
    switch (type.type) {
      case 'TSStringKeyword':
        return text;
      case 'TSNumberKeyword':
        return number;
      case 'TSBooleanKeyword':
        return fc.boolean();
      case 'TSNullKeyword':
        return fc.constant(null);
      case 'TSLiteralType':
        return fc.constant((type.literal as t.StringLiteral).value);
      case 'TSUnionType':
        return fc.oneof(...type.types.map((one) => of(one, depth)));
      case 'TSArrayType':
        return fc.array(of(type.elementType, depth), { maxLength: 3 });
      case 'TSTypeLiteral':
        return members(type.members, depth);
      case 'TSParenthesizedType':
        return of(type.typeAnnotation, depth);
      case 'TSTypeReference': {
        const named = types.get((type.typeName as t.Identifier).name);
        if (!named) return fc.jsonValue();
        return named.type === 'TSInterfaceDeclaration' ? members(named.body.body, depth) : of(named, depth);
      }
      default:
        return fc.jsonValue();
    }
  };

  return [...types.values()].flatMap((declared) => {
    if (declared.type !== 'TSInterfaceDeclaration') return [];
    const command = /\/\/ command: '(\w+)'/.exec(declarations.slice(declared.start!, declared.end!))?.[1];
    const field = declared.body.body.find(
      (member): member is t.TSPropertySignature =>
        member.type === 'TSPropertySignature' && (member.key as t.Identifier).name === 'arguments',
    );
    if (command === undefined || !declared.id.name.endsWith('Request')) return [];
    return [{ command, given: field ? of(field.typeAnnotation!.typeAnnotation, 0) : fc.constant(undefined) }];
  });
}

describe('the protocol', function () {
  this.timeout(60_000);
  const evaluator = newEvaluator();
  let trace: Trace;
  before(async () => {
    trace = await traceOf(evaluator, SIMPLE, 'J');
  });
  after(() => evaluator.dispose());

  /** A session, its requests one after the other, and the responses to each. */
  function newSession() {
    const session = new BackpropSession({
      evaluate: async () => ({ ok: true, trace }),
      clientPath: (_, path) => path,
      moved: () => {},
    });
    const waiting = new Map<number, (response: DebugProtocol.Response) => void>();
    let isOver = false;
    let isStopped = false;
    let unexpected = '';
    session.onDidSendMessage((message) => {
      const { type } = message as DebugProtocol.ProtocolMessage;
      // As it goes over the wire.
      JSON.stringify(message);
      if (type === 'event') {
        const { event } = message as DebugProtocol.Event;
        if (event === 'terminated') isOver = true;
        if (event === 'stopped') isStopped = true;
        return;
      }
      const response = message as DebugProtocol.Response;
      const resolve = waiting.get(response.request_seq);
      if (!resolve) unexpected = `a second response to ${response.command}`;
      waiting.delete(response.request_seq);
      resolve?.(response);
    });
    let seq = 1;
    const send = (command: string, given?: unknown) => {
      const request = seq++;
      const answered = new Promise<DebugProtocol.Response>((resolve, reject) => {
        waiting.set(request, resolve);
        setTimeout(() => reject(new Error(`${command} was not answered`)), 5000).unref();
      });
      session.handleMessage({ type: 'request', seq: request, command, arguments: given } as never);
      return answered;
    };
    const launch = async () => {
      await send('initialize', { adapterID: 'backprop', pathFormat: 'path' });
      await send('launch', { program: PATH });
      await send('configurationDone');
    };
    return {
      send,
      launch,
      isOver: () => isOver,
      isStopped: () => isStopped,
      check: () => assert.equal(unexpected, ''),
      dispose: () => session.dispose(),
    };
  }

  const declarations = readFileSync(
    createRequire(import.meta.url)
      .resolve('@vscode/debugprotocol/package.json')
      .replace('package.json', 'lib/debugProtocol.d.ts'),
    'utf8',
  );
  const requests = requestsOf(declarations);

  it('has the requests that are tried here', () => {
    assert.ok(requests.length > 40, `${requests.length}`);
    assert.ok(requests.some(({ command }) => command === 'setDataBreakpoints'));
  });

  it('is answered in every state, whatever the arguments are', async () => {
    const request = fc
      .constantFrom(...requests)
      .chain(({ command, given }) =>
        fc.tuple(
          fc.constant(command),
          fc.oneof({ weight: 4, arbitrary: given }, { weight: 1, arbitrary: fc.jsonValue() }),
        ),
      );
    const ends = ['disconnect', 'terminate'];
    const succeeded = new Set<string>();
    await fc.assert(
      fc.asyncProperty(
        fc.boolean(),
        fc.array(request, { minLength: 5, maxLength: 40 }),
        async (isLaunched, sent) => {
          const session = newSession();
          if (isLaunched) await session.launch();
          for (const [command, given] of sent) {
            // An end that comes early tries nothing: most of them are left out.
            if (ends.includes(command) && sent.length % 4 !== 0) continue;
            const response = await session.send(command, given);
            assert.equal(response.command, command);
            if (response.success) succeeded.add(command);
            else assert.ok(response.message, command);
          }
          session.check();
          assert.equal((await session.send('disconnect')).success, true);
          session.dispose();
        },
      ),
      { numRuns: 300 },
    );
    // Else the arguments would only have tried the check of arguments.
    assert.ok(succeeded.size > 20, [...succeeded].join());
  });

  it('survives what is no message at all', async () => {
    const session = newSession();
    await session.launch();
    for (const junk of [
      null,
      3,
      'next',
      [],
      {},
      { type: 'request' },
      { type: 'response' },
      { type: 'event' },
    ]) {
      const raw = new BackpropSession({
        evaluate: async () => ({ ok: true, trace }),
        clientPath: (_, path) => path,
        moved: () => {},
      });
      assert.doesNotThrow(() => raw.handleMessage(junk as never));
    }
    assert.equal((await session.send('threads')).success, true);
  });

  it('claims no capability whose request is unknown', async () => {
    const session = newSession();
    const { body } = await session.send('initialize', { adapterID: 'backprop' });
    const known = new Set(requests.map(({ command }) => command.toLowerCase()));
    for (const [capability, value] of Object.entries(body)) {
      const request = /^supports(\w+?)(Request)?$/.exec(capability)?.[1]?.toLowerCase();
      if (value !== true || request === undefined || !known.has(request)) continue;
      const command = requests.find((one) => one.command.toLowerCase() === request)!.command;
      const { message } = await session.send(command);
      assert.doesNotMatch(message ?? '', /There is no request/, capability);
    }
  });
});
