/**
 * Plain data as bytes, the same in Node and in a browser: numbers of every kind, texts, lists, records, maps and typed
 * arrays. In front stands JSON, in which a typed array is its place in what follows.
 */

const ARRAYS = { Uint8Array, Int32Array, Uint32Array, Float64Array };
type ArrayKind = keyof typeof ARRAYS;

/** So that each typed array begins where it may. */
const ALIGNMENT = 8;
/** The length of the JSON stands in front of it. */
const HEAD = ALIGNMENT;

/** What JSON has no word for is a list of one of these words and what it is made of; other lists have `list` in front. */
type Word = 'list' | 'map' | 'number' | 'undefined' | ArrayKind;

/** @throws TypeError for a function, a symbol or another typed array. */
export function toBytes(value: unknown): Uint8Array<ArrayBuffer> {
  const arrays: { readonly at: number; readonly bytes: Uint8Array }[] = [];
  let length = 0;
  const write = (part: unknown): unknown => {
    if (part === undefined) return ['undefined'];
    if (typeof part === 'number')
      return Number.isFinite(part) && !Object.is(part, -0)
        ? part
        : ['number', Object.is(part, -0) ? '-0' : `${part}`];
    if (part === null || typeof part === 'string' || typeof part === 'boolean') return part;
    if (Array.isArray(part)) return ['list', ...part.map(write)];
    if (part instanceof Map) return ['map', ...Array.from(part, (entry) => entry.map(write))];
    if (ArrayBuffer.isView(part)) {
      const kind = part.constructor.name;
      if (!Object.hasOwn(ARRAYS, kind)) throw new TypeError(`${kind} cannot be kept`);
      const at = length;
      arrays.push({ at, bytes: new Uint8Array(part.buffer, part.byteOffset, part.byteLength) });
      length = aligned(length + part.byteLength);
      return [kind, at, (part as Uint8Array).length];
    }
    if (typeof part !== 'object') throw new TypeError(`a ${typeof part} cannot be kept`);
    return Object.fromEntries(Object.entries(part).map(([key, one]) => [key, write(one)]));
  };
  const json = new TextEncoder().encode(JSON.stringify(write(value)));
  const start = aligned(HEAD + json.length);
  const all = new Uint8Array(start + length);
  new DataView(all.buffer).setUint32(0, json.length, true);
  all.set(json, HEAD);
  for (const { at, bytes } of arrays) all.set(bytes, start + at);
  return all;
}

/** The reverse. Throws for bytes that are not whole, or not of {@link toBytes}. */
export function fromBytes(bytes: Uint8Array): unknown {
  const { buffer } = new Uint8Array(bytes);
  const length = new DataView(buffer).getUint32(0, true);
  const json = new TextDecoder('utf-8', { fatal: true }).decode(new Uint8Array(buffer, HEAD, length));
  const start = aligned(HEAD + length);
  const read = (part: unknown): unknown => {
    if (typeof part !== 'object' || part === null) return part;
    if (!Array.isArray(part))
      return Object.fromEntries(Object.entries(part).map(([key, one]) => [key, read(one)]));
    const [word, ...rest] = part as [Word, ...unknown[]];
    switch (word) {
      case 'list':
        return rest.map(read);
      case 'map':
        return new Map(rest.map((entry) => (entry as unknown[]).map(read) as [unknown, unknown]));
      case 'number':
        return Number(rest[0]);
      case 'undefined':
        return undefined;
      default:
        return new ARRAYS[word](buffer, start + (rest[0] as number), rest[1] as number).slice();
    }
  };
  return read(JSON.parse(json));
}

function aligned(length: number): number {
  return Math.ceil(length / ALIGNMENT) * ALIGNMENT;
}
