/** What flows along the edges of a graph. */

/**
 * A number in float64. Tensors join this union when the table gets rows for them; the operations, the graph and
 * the walks already take and return `Value` where a tensor will be able to stand.
 */
export type Value = number;
