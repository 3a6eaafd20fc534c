/** The whole picture as the content of an `<svg>`: the same for the page and for files. */
import type { GraphView, NodeIndex } from '../../src/protocol/view.ts';
import type { Placed } from '../layout/elk.ts';
import type { Moment } from '../walk.ts';
import { curveThrough } from './curve.ts';
import { Curve, Label } from './Edge.tsx';
import type { Ink } from './ink.ts';
import type { Texts } from './metrics.ts';
import { Node } from './Node.tsx';
import { barLength, edgeWidth, largest, THIN } from './scales.ts';

/** A view with everything that no step of the walk changes. */
export interface Drawing {
  readonly view: GraphView;
  readonly texts: Texts;
  readonly placed: Placed;
  /** SVG path of each edge. */
  readonly curves: readonly string[];
  readonly largestGradient: number;
  readonly largestDelta: number;
}

export function makeDrawing(view: GraphView, texts: Texts, placed: Placed): Drawing {
  return {
    view,
    texts,
    placed,
    curves: placed.edges.map((edge) => curveThrough(edge.points, placed.direction)),
    largestGradient: largest(view.gradients, view.after),
    largestDelta: largest(view.deltas),
  };
}

interface Props {
  readonly drawing: Drawing;
  readonly moment: Moment;
  /** The node that the Tab key reaches; undefined where the picture is not interactive. */
  readonly tabStop?: NodeIndex;
  readonly ink: Ink;
}

export function Picture({ drawing, moment, tabStop, ink }: Props) {
  const { view, texts, placed } = drawing;
  return (
    <>
      <g class="curves">
        {view.edges.map((_, index) => (
          <Curve
            key={index}
            index={index}
            path={drawing.curves[index]!}
            width={
              moment.edges[index] === 'waiting' ? THIN : edgeWidth(view.deltas[index]!, drawing.largestDelta)
            }
            phase={moment.edges[index]!}
            ink={ink}
          />
        ))}
      </g>
      <g class="labels">
        {view.edges.map((edge, index) => (
          <Label
            key={index}
            index={index}
            edge={edge}
            text={texts.labels[index]!}
            box={placed.edges[index]!.label}
            phase={moment.edges[index]!}
            ink={ink}
          />
        ))}
      </g>
      <g class="nodes">
        {view.nodes.map((node, index) => (
          <Node
            key={index}
            index={index}
            node={node}
            text={texts.nodes[index]!}
            box={placed.nodes[index]!}
            isRoot={index === view.root}
            value={view.values[index]!}
            gradient={moment.gradients[index]!}
            bar={barLength(moment.gradients[index]!, drawing.largestGradient)}
            phase={moment.nodes[index]!}
            tabIndex={tabStop === undefined ? undefined : index === tabStop ? 0 : -1}
            ink={ink}
          />
        ))}
      </g>
    </>
  );
}
