/** The parts that several kinds of messages and of kept state are made of, each as it is checked. */
import * as v from 'valibot';

/** The value, if it is to the letter what the schema says; undefined for anything else. */
export function exactly<const S extends v.GenericSchema>(
  schema: S,
  value: unknown,
): v.InferOutput<S> | undefined {
  const result = v.safeParse(schema, value);
  return result.success ? result.output : undefined;
}

export const index = v.pipe(v.number(), v.integer(), v.minValue(0));

export const cursor = v.union([v.literal('overview'), index]);

/** Of an item, or of an edge. */
export const key = v.pipe(v.string(), v.maxLength(60));

/** Of a component: `.y[0]`. */
export const path = v.pipe(v.string(), v.maxLength(1000));

export const sceneRequest = v.strictObject({
  open: v.optional(v.pipe(v.array(key), v.maxLength(100_000), v.readonly())),
  nodes: v.optional(v.pipe(v.array(index), v.maxLength(1000), v.readonly())),
  constants: v.optional(v.boolean()),
});

/** What is searched for; '' for nothing. */
export const searchText = v.pipe(v.string(), v.maxLength(500));

/** Two items with paths between them. */
export const pathEnds = v.pipe(v.strictTuple([key, key]), v.readonly());

/** What can be selected: a node, an operand's edge into its consumer, a box, all that a box uses of a node or another box. */
export const subject = v.union([
  v.strictObject({ node: index }),
  v.strictObject({ consumer: index, slot: index }),
  v.strictObject({ box: key }),
  v.strictObject({ from: key, to: key }),
]);
export type Subject = v.InferOutput<typeof subject>;
