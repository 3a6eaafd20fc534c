/** Builds the view model of one graph as a whole. The part of it that is shown is a scene (scene.ts). */
import type { GraphView, Scene } from '../protocol/view.ts';
import type { SourceFile, SourceSpan, Trace } from '../trace/trace.ts';
import { baseName, lineCounter } from './places.ts';
import type { Material } from './scene.ts';
import { visitsAround } from './visits.ts';

/** @param visit around which visits are told. */
export function buildView(
  id: number,
  { trace, sweep, flow, titles, comparison }: Material,
  scene: Scene,
  visit: number,
): GraphView {
  const { graph, root, sources } = trace;
  const rootName = titles.nameOf(root);
  let nodeCount = -(comparison?.counts.removed ?? 0);
  for (let node = 0; node < graph.size; node++) if (graph.op(node) !== 'constant') nodeCount += 1;
  return {
    id,
    rootName,
    root,
    rootValue: Float64Array.of(graph.value(root)),
    file: baseName(sources[0]!.path),
    nodeCount,
    visitCount: sweep.order.length,
    scale: Float64Array.of(flow.largestGradient, flow.largestDelta),
    notices: notices(trace, rootName),
    scene,
    ...(comparison && { comparison: comparison.report(trace, sweep, titles) }),
    visits: visitsAround(sweep, titles, visit),
  };
}

function notices({ thrown, unrecorded, sources, call }: Trace, root: string): string[] {
  const all: string[] = [];
  if (thrown) {
    const place = thrown.span ? placeOf(thrown.span, sources) : '';
    all.push(
      call && !call.isBatch
        ? `Before ${call.title} was called, the program had stopped${place}: ${thrown.message}.`
        : `After ${root} was evaluated, the program stopped${place}: ${thrown.message}.`,
    );
  }
  if (unrecorded)
    all.push(
      `This file makes code from text${placeOf(unrecorded, sources)}. Such code runs in the sandbox and is not recorded: what it computes begins anew.`,
    );
  return all;
}

/** In words, ` on line 3` or ` on line 3 of model.ts`. */
function placeOf({ file, start }: SourceSpan, sources: readonly SourceFile[]): string {
  const { path, text } = sources[file]!;
  return ` on line ${lineCounter(text)(start)}${file === 0 ? '' : ` of ${baseName(path)}`}`;
}
