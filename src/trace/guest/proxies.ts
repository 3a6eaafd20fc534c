/** `Proxy`: what its traps answer is looked at by the language, and looking through one runs the program's code. */
import { apply, defineProperty, getOwnPropertyDescriptor, weakAdd } from './intrinsics.ts';
import { proxies } from './names.ts';
import { type AnyFunction, type Callback, dress, replace } from './natives.ts';
import { Traced } from './tape.ts';

/** What a trap answers is looked at by the language. */
const ANSWERING = (
  'construct defineProperty deleteProperty getOwnPropertyDescriptor getPrototypeOf has isExtensible ownKeys ' +
  'preventExtensions set setPrototypeOf'
).split(' ');

/** The handler as the language sees it: each trap is looked for where it was, and called as it was. */
function withPlainAnswers(given: unknown): unknown {
  const handler = Traced.plain(given) as Record<string, unknown>;
  if ((typeof handler !== 'object' && typeof handler !== 'function') || handler === null) return handler;
  const seen = { __proto__: null };
  for (let i = 0; i < TRAPS.length; i++) {
    const { name, isLookedAt } = TRAPS[i]!;
    let trap: unknown;
    let called: Callback;
    const get = (): unknown => {
      const now = handler[name];
      if (typeof now !== 'function' || now === trap) return typeof now === 'function' ? called : now;
      trap = now;
      called = isLookedAt
        ? (...args) => Traced.plain(apply(now, handler, args))
        : (...args) => apply(now, handler, args);
      return called;
    };
    defineProperty(seen, name, { __proto__: null, get } as PropertyDescriptor);
  }
  return seen;
}

const TRAPS = [...ANSWERING, 'apply', 'get'].map((name) => ({ name, isLookedAt: ANSWERING.includes(name) }));

export function replaceProxy(): void {
  const NativeProxy = Proxy;
  // Bound, it has no `prototype`, like the language's own.
  const made = function (this: unknown, target: unknown, handler: unknown): object {
    if (new.target === undefined) throw new TypeError("Constructor Proxy requires 'new'");
    const proxy = new NativeProxy(
      Traced.plain(target) as object,
      withPlainAnswers(handler) as ProxyHandler<object>,
    );
    weakAdd(proxies, proxy);
    return proxy;
  }.bind(undefined);
  dress(made, NativeProxy as unknown as AnyFunction);
  defineProperty(made, 'revocable', getOwnPropertyDescriptor(NativeProxy, 'revocable')!);
  replace(made, 'revocable', (native) => (target, handler) => {
    const args = [Traced.plain(target), withPlainAnswers(handler)];
    const revocable = apply(native, NativeProxy, args) as { proxy: object };
    weakAdd(proxies, revocable.proxy);
    return revocable;
  });
  defineProperty(globalThis, 'Proxy', { value: made, writable: true, enumerable: false, configurable: true });
}
