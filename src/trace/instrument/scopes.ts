/** How loops, `return`, `yield`, `await` and `try` keep track of the running scope. */
import type * as t from '@babel/types';
import type { LoopNode, Node } from '../syntax/ast.ts';
import type { Instrumenter, Place } from './instrument.ts';
import { renamed } from './naming.ts';

/** After the statement, all runs in the scope that it was reached in; gives the variable that holds this. */
export function restoring(instrumenter: Instrumenter, statement: Node): string {
  const { out } = instrumenter;
  const before = out.local();
  out.open(statement.start!, `{const ${before}=${out.helper('now')}();`);
  out.close(statement.end!, `;${out.helper('at')}(${before})}`);
  return before;
}

/** Every turn of a loop is a scope of its own. `outer` is the loop with its labels. */
export function rewriteLoop(instrumenter: Instrumenter, node: LoopNode, outer: Node, place: Place): void {
  const { out } = instrumenter;
  const before = restoring(instrumenter, outer);
  let first = `${out.helper('turn')}(${out.site(node)},${before});`;
  switch (node.type) {
    case 'ForStatement':
      if (node.init) instrumenter.visit(node.init, place, 'none');
      if (node.test) instrumenter.truth(node.test, place);
      if (node.update) instrumenter.visit(node.update, place, 'none');
      break;
    case 'WhileStatement':
    case 'DoWhileStatement':
      instrumenter.truth(node.test, place);
      break;
    case 'ForOfStatement':
    case 'ForInStatement':
      {
        const { left } = node;
        const declaration = left.type === 'VariableDeclaration' ? left : undefined;
        const target = declaration ? declaration.declarations[0]!.id : left;
        instrumenter.pattern(target, place);
        const names = node.type === 'ForOfStatement' ? renamed(instrumenter, target, declaration) : '';
        if (names) first += `${names};`;
      }
      instrumenter.visit(node.right, place);
      break;
  }
  const { body } = node;
  // In a block of its own: the body may declare the same names again.
  out.open(body.start!, `{${first}`);
  out.close(body.end!, '}');
  instrumenter.visit(body, place, 'none');
}

export function rewriteReturn(instrumenter: Instrumenter, node: t.ReturnStatement, place: Place): void {
  const { out } = instrumenter;
  const usual = out.helper(place.suspends ? 'leaveFrame' : 'leave');
  if (node.argument) {
    const leave =
      place.lookedAt === 'never'
        ? usual
        : place.lookedAt === 'always'
          ? out.helper('leavePlain')
          : `(new.target?${out.helper('leavePlain')}:${usual})`;
    out.wrap(node.argument, `${leave}(${instrumenter.scope},`, ')');
    instrumenter.visit(node.argument, place);
  } else {
    // A returned value is awaited in an async generator, and nothing is not.
    out.open(node.start!, `{${usual}(${instrumenter.scope});`);
    out.close(node.end!, '}');
  }
}

export function rewriteSuspension(
  instrumenter: Instrumenter,
  node: t.YieldExpression | t.AwaitExpression,
  place: Place,
): void {
  const { out } = instrumenter;
  // At the top level of a module there is no frame; nothing else runs in its scopes meanwhile.
  const wraps = place.suspends && !(node.type === 'YieldExpression' && node.delegate);
  if (wraps) {
    out.open(node.start!, `${out.helper('resume')}(${instrumenter.scope},`);
    out.close(node.end!, ')');
    if (node.argument) out.wrap(node.argument, `${out.helper('suspend')}(${instrumenter.scope},`, ')');
    else out.close(node.end!, ` ${out.helper('suspend')}(${instrumenter.scope})`);
  }
  if (node.argument) instrumenter.visit(node.argument, place);
}

export function rewriteTry(instrumenter: Instrumenter, node: t.TryStatement, place: Place): void {
  const { out } = instrumenter;
  const here = out.local();
  out.open(node.start!, `{const ${here}=${out.helper('now')}();`);
  out.close(node.end!, '}');
  // The call that threw is over.
  const over = instrumenter.context.notesCalls ? `${out.helper('made')}();` : '';
  instrumenter.visit(node.block, place);
  if (node.handler) {
    out.open(node.handler.body.start! + 1, `${out.helper('at')}(${here});${over}`);
    if (node.handler.param) instrumenter.pattern(node.handler.param, place);
    instrumenter.visit(node.handler.body, place);
  }
  if (node.finalizer) {
    // The block may run on the way out of the function: afterwards all is as it found it.
    const found = out.local();
    const at = out.helper('at');
    out.enclose(
      node.finalizer,
      `const ${found}=${out.helper('now')}();${at}(${here});${over}`,
      `;${at}(${found});`,
    );
    instrumenter.visit(node.finalizer, place);
  }
}
