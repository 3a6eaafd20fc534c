/**
 * Where everything in one frame goes: measured boxes and segments in, their places and bends out, by ELK's layered
 * algorithm. Runs wherever an ELK is at hand: in the page over a worker, in the command line directly.
 */
import type { ELK, ElkExtendedEdge, ElkNode, ElkPort, LayoutOptions } from 'elkjs/lib/elk-api.js';
import type { Box, Direction, Point, Size } from './geometry.ts';

/** A child of the frame. */
export interface UnplacedNode extends Size {
  /**
   * `node` has a port for each operand, in their order; `box` takes edges anywhere on its side; `frame` has its ports
   * where they are.
   */
  readonly kind: 'node' | 'box' | 'frame';
  readonly ports?: ReadonlyMap<string, Point>;
}

export interface UnplacedSegment {
  /** Position in `nodes`; -1 for the border of the frame. */
  readonly from: number;
  readonly to: number;
  readonly fromPort: string;
  readonly toPort: string;
  readonly slot: number;
  /** Empty for none. */
  readonly label: Size;
}

/** One frame, or the picture. */
export interface Unplaced {
  readonly direction: Direction;
  /** The strip for the title, at least so wide; undefined for the picture. */
  readonly title: Size | undefined;
  readonly nodes: readonly UnplacedNode[];
  readonly segments: readonly UnplacedSegment[];
}

/** By position as in `Unplaced`. */
export interface Placed extends Size {
  readonly nodes: readonly Box[];
  /** From operand to consumer through `points`, at least two. */
  readonly segments: readonly { readonly points: readonly Point[]; readonly label: Box | undefined }[];
}

/** `fine` takes the time that a beautiful picture needs; `coarse` is for graphs that would take too long. */
export type Care = 'fine' | 'coarse';

/** Around what is in a frame, and in the picture. */
export const PADDING = 24;

/** Frames that do not depend on each other, together, because a message takes longer than a small frame. Rejects with ELK's error. */
export async function layOut(elk: ELK, graphs: readonly Unplaced[], care: Care): Promise<Placed[]> {
  const world = await elk.layout({
    id: 'world',
    layoutOptions: { 'elk.algorithm': 'box' },
    children: graphs.map((graph, index) => toElk(graph, care, `${index}`)),
  });
  return world.children!.map((frame) => ({
    width: frame.width!,
    height: frame.height!,
    nodes: (frame.children ?? []).map(box),
    segments: ((frame.edges ?? []) as ElkExtendedEdge[]).map(({ sections, labels }) => {
      const { startPoint, bendPoints = [], endPoint } = sections![0]!;
      return { points: [startPoint, ...bendPoints, endPoint], label: labels?.[0] && box(labels[0]) };
    }),
  }));
}

function box(shape: { x?: number; y?: number; width?: number; height?: number }): Box {
  return { x: shape.x!, y: shape.y!, width: shape.width!, height: shape.height! };
}

const LAYOUT: LayoutOptions = {
  'elk.algorithm': 'layered',
  'elk.edgeRouting': 'POLYLINE',
  'elk.portAlignment.default': 'DISTRIBUTED',
  'elk.portConstraints': 'FIXED_SIDE',
  'elk.nodeSize.constraints': 'MINIMUM_SIZE',
  // More attempts to have fewer crossings take longer and hardly find any.
  'elk.layered.thoroughness': '3',
  'elk.spacing.nodeNode': '28',
  'elk.spacing.edgeNode': '18',
  'elk.spacing.edgeEdge': '14',
  'elk.spacing.portPort': '14',
  'elk.layered.spacing.edgeEdgeBetweenLayers': '14',
};

/** Room between layers for the curves; they need less where they run down. */
const LAYER_GAP: Readonly<Record<Direction, number>> = { RIGHT: 44, DOWN: 30 };

/** Up to here the layout that is most symmetric, which spreads larger graphs too far. */
const SYMMETRIC_NODES = 32;
/** Up to here the layout that is compact with straight edges, which takes seconds for larger graphs. */
const COMPACT_SEGMENTS = 120;

function placement({ nodes, segments }: Unplaced, care: Care): LayoutOptions {
  if (care === 'coarse') {
    return { 'elk.layered.nodePlacement.strategy': 'SIMPLE', 'elk.layered.thoroughness': '1' };
  }
  if (nodes.length <= SYMMETRIC_NODES) return { 'elk.layered.nodePlacement.bk.fixedAlignment': 'BALANCED' };
  const strategy = segments.length <= COMPACT_SEGMENTS ? 'NETWORK_SIMPLEX' : 'LINEAR_SEGMENTS';
  return { 'elk.layered.nodePlacement.strategy': strategy };
}

const CONSTRAINTS = { node: 'FIXED_ORDER', box: 'FIXED_SIDE', frame: 'FIXED_POS' } as const;

/**
 * A node or a closed box has one port where its values leave. ELK numbers ports clockwise from the upper left corner: on
 * the west side upwards, on the north side to the right.
 */
function toElk(graph: Unplaced, care: Care, frame: string): ElkNode {
  const { direction, title, nodes, segments } = graph;
  const [inside, outside] = direction === 'RIGHT' ? ['WEST', 'EAST'] : ['NORTH', 'SOUTH'];
  const gap = LAYER_GAP[direction];
  const ports = nodes.map((): Map<string, ElkPort> => new Map());
  const border = new Map<string, ElkPort>();
  /** The port's id; it is made when it is met first. */
  const port = (node: number, name: string, side: string, index?: number): string => {
    const own = node < 0 ? border : ports[node]!;
    const { kind, ports: known } = nodes[node] ?? { kind: 'frame' };
    const id = `${frame} ${node} ${side} ${side === outside && kind !== 'frame' ? 'value' : name}`;
    if (!own.has(id))
      own.set(id, {
        id,
        ...known?.get(name),
        layoutOptions: {
          'elk.port.side': side,
          ...(index !== undefined && { 'elk.port.index': String(index) }),
        },
      });
    return id;
  };
  const edges = segments.map(({ from, to, fromPort, toPort, slot, label }, index): ElkExtendedEdge => {
    const order = direction === 'RIGHT' ? -slot : slot;
    const isNode = nodes[to]?.kind === 'node';
    return {
      id: `${frame} edge ${index}`,
      sources: [
        port(from, fromPort, from < 0 ? inside! : outside!, nodes[from]?.kind === 'node' ? 0 : undefined),
      ],
      targets: [port(to, toPort, to < 0 ? outside! : inside!, isNode ? order : undefined)],
      ...(label.width > 0 && {
        labels: [
          {
            id: `${frame} label ${index}`,
            text: ' ',
            ...label,
            layoutOptions: { 'elk.edgeLabels.inline': 'true' },
          },
        ],
      }),
    };
  });
  const top = PADDING + (title?.height ?? 0);
  return {
    id: frame,
    layoutOptions: {
      ...LAYOUT,
      ...placement(graph, care),
      'elk.direction': direction,
      'elk.padding': `[top=${top},left=${PADDING},bottom=${PADDING},right=${PADDING}]`,
      'elk.nodeSize.minimum': `(${(title?.width ?? 0) + 2 * PADDING}, 0)`,
      'elk.layered.spacing.nodeNodeBetweenLayers': String(gap),
      'elk.layered.spacing.edgeNodeBetweenLayers': String(gap / 2),
    },
    ports: [...border.values()],
    children: nodes.map(({ kind, width, height }, index) => ({
      id: `${frame} node ${index}`,
      width,
      height,
      layoutOptions: { 'elk.portConstraints': CONSTRAINTS[kind] },
      ports: [...ports[index]!.values()],
    })),
    edges,
  };
}
