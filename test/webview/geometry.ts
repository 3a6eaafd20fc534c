/** Reads a picture as it stands on the screen, and finds what a careful reader would object to. */
import type { Page } from 'playwright-core';
import type { Scene } from '../../src/protocol/view.ts';

export interface NodeReading {
  readonly title: string;
  readonly value: string;
  readonly gradient: string;
}

export function readNodes(page: Page): Promise<NodeReading[]> {
  return page.$$eval('.node', (groups) =>
    groups.map((group) => {
      const text = (name: string) => group.querySelector(`.${name}`)!.textContent!;
      return { title: text('title'), value: text('value'), gradient: text('gradient') };
    }),
  );
}

/** By the key of each edge: the frames that hold one of its ends. */
function framesAround({ items, edges }: Scene): Record<string, string[]> {
  const around = (item: number): string[] =>
    item < 0 ? [] : [items[item]!.key, ...around(items[item]!.frame)];
  return Object.fromEntries(edges.map(({ key, from, to }) => [key, [...around(from), ...around(to)]]));
}

/**
 * Sentences about boxes and labels that overlap, text that leaves its box or touches other text, and curves that
 * run through a box that they do not belong to. Works for any `<svg>` of the picture in the page.
 * @param scene what is shown; with it, curves through open boxes are found too.
 */
export function findFaults(page: Page, scene?: Scene): Promise<string[]> {
  return page.evaluate((around) => {
    const faults: string[] = [];
    const svg = document.querySelector<SVGSVGElement>('.world > svg, body > svg')!;
    const tolerance = 0.6 * svg.getScreenCTM()!.a;
    const inside = (a: DOMRect, b: DOMRect) =>
      a.left >= b.left - tolerance &&
      a.right <= b.right + tolerance &&
      a.top >= b.top - tolerance &&
      a.bottom <= b.bottom + tolerance;
    const overlap = (a: DOMRect, b: DOMRect) =>
      a.left < b.right - tolerance &&
      b.left < a.right - tolerance &&
      a.top < b.bottom - tolerance &&
      b.top < a.bottom - tolerance;

    const things = [...svg.querySelectorAll('.node, .label')].map((group) => ({
      name: group.querySelector('text')?.textContent ?? 'a node without text',
      node: group.getAttribute('data-node'),
      edge: group.getAttribute('data-edge'),
      box: group.querySelector('.box')!.getBoundingClientRect(),
      texts: [...group.querySelectorAll('text')].map((text) => ({
        text: text.textContent!,
        box: text.getBoundingClientRect(),
      })),
    }));
    const whole = svg.getBoundingClientRect();
    for (const [index, thing] of things.entries()) {
      if (!inside(thing.box, whole)) faults.push(`${thing.name} is cut off`);
      for (const other of things.slice(0, index)) {
        if (overlap(thing.box, other.box)) faults.push(`${thing.name} overlaps ${other.name}`);
      }
      for (const [position, { text, box }] of thing.texts.entries()) {
        if (!inside(box, thing.box)) faults.push(`“${text}” leaves the box of ${thing.name}`);
        for (const other of thing.texts.slice(0, position)) {
          if (overlap(box, other.box)) faults.push(`“${text}” overlaps “${other.text}” in ${thing.name}`);
        }
      }
    }

    const frames = [...svg.querySelectorAll('.frame')].map((frame) => ({
      key: frame.querySelector('.heading')!.getAttribute('data-key')!,
      box: frame.querySelector('.outline')!.getBoundingClientRect(),
    }));
    for (const path of svg.querySelectorAll<SVGPathElement>('.curve')) {
      const edge = path.getAttribute('data-edge');
      // Points of a curve are slow to come by.
      const reach = path.getBoundingClientRect();
      const near = things.filter((thing) => thing.edge !== edge && overlap(thing.box, reach));
      const foreign = frames.filter(
        ({ key, box }) => around && !around[edge!]!.includes(key) && overlap(box, reach),
      );
      if (near.length + foreign.length === 0) continue;
      const matrix = path.getScreenCTM()!;
      const length = path.getTotalLength();
      for (let at = 6; at < length - 6; at += 12) {
        const { x, y } = path.getPointAtLength(at).matrixTransform(matrix);
        const isIn = ({ box }: { box: DOMRect }) =>
          x > box.left + tolerance &&
          x < box.right - tolerance &&
          y > box.top + tolerance &&
          y < box.bottom - tolerance;
        const hit = near.find(isIn)?.name ?? foreign.find(isIn)?.key;
        if (hit !== undefined) {
          faults.push(`the curve of edge ${edge} runs through ${hit}`);
          break;
        }
      }
    }
    return faults;
  }, scene && framesAround(scene));
}
