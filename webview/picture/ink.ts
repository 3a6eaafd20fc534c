/** The colours and fonts of the picture, for every paper it is drawn on: the page's theme, or a file. */

export interface Ink {
  readonly background: string;
  readonly text: string;
  /** Formulas, labels, a gradient that is still 0. */
  readonly muted: string;
  readonly node: string;
  readonly leaf: string;
  readonly border: string;
  readonly edge: string;
  /** The visit that is being made. */
  readonly accent: string;
  readonly gradient: string;
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
  border: 'var(--gg-border)',
  edge: 'var(--gg-edge)',
  accent: 'var(--gg-accent)',
  gradient: 'var(--gg-gradient)',
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
    border: '#d4d4d8',
    edge: '#bfbfc4',
    accent: '#005fb8',
    gradient: '#a85400',
    ...fileFonts,
  },
  dark: {
    background: '#1f1f1f',
    text: '#e6e6e6',
    muted: '#a0a0a0',
    node: '#2b2b2d',
    leaf: '#24303a',
    border: '#45454a',
    edge: '#58585c',
    accent: '#4daafc',
    gradient: '#e2a45c',
    ...fileFonts,
  },
};
