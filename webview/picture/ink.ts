/** The colours and fonts of the picture, for every paper it is drawn on: the page's theme, or a file. */

import type { Trouble } from '../../src/protocol/view.ts';
import type { SignedChange } from './changes.ts';

export interface Ink {
  readonly background: string;
  readonly text: string;
  /** Formulas, labels, a gradient that is still 0. */
  readonly muted: string;
  readonly node: string;
  readonly leaf: string;
  /** Inside of an open box. */
  readonly frame: string;
  readonly border: string;
  readonly edge: string;
  /** The visit that is being made. */
  readonly accent: string;
  readonly gradient: string;
  /** Of values and gradients that are coloured by their sign. */
  readonly positive: string;
  readonly negative: string;
  readonly troubles: Readonly<Record<Trouble, string>>;
  /** Rings around what was searched for. */
  readonly hit: string;
  /** Where a graph is compared with another one. */
  readonly changes: Readonly<Record<SignedChange, string>>;
  readonly textFamily: string;
  readonly numberFamily: string;
}

/** Drawn with the page's custom properties, which media/page.css derives from VS Code's theme. */
export const pageInk: Ink = {
  background: 'var(--gg-background)',
  text: 'var(--gg-text)',
  muted: 'var(--gg-muted)',
  node: 'var(--gg-node)',
  leaf: 'var(--gg-leaf)',
  frame: 'var(--gg-frame)',
  border: 'var(--gg-border)',
  edge: 'var(--gg-edge)',
  accent: 'var(--gg-accent)',
  gradient: 'var(--gg-gradient)',
  positive: 'var(--gg-positive)',
  negative: 'var(--gg-negative)',
  troubles: {
    nonFinite: 'var(--gg-non-finite)',
    exploding: 'var(--gg-exploding)',
    vanishing: 'var(--gg-vanishing)',
    dead: 'var(--gg-dead)',
  },
  hit: 'var(--gg-hit)',
  changes: { added: 'var(--gg-added)', removed: 'var(--gg-removed)', edited: 'var(--gg-edited)' },
  textFamily: 'var(--gg-text-family)',
  numberFamily: 'var(--gg-number-family)',
};

const fileFonts = {
  textFamily: 'Segoe UI, Helvetica Neue, DejaVu Sans, sans-serif',
  numberFamily: 'Menlo, Consolas, DejaVu Sans Mono, monospace',
};

/** The colours of VS Code's own themes Light Modern and Dark Modern. */
export const fileInks: Readonly<Record<'light' | 'dark', Ink>> = {
  light: {
    background: '#ffffff',
    text: '#1f1f1f',
    muted: '#616161',
    node: '#f8f8f8',
    leaf: '#eaf3fb',
    frame: '#0000000a',
    border: '#d4d4d8',
    edge: '#bfbfc4',
    accent: '#005fb8',
    gradient: '#a85400',
    positive: '#a85400',
    negative: '#1f5fb0',
    troubles: { nonFinite: '#a818b8', exploding: '#6e2f00', vanishing: '#0d2b6e', dead: '#54820e' },
    hit: '#7b3fb5',
    changes: { added: '#12702f', removed: '#b3261e', edited: '#7a4d00' },
    ...fileFonts,
  },
  dark: {
    background: '#1f1f1f',
    text: '#e6e6e6',
    muted: '#a0a0a0',
    node: '#2b2b2d',
    leaf: '#24303a',
    frame: '#ffffff08',
    border: '#45454a',
    edge: '#58585c',
    accent: '#4daafc',
    gradient: '#e2a45c',
    positive: '#e8953a',
    negative: '#6aa9f0',
    troubles: { nonFinite: '#edc0ed', exploding: '#e77123', vanishing: '#618ed1', dead: '#7fe83a' },
    hit: '#c79bff',
    changes: { added: '#6fcf97', removed: '#f28b82', edited: '#e5c07b' },
    ...fileFonts,
  },
};
