/** What an operation is told besides its operands: axes, strides, flags. Plain data, checked before it is used. */

export type AttributeValue = boolean | number | string | readonly number[];
export type Attributes = Readonly<Record<string, AttributeValue>>;

/** One kind of attribute: which values are of it, and how it is called in a sentence. */
export interface AttributeKind<T extends AttributeValue> {
  readonly what: string;
  is(value: unknown): value is T;
}

/** The attributes of an operation, by name. All of them are needed. */
export type Schema = Readonly<Record<string, AttributeKind<AttributeValue>>>;

export type AttributesOf<S extends Schema> = {
  readonly [Name in keyof S]: S[Name] extends AttributeKind<infer T> ? T : never;
};

export const flag: AttributeKind<boolean> = {
  what: 'true or false',
  is: (value) => typeof value === 'boolean',
};

export const number: AttributeKind<number> = {
  what: 'a number',
  is: (value) => typeof value === 'number',
};

export const isSmallInteger = (value: unknown): value is number =>
  Number.isInteger(value) && Math.abs(Number(value)) < 2 ** 31;

export const integer: AttributeKind<number> = {
  what: 'a whole number',
  is: isSmallInteger,
};

/** Each axis of a tensor is named by its number from 0; a row says what it takes the list for. */
export const integers: AttributeKind<readonly number[]> = {
  what: 'a list of whole numbers',
  is: (value): value is readonly number[] => Array.isArray(value) && value.every(isSmallInteger),
};

/** Throws RangeError where an attribute is missing, of another kind, or unknown. */
export function checkAttributes(schema: Schema, attributes: Attributes): void {
  for (const [name, kind] of Object.entries(schema))
    if (!Object.hasOwn(attributes, name) || !kind.is(attributes[name]))
      throw new RangeError(`its ${name} must be ${kind.what}`);
  for (const name of Object.keys(attributes))
    if (!Object.hasOwn(schema, name)) throw new RangeError(`it has no ${name}`);
}
