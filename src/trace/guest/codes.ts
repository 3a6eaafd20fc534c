/** The codes in what the guest packs, shared by the two sides of the border. */

/** What a value of the root was, by its code. */
export const ROOT_KINDS = [
  'traced', 'number', 'array', 'object', 'string', 'boolean', 'function', 'nothing', 'other', 'tensor',
] as const; // biome-ignore format: a list

/**
 * The properties that the language itself looks at, as a truth or as an object: of what an iterator gives, of
 * descriptors, and of what is constructed. They always hold plain numbers.
 */
export const LOOKED_AT = {
  __proto__: null,
  done: true, configurable: true, enumerable: true, writable: true, constructor: true, prototype: true,
} as unknown as Readonly<Record<string, true | undefined>>; // biome-ignore format: a list

/** Where an argument of a selected function came from, by its code. */
export const SOURCES = ['none', 'given', 'call', 'otherwise'] as const;

/**
 * The tokens of packed variables: a row, a plain number, an array or object of so many elements, something else, or the
 * row of a tensor.
 */
export const TOKENS = { row: 1, plain: 2, array: 3, object: 4, other: 5, tensor: 6 } as const;

/**
 * What an entry of the tape begins with, if it is not the site of an expression: a leaf and its site; a call or a
 * turn, its site and the scope around it; the scope to go on in; an operation (less its code), its site and its operands.
 * A tensor and its site, its number being the row's value; one number of a tensor, its site, the tensor's row and the
 * index; a layer, its key as a name, its site and the scope around it. Where this is wanted, that a variable was given a
 * row, or what has another name: the site, the variable, and the row or the name.
 */
export const WORDS = {
  leaf: -1, call: -2, turn: -3, at: -4, tensor: -5, element: -6, layer: -7, given: -8, alias: -9, operation: -16,
} as const; // biome-ignore format: a list

/**
 * Why the host holds a tensor: a number was read from it; an evaluation of the selection is it, a kept or the latest one;
 * a network was handed it last.
 */
export const HOLDS = { number: 0, kept: 1, latest: 2, batch: 3 } as const;

/** The strength of a name that is given at the top level, what a weak name has less, and the depth from which on all is alike. */
export const STRENGTH = { most: 255, weakness: 128, maxDepth: 120 } as const;

/** A tensor of more numbers that the program gives is an input itself, and not made of as many inputs. */
export const MAX_PACKED = 16;
