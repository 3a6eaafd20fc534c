/** The whole picture as the content of an `<svg>`: the same for the page and for files. */
import type { Colouring } from '../../src/protocol/look.ts';
import type { ItemHealth } from '../../src/protocol/messages.ts';
import type { EdgeIndex, GraphView, ItemIndex, ItemKey, ItemView } from '../../src/protocol/view.ts';
import type { Box } from '../layout/geometry.ts';
import { boundsOf, overlaps } from '../layout/regions.ts';
import type { PlacedScene } from '../layout/scene.ts';
import { type TreePlace, treePlaces, unheard } from '../navigation/tree.ts';
import { gradientMapAt, type Moment } from '../walk.ts';
import { ClosedBox } from './Box.tsx';
import { curveThrough } from './curve.ts';
import { Curve, Label } from './Edge.tsx';
import { Frame } from './Frame.tsx';
import type { Ink } from './ink.ts';
import type { Texts } from './metrics.ts';
import { Node } from './Node.tsx';
import { barLength, edgeWidth, largest, THIN } from './scales.ts';
import { tintOf } from './tint.ts';

/** A scene with everything that no step of the walk changes. */
export interface Drawing {
  readonly view: GraphView;
  readonly texts: Texts;
  readonly placed: PlacedScene;
  /** SVG path of each edge. */
  readonly curves: readonly string[];
  /** The largest finite value of an item. */
  readonly largestValue: number;
  /** What each edge takes up, its label too. */
  readonly bounds: readonly Box[];
  /** What a person should know of the layout. */
  readonly notice: string | undefined;
  /** Per item, for screen readers. */
  readonly tree: readonly TreePlace[];
}

export function makeDrawing(view: GraphView, texts: Texts, placed: PlacedScene, notice?: string): Drawing {
  const curves = placed.edges.map((edge) => curveThrough(edge.points, placed.direction));
  const bounds = placed.edges.map(({ points }) => boundsOf(points));
  const tree = treePlaces(view.scene.items);
  return { view, texts, placed, curves, bounds, largestValue: largest(view.scene.values), notice, tree };
}

export interface PictureProps {
  readonly drawing: Drawing;
  readonly moment: Moment;
  /** The item that the Tab key reaches; undefined where the picture is not interactive. */
  readonly tabStop?: ItemKey;
  /** The keys of the items and edges that stay while everything else fades; undefined where nothing does. */
  readonly kept?: ReadonlySet<string> | undefined;
  /** What is outside is not drawn; without it everything is. */
  readonly region?: Box | undefined;
  readonly ink: Ink;
  /** What the colours say; the kinds of items without it. */
  readonly colouring?: Colouring;
  /** What is wrong with the items that are not well. */
  readonly health?: ReadonlyMap<ItemKey, ItemHealth> | undefined;
}

export function Picture({
  drawing,
  moment,
  tabStop,
  kept,
  region,
  ink,
  colouring = 'kind',
  health,
}: PictureProps) {
  const { view, texts, placed, bounds } = drawing;
  const { items, edges, values, deltas, tensors } = view.scene;
  const [largestGradient, largestDelta] = view.scale as unknown as [number, number];
  const tabIndexOf = ({ key }: ItemView) =>
    tabStop === undefined ? undefined : key === tabStop ? (0 as const) : (-1 as const);
  const isFaded = ({ key }: { readonly key: string }) => kept !== undefined && !kept.has(key);
  // The focus must not vanish with what it is on.
  const isDrawn = (index: ItemIndex) =>
    !region || overlaps(placed.items[index]!, region) || items[index]!.key === tabStop;
  const isEdgeDrawn = (index: EdgeIndex) => !region || overlaps(bounds[index]!, region);
  return (
    <>
      <g class="frames">
        {items.map(
          (item, index) =>
            'isOpen' in item &&
            item.isOpen &&
            isDrawn(index) && (
              <Frame
                key={item.key}
                item={item}
                text={texts.items[index]!}
                box={placed.items[index]!}
                tabIndex={tabIndexOf(item)}
                faded={isFaded(item)}
                tree={tabStop === undefined ? undefined : drawing.tree[index]!}
                ink={ink}
              />
            ),
        )}
      </g>
      <g class="curves">
        {edges.map(
          (edge, index) =>
            isEdgeDrawn(index) && (
              <Curve
                key={edge.key}
                edge={edge}
                path={drawing.curves[index]!}
                width={moment.edges[index] === 'waiting' ? THIN : edgeWidth(deltas[index]!, largestDelta)}
                phase={moment.edges[index]!}
                faded={isFaded(edge)}
                ink={ink}
              />
            ),
        )}
      </g>
      <g class="labels" {...(tabStop === undefined ? {} : unheard)}>
        {edges.map(
          (edge, index) =>
            placed.edges[index]!.label &&
            isEdgeDrawn(index) && (
              <Label
                key={edge.key}
                edge={edge}
                text={texts.labels[index]!}
                box={placed.edges[index]!.label!}
                phase={moment.edges[index]!}
                faded={isFaded(edge)}
                ink={ink}
              />
            ),
        )}
      </g>
      <g class="nodes">
        {items.map((item, index) => {
          if (!isDrawn(index)) return null;
          const gradient = moment.gradients[index]!;
          const bar =
            colouring === 'value'
              ? barLength(values[index]!, drawing.largestValue)
              : barLength(gradient, largestGradient);
          const sick = colouring === 'health' ? health?.get(item.key) : undefined;
          const tint = tintOf(colouring, bar, sick, ink);
          const common = {
            key: item.key,
            text: texts.items[index]!,
            box: placed.items[index]!,
            tabIndex: tabIndexOf(item),
            value: values[index]!,
            shape: tensors?.[index]?.shape,
            valueMap: tensors?.[index]?.value,
            gradientMap: gradientMapAt(view.scene, moment, index),
            ...{ gradient, bar },
            tint: tint?.colour,
            tintOpacity: tint?.opacity ?? 0,
            trouble: sick?.trouble,
            isStart: sick?.isStart === true,
            phase: moment.items[index]!,
            faded: isFaded(item),
            tree: tabStop === undefined ? undefined : drawing.tree[index]!,
            ink,
          };
          if (!('node' in item)) return item.isOpen ? null : <ClosedBox item={item} {...common} />;
          return <Node item={item} isRoot={item.node === view.root} {...common} />;
        })}
      </g>
    </>
  );
}
