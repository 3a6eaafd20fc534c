/** How a person wants graphs to be shown: kept for the workspace, the same for every graph. */

/** What the colours of the nodes say. */
export const COLOURINGS = ['kind', 'value', 'gradient', 'health'] as const;
export type Colouring = (typeof COLOURINGS)[number];

export const DIRECTIONS = ['automatic', 'right', 'down'] as const;

/** Times as fast as usual. */
export const SPEEDS = [0.25, 0.5, 1, 2, 4, 8] as const;

export interface Look {
  readonly colouring: Colouring;
  /** What is written: names and formulas, values, gradients on the nodes, local derivatives on the edges. */
  readonly names: boolean;
  readonly values: boolean;
  readonly gradients: boolean;
  readonly locals: boolean;
  /** Of tensors: their shapes on the edges, and heat maps in the nodes. */
  readonly shapes: boolean;
  readonly heatMaps: boolean;
  /** Constants as small items of their own. */
  readonly constants: boolean;
  readonly direction: (typeof DIRECTIONS)[number];
  /** Of the walk when it plays. */
  readonly speed: (typeof SPEEDS)[number];
  /** What the signs and colours mean is explained. */
  readonly legend: boolean;
}

export const USUAL_LOOK: Look = {
  colouring: 'kind',
  names: true,
  values: true,
  gradients: true,
  locals: true,
  shapes: true,
  heatMaps: true,
  constants: false,
  direction: 'automatic',
  speed: 1,
  legend: false,
};
