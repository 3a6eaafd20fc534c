/** On a step forward, what each contribution is flies along its edge, from the consumer to the operand. */
import { useEffect, useRef } from 'preact/hooks';
import { formatNumber } from '../src/notation/numbers.ts';
import type { Cursor } from '../src/protocol/view.ts';
import { faces } from './picture/type.ts';
import type { PageState } from './state.ts';

/** At the usual speed. */
const FLIGHT_MS = 600;
/** More at once show nothing. */
const MOST_FLIGHTS = 24;

const SVG = 'http://www.w3.org/2000/svg';

export function Flights({ state }: { state: PageState }) {
  const sky = useRef<SVGGElement>(null);
  const cursor = state.cursor.value;
  const before = useRef<Cursor>(cursor);
  useEffect(() => {
    const isStep = typeof cursor === 'number' && cursor > 0 && cursor - 1 === startOf(before.current);
    before.current = cursor;
    sky.current!.replaceChildren();
    if (!isStep || !mayMove()) return;
    const { view, curves } = state.drawing.value!;
    const edges = state.moment.value!.edges.flatMap((phase, edge) => (phase === 'current' ? [edge] : []));
    const duration = FLIGHT_MS / state.looks.look.value.speed;
    for (const edge of edges.slice(0, MOST_FLIGHTS)) {
      // An edge that stands for several sends only one of them now.
      const text = view.scene.edges[edge]!.count === 1 ? formatNumber(view.scene.deltas[edge]!) : '';
      sky.current!.append(flight(curves[edge]!, text, duration));
    }
  }, [cursor]);
  return <g ref={sky} class="flights" />;
}

/** The overview leads to the first visit. */
function startOf(cursor: Cursor): number {
  return cursor === 'overview' ? 0 : cursor;
}

/** As media/page.css has it: the system and VS Code may both ask for less motion. */
function mayMove(): boolean {
  return getComputedStyle(document.body).getPropertyValue('--gg-moving').trim() !== '0';
}

function flight(path: string, text: string, duration: number): SVGGElement {
  const group = document.createElementNS(SVG, 'g');
  group.setAttribute('class', 'flight');
  group.style.offsetPath = `path("${path}")`;
  group.style.offsetRotate = '0deg';
  const dot = document.createElementNS(SVG, 'circle');
  dot.setAttribute('r', '4.5');
  const number = document.createElementNS(SVG, 'text');
  number.setAttribute('y', '-9');
  number.setAttribute('text-anchor', 'middle');
  number.setAttribute('font-size', String(faces.number.size));
  number.textContent = text;
  group.append(dot, number);
  const animation = group.animate(
    { offsetDistance: ['100%', '0%'], opacity: [1, 1, 0] },
    { duration, easing: 'ease-in-out', fill: 'forwards' },
  );
  animation.onfinish = () => group.remove();
  return group;
}
