/** The shapes that a layout is made of, in pixels. */

export interface Size {
  readonly width: number;
  readonly height: number;
}
export interface Point {
  readonly x: number;
  readonly y: number;
}
export interface Box extends Point, Size {}

/** The way the data flows: operands stand left of their consumers, or above them. */
export type Direction = 'RIGHT' | 'DOWN';
