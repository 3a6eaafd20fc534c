/** The codes in what the guest packs, shared by the two sides of the border. */

/** What the value of the root was, by its code. */
export const ROOT_KINDS = [
  'never', 'traced', 'number', 'array', 'object', 'string', 'boolean', 'function', 'nothing', 'other',
] as const; // biome-ignore format: a list

/** The tokens of packed variables: a row, a plain number, an array or object of so many elements, or something else. */
export const TOKENS = { row: 1, plain: 2, array: 3, object: 4, other: 5 } as const;
