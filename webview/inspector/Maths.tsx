/** Draws an equation with the browser's own MathML. */
import { h } from 'preact';
import type { MathElement } from '../../src/notation/mathml.ts';
import type { EquationDetails } from '../../src/protocol/details.ts';

/** Broken before an equals sign where there is no room; a side that is longer than a line is scrolled. */
export function Maths({ equation }: { equation: EquationDetails }) {
  return (
    <div class="maths" role="math" aria-label={equation.text} tabindex={0}>
      {equation.math.map(draw)}
    </div>
  );
}

function draw({ tag, children }: MathElement): ReturnType<typeof h> {
  return h(tag, null, ...children.map((child) => (typeof child === 'string' ? child : draw(child))));
}
