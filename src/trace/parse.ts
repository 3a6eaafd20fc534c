/** From source text to Babel's tree. Which dialect a file is in follows from its name alone. */
import { type ParserPlugin, parse as parseBabel } from '@babel/parser';
import type * as t from '@babel/types';
import { childrenOf, type Node } from './ast.ts';
import { fail } from './errors.ts';

export interface Dialect {
  readonly typescript: boolean;
  readonly jsx: boolean;
}

/** The dialect by the file's extension; an unknown one (an untitled editor) is read as TypeScript. */
export function dialectOf(path: string): Dialect {
  const extension = /\.([cm]?[jt]sx?)$/.exec(path)?.[1] ?? 'ts';
  return {
    typescript: /^[cm]?ts/.test(extension),
    jsx: extension.endsWith('x') || /^[cm]?js$/.test(extension),
  };
}

/** @throws TraceFailure `syntax`, with the place, when the text does not parse. */
export function parse(source: string, path: string): t.File {
  const { typescript, jsx } = dialectOf(path);
  const plugins: ParserPlugin[] = ['explicitResourceManagement', 'decorators', 'decoratorAutoAccessors'];
  if (typescript) plugins.push('typescript');
  if (jsx) plugins.push('jsx');
  try {
    const file = parseBabel(source, { sourceType: 'unambiguous', plugins, attachComment: false });
    refuseUnsupported(file.program);
    return file;
  } catch (error) {
    const { pos, message } = error as Error & { pos?: number };
    if (pos === undefined) throw error;
    const what = message.replace(/ \(\d+:\d+\)$/, '').replace(/\.$/, '');
    const start = Math.min(pos, source.length);
    fail('syntax', lowerFirst(what), { file: 0, start, end: Math.min(start + 1, source.length) });
  }
}

/** What parses but neither the sandbox nor the erasing of types knows. */
function refuseUnsupported(node: Node): void {
  const refuse = (what: string) => fail('unsupported', what, { file: 0, start: node.start!, end: node.end! });
  if (node.type === 'TSModuleDeclaration' && !node.declare) refuse('a namespace');
  if (node.type === 'Decorator') refuse('a decorator');
  if (node.type === 'VariableDeclaration' && (node.kind === 'using' || node.kind === 'await using'))
    refuse(`“${node.kind}”`);
  if (node.type === 'ClassAccessorProperty') refuse('an “accessor” field');
  for (const child of childrenOf(node)) refuseUnsupported(child);
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
