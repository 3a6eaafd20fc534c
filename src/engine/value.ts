/**
 * A number in float64: what a node of a graph says of itself. A node that is a tensor says its magnitude, and has its
 * elements beside (tensors/tensor.ts).
 */
export type Value = number;
