/**
 * Where everything goes: a graph of measured boxes and labels in, their places and the edges' bends out, by ELK's
 * layered algorithm. Runs wherever an ELK is at hand: in the page over a worker, in the command line directly.
 */
import type { ELK, ElkExtendedEdge, ElkNode, LayoutOptions } from 'elkjs/lib/elk-api.js';

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

/** What the layout needs to know: sizes in pixels, and edges as (operand, consumer, slot). */
export interface Unplaced {
  readonly direction: Direction;
  readonly nodes: readonly Size[];
  readonly edges: readonly {
    readonly from: number;
    readonly to: number;
    readonly slot: number;
    readonly label: Size;
  }[];
}

export interface Placed extends Size {
  readonly direction: Direction;
  readonly nodes: readonly Box[];
  /** From operand to consumer through `points`, at least two. */
  readonly edges: readonly { readonly points: readonly Point[]; readonly label: Box }[];
}

/** `fine` takes the time that a beautiful picture needs; `coarse` is for graphs that would take too long. */
export type Care = 'fine' | 'coarse';

/** Rejects with ELK's error. */
export async function layOut(elk: ELK, graph: Unplaced, care: Care): Promise<Placed> {
  const result = await elk.layout(toElk(graph, care));
  const edges = result.edges as ElkExtendedEdge[];
  return {
    direction: graph.direction,
    width: result.width!,
    height: result.height!,
    nodes: result.children!.map(box),
    edges: edges.map(({ sections, labels }) => {
      const { startPoint, bendPoints = [], endPoint } = sections![0]!;
      return { points: [startPoint, ...bendPoints, endPoint], label: box(labels![0]!) };
    }),
  };
}

function box(shape: { x?: number; y?: number; width?: number; height?: number }): Box {
  return { x: shape.x!, y: shape.y!, width: shape.width!, height: shape.height! };
}

const LAYOUT: LayoutOptions = {
  'elk.algorithm': 'layered',
  'elk.edgeRouting': 'POLYLINE',
  'elk.padding': '[top=24,left=24,bottom=24,right=24]',
  'elk.portAlignment.default': 'DISTRIBUTED',
  'elk.spacing.nodeNode': '28',
  'elk.spacing.edgeNode': '18',
  'elk.spacing.edgeEdge': '14',
  'elk.layered.spacing.edgeEdgeBetweenLayers': '14',
};

/** Room between layers for the curves; they need less where they run down. */
const LAYER_GAP: Readonly<Record<Direction, number>> = { RIGHT: 44, DOWN: 30 };

/** Up to here the layout that is most symmetric, which spreads larger graphs too far. */
const SYMMETRIC_NODES = 32;
/** Up to here the layout that is compact with straight edges, which takes seconds for larger graphs. */
const COMPACT_NODES = 120;

function placement(nodes: number, care: Care): LayoutOptions {
  if (care === 'coarse') {
    return { 'elk.layered.nodePlacement.strategy': 'SIMPLE', 'elk.layered.thoroughness': '1' };
  }
  if (nodes <= SYMMETRIC_NODES) return { 'elk.layered.nodePlacement.bk.fixedAlignment': 'BALANCED' };
  const strategy = nodes <= COMPACT_NODES ? 'NETWORK_SIMPLEX' : 'LINEAR_SEGMENTS';
  return { 'elk.layered.nodePlacement.strategy': strategy };
}

/**
 * Each node has one port where its value leaves and one port per operand, in operand order. ELK numbers ports
 * clockwise from the upper left corner: on the west side upwards, on the north side to the right.
 */
function toElk({ direction, nodes, edges }: Unplaced, care: Care): ElkNode {
  const [operandSide, valueSide] = direction === 'RIGHT' ? ['WEST', 'EAST'] : ['NORTH', 'SOUTH'];
  const gap = LAYER_GAP[direction];
  const children = nodes.map((size, index): Required<Pick<ElkNode, 'ports'>> & ElkNode => ({
    id: `node ${index}`,
    ...size,
    layoutOptions: { 'elk.portConstraints': 'FIXED_ORDER' },
    ports: [{ id: `value ${index}`, layoutOptions: { 'elk.port.side': valueSide, 'elk.port.index': '0' } }],
  }));
  for (const [index, { to, slot }] of edges.entries()) {
    const order = direction === 'RIGHT' ? -slot : slot;
    children[to]!.ports.push({
      id: `operand ${index}`,
      layoutOptions: { 'elk.port.side': operandSide, 'elk.port.index': String(order) },
    });
  }
  return {
    id: 'graph',
    layoutOptions: {
      ...LAYOUT,
      ...placement(nodes.length, care),
      'elk.direction': direction,
      'elk.layered.spacing.nodeNodeBetweenLayers': String(gap),
      'elk.layered.spacing.edgeNodeBetweenLayers': String(gap / 2),
    },
    children,
    edges: edges.map(({ from, label }, index) => ({
      id: `edge ${index}`,
      sources: [`value ${from}`],
      targets: [`operand ${index}`],
      labels: [
        { id: `label ${index}`, text: ' ', ...label, layoutOptions: { 'elk.edgeLabels.inline': 'true' } },
      ],
    })),
  };
}
