/** What each box and label of the picture says, and how much room that takes. Where it goes is the layout's work. */
import { formatNumber, writeMagnitude } from '../../src/notation/numbers.ts';
import { partial, shorten } from '../../src/notation/symbols.ts';
import type { Change } from '../../src/protocol/comparison.ts';
import { type Look, USUAL_LOOK } from '../../src/protocol/look.ts';
import type { BoxItem, EdgeView, ItemIndex, Scene } from '../../src/protocol/view.ts';
import type { Size } from '../layout/geometry.ts';
import type { ItemPhase } from '../walk.ts';
import { changeOf, gradientBefore, valueWithBefore } from './changes.ts';
import { sizeOfMap } from './heatMaps.ts';
import { isNormOf } from './magnitudes.ts';
import type { Measure } from './type.ts';

export const NODE = { width: 168, margin: 16 } as const;
/** The parts of a card from top to bottom. A closed box says also how much is in it. */
const TITLE_HEIGHT = 31;
const NUMBERS_HEIGHT = 33;
const CONTENT_HEIGHT = 18;
/** Above and below the heat maps of a tensor. */
const MAP_GAP = 5;
/** Of a card with the title alone, or with nothing. */
const LEAST_HEIGHT = 34;
export const CONSTANT = { height: 26, margin: 10 } as const;
/** The strip for a frame's title, and what stands beside it. */
export const FRAME = { strip: 14, chevron: 18, gap: 16, margin: 14 } as const;
/** The gap stands between a rule and a shape. */
export const LABEL = { height: 18, margin: 9, gap: 7 } as const;

/** Least space between a node's value and its gradient. */
const NUMBER_GAP = 20;

/** The longest title, in characters: name, ` = ` and formula together. The whole text is in the tooltip. */
const TITLE_LENGTH = 34;
/** A formula keeps at least so many characters beside a long name. */
const FORMULA_LENGTH = 12;
/** The longest name of one variable in an edge's label. */
const LABEL_NAME_LENGTH = 14;
/** Up to so many of a gradient's numbers on the way are measured; of more, some may be as long as numbers get. */
const MOST_MEASURED = 64;
const LONGEST_NUMBER = '‖−1.234×10⁻¹²³‖';

export interface ItemText extends Size {
  /** Shortened where necessary. */
  readonly name: string;
  /** Shortened where necessary; empty for a leaf and a box. */
  readonly formula: string;
  readonly value: string;
  /** Of a box, how much is in it. */
  readonly content: string;
  /** Where the numbers begin, in pixels from the upper border: below the title, where there is one. */
  readonly top: number;
  readonly hasGradient: boolean;
  /** Its numbers are norms. */
  readonly isNorm: boolean;
  /** Where the heat maps begin, in pixels from the upper border; absent where there are none. */
  readonly maps?: number;
  /** What has become of it since a graph was pinned. */
  readonly change: Change;
  /** The finished gradient that it had, where it is another one now; else empty. */
  readonly gradientBefore: string;
}

const BARE = { formula: '', value: '', content: '', top: 0, hasGradient: false, isNorm: false } as const;

export interface LabelText extends Size {
  /** Shortened where necessary; `× 12` for several edges, `xᵀ · ∂J/∂h` between tensors. */
  readonly partial: string;
  /** The number; empty for several edges and between tensors. */
  readonly local: string;
  /** Of a tensor, `[2, 3]`. */
  readonly shape: string;
}

/** The texts of a scene, by item and by edge. */
export interface Texts {
  readonly items: readonly ItemText[];
  readonly labels: readonly LabelText[];
}

/** Wide enough for the gradient at every moment of the walk, so that a step never changes the layout. */
export function setTexts(scene: Scene, measure: Measure, look: Look = USUAL_LOOK): Texts {
  const { items, edges, history } = scene;
  const widest = (index: ItemIndex): number => {
    const isNorm = isNormOf(scene, index);
    let width = measure(writeMagnitude(scene.gradients[index]!, isNorm), 'number');
    const start = history.start[index]!;
    const end = history.start[index + 1]!;
    if (end - start > MOST_MEASURED) return Math.max(width, measure(LONGEST_NUMBER, 'number'));
    for (let k = start; k < end; k++)
      width = Math.max(width, measure(writeMagnitude(history.gradients[k]!, isNorm), 'number'));
    return width;
  };
  return {
    items: items.map((item, index): ItemText => {
      const isFrame = 'isOpen' in item && item.isOpen;
      // A frame is wide enough for its title.
      const { name, formula } = isFrame
        ? { name: item.name, formula: '' }
        : shortTitle(item.name, 'formula' in item ? item.formula : '');
      const isNorm = isNormOf(scene, index);
      const write = (x: number) => writeMagnitude(x, isNorm);
      const change = { change: changeOf(scene, index), gradientBefore: gradientBefore(scene, index, write) };
      const moved = measure(writeFinished(change, write(scene.gradients[index]!)), 'number');
      if (item.kind === 'constant') {
        const width = Math.ceil(measure(name, 'number')) + 2 * CONSTANT.margin;
        return { ...BARE, ...change, name, formula, width, height: CONSTANT.height };
      }
      const several = 'outputs' in item && item.outputs !== 1 ? `${item.outputs} values` : undefined;
      const written = several ?? write(scene.values[index]!);
      const value = look.values ? valueWithBefore(scene, index, written, write) : '';
      const content = 'size' in item ? writeContent(item) : '';
      if (isFrame) {
        const width =
          Math.ceil(measure(name, 'frame') + measure(content, 'equals')) + FRAME.gap + FRAME.chevron;
        return { ...BARE, ...change, name, content, width, height: FRAME.strip };
      }
      const title = measure(name, 'name') + (formula ? measure(` = ${formula}`, 'formula') : 0);
      const gradient = look.gradients ? Math.max(widest(index), moved) : 0;
      const numbers = measure(value, 'number') + NUMBER_GAP + gradient;
      const top = look.names ? TITLE_HEIGHT : 0;
      const hasNumbers = look.values || look.gradients;
      const widths = [look.names ? title : 0, hasNumbers ? numbers : 0];
      const bottom = Math.max(LEAST_HEIGHT, top + (hasNumbers ? NUMBERS_HEIGHT : 0));
      const map = look.heatMaps && hasNumbers ? scene.tensors?.[index]?.value : undefined;
      const maps = map && map.cells !== '' ? bottom + MAP_GAP : undefined;
      return {
        ...(look.names ? { name, formula } : { name: '', formula: '' }),
        ...{ ...change, value, content, top, hasGradient: look.gradients, isNorm },
        ...(maps !== undefined && { maps }),
        width: Math.max(NODE.width, Math.ceil(Math.max(...widths)) + 2 * NODE.margin),
        height:
          (maps === undefined ? bottom : Math.ceil(maps + sizeOfMap(map!).height) + 2 * MAP_GAP) +
          (content === '' ? 0 : CONTENT_HEIGHT),
      };
    }),
    labels: edges.map((edge, index) => labelText(edge, scene.locals[index]!, measure, look)),
  };
}

function labelText(edge: EdgeView, number: number, measure: Measure, look: Look): LabelText {
  const shape = look.shapes ? (edge.shape ?? '') : '';
  if (edge.partial === '') {
    const text = edge.count > 1 ? `× ${edge.count.toLocaleString('en-US')}` : '';
    return sized(text, shape, measure);
  }
  // No number says what a whole tensor is multiplied by.
  if (edge.isOfTensors) return sized(look.locals ? shorten(edge.rule, TITLE_LENGTH) : '', shape, measure);
  if (!look.locals) return sized('', shape, measure);
  const [of, by] = edge.partial.slice(1).split('/∂') as [string, string];
  const text = partial(shorten(of, LABEL_NAME_LENGTH), shorten(by, LABEL_NAME_LENGTH));
  const local = formatNumber(number);
  const width = measure(text, 'partial') + measure(' = ', 'equals') + measure(local, 'local');
  return {
    partial: text,
    local,
    shape: '',
    width: Math.ceil(width) + 2 * LABEL.margin,
    height: LABEL.height,
  };
}

/** A label without a number: a rule, a shape, both or nothing. */
function sized(rule: string, shape: string, measure: Measure): LabelText {
  if (rule === '' && shape === '') return { partial: '', local: '', shape, width: 0, height: 0 };
  const gap = rule && shape ? LABEL.gap : 0;
  const width = Math.ceil(measure(rule, 'partial') + gap + measure(shape, 'local')) + 2 * LABEL.margin;
  return { partial: rule, local: '', shape, width, height: LABEL.height };
}

/** A gradient to which nothing is added any more, with the one that it was. */
function writeFinished(
  { change, gradientBefore }: Pick<ItemText, 'change' | 'gradientBefore'>,
  gradient: string,
): string {
  if (gradientBefore === '') return gradient;
  return change === 'removed' ? gradientBefore : `${gradientBefore} → ${gradient}`;
}

/** A gradient as it is written at a moment of the walk: once it is finished, with the one that it was. */
export function writeAt(
  phase: ItemPhase,
  text: Pick<ItemText, 'change' | 'gradientBefore'>,
  gradient: string,
): string {
  return phase === 'done' ? writeFinished(text, gradient) : gradient;
}

function writeContent({ size, inputs }: BoxItem): string {
  const nodes = `${size.toLocaleString('en-US')} ${size === 1 ? 'node' : 'nodes'}`;
  return inputs === 0 ? nodes : `${nodes} · ${inputs.toLocaleString('en-US')} in`;
}

function shortTitle(name: string, formula: string): { name: string; formula: string } {
  if (formula === '') return { name: shorten(name, TITLE_LENGTH), formula };
  const room = TITLE_LENGTH - ' = '.length;
  const shortName = shorten(name, room - Math.min(FORMULA_LENGTH, [...formula].length));
  return { name: shortName, formula: shorten(formula, room - [...shortName].length) };
}
