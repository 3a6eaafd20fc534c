/**
 * Which gradient a data breakpoint watches. Its `dataId` is an expression of the program, `w`, or one that is seen from a
 * call, with the place where its number was made, `h@12 at 0:34-40`: what it means does not depend on where the walk stands,
 * and in another run it is the same number or none.
 */
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { NodeId } from '../../engine/index.ts';
import type { ScopeId } from '../../trace/trace.ts';
import { evaluate, nodesOf, type Worth } from '../expression/evaluate.ts';
import { isQuantity } from '../expression/names.ts';
import { ExpressionError, parseExpression } from '../expression/parse.ts';
import type { Runtime } from '../runtime.ts';

const PROGRAM: ScopeId = 0;

/** What a client may break on when it asks for `path`, as a scope sees it; or why there is nothing. */
export function gradientInfo(
  runtime: Runtime,
  path: string,
  { scope }: { readonly scope: ScopeId },
): DebugProtocol.DataBreakpointInfoResponse['body'] {
  const { trace, names } = runtime;
  const root = names[trace.root]!;
  try {
    const { worth, nodes } = read(runtime, path, scope);
    requireChange(runtime, path, nodes);
    const isLocal = !meansTheSame(runtime, path, nodes);
    const isSingle = typeof worth === 'object' && isQuantity(worth.content);
    // A local variable has another node in each call: the one that is meant is this one.
    const local = `${isSingle ? `node(${nodes[0]})` : `${path}@${scope}`} at ${placeOf(runtime, nodes[0]!)}`;
    return {
      dataId: isLocal ? local : path,
      description: `∂${root}/∂${path}`,
      accessTypes: ['write'],
      canPersist: !isLocal,
    };
  } catch (error) {
    if (error instanceof ExpressionError) return { dataId: null, description: error.message };
    throw error;
  }
}

/** The nodes of a `dataId`. Throws {@link ExpressionError} where it is none, or nothing depends on it. */
export function nodesWatched(runtime: Runtime, dataId: string): ReadonlySet<NodeId> {
  const { trace } = runtime;
  const [, path = dataId, call, place] = /^(.*?)(?:@(\d+))? at (\d+:\d+-\d+ .*)$/s.exec(dataId) ?? [];
  const scope = call === undefined ? PROGRAM : Number(call);
  if (scope >= trace.scopeCount) throw new ExpressionError(`The call of ${path} is not made any more.`);
  const { nodes } = read(runtime, path, scope);
  if (place !== undefined && nodes[0] !== undefined && placeOf(runtime, nodes[0]) !== place)
    throw new ExpressionError('The program is another now: set this breakpoint again, on the variable.');
  requireChange(runtime, path, nodes);
  return new Set(nodes);
}

/** Whether the program itself calls these nodes so, and not only a call of it. */
function meansTheSame(runtime: Runtime, path: string, nodes: readonly NodeId[]): boolean {
  try {
    const own = read(runtime, path, PROGRAM).nodes;
    return own.length === nodes.length && own.every((node, index) => node === nodes[index]);
  } catch (error) {
    if (error instanceof ExpressionError) return false;
    throw error;
  }
}

/** Throws {@link ExpressionError} where the gradient of none of the nodes ever changes. */
function requireChange({ trace, names }: Runtime, path: string, nodes: readonly NodeId[]): void {
  const root = names[trace.root]!;
  if (nodes.length === 0)
    throw new ExpressionError(`${root} does not depend on ${path}: its gradient stays 0.`);
  if (nodes.every((node) => node === trace.root))
    throw new ExpressionError(`∂${root}/∂${path} is 1 from the beginning, and never changes.`);
}

/** What tells a number of one run from those of another: where it was made, and its name. */
function placeOf({ trace }: Runtime, node: NodeId): string {
  const { file, start, end } = trace.spanOf(node);
  return `${file}:${start}-${end} ${trace.nameOf(node)}`;
}

/** At the end of the walk, where every variable has its value. */
function read(
  { scope: all, walk }: Runtime,
  path: string,
  scope: ScopeId,
): { worth: Worth; nodes: NodeId[] } {
  const worth = evaluate(parseExpression(path), all, walk.last, { node: walk.trace.root, scope });
  return { worth, nodes: nodesOf(worth, all.names, scope) };
}
