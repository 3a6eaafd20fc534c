/** What few use and nobody needs at first: a bundle of its own, which the extension loads when something of it is asked for. */
export { compare } from '../session/compare/comparison.ts';
export { find, healthReport, inspect, pathsOf } from '../session/inspection.ts';
export { elementsOf } from '../session/tensors/elements.ts';
export { packTrace, unpackTrace } from '../trace/recording/kept.ts';
export { Sharing } from './sharing.ts';
