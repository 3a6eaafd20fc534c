/** From source text to Babel's tree. Which dialect a file is in follows from its name alone. */
import { type ParserPlugin, parse as parseBabel, parseExpression } from '@babel/parser';
import type * as t from '@babel/types';
import { fail } from '../errors.ts';
import type { SourceFile } from '../trace.ts';
import { childrenOf, isFunction, type Node } from './ast.ts';

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
  const read = (sourceType: 'unambiguous' | 'module') =>
    parseBabel(source, {
      sourceType,
      plugins,
      attachComment: false,
      // As in a CommonJS module.
      allowReturnOutsideFunction: !typescript,
    });
  return orFail(source, () => {
    const file = read('unambiguous');
    if (file.program.sourceType === 'module' || !/\bawait\b/.test(source) || /\.c[jt]s$/.test(path))
      return file;
    return asModule(() => read('module')) ?? file;
  });
}

/**
 * A file that awaits outside of its functions, which only a module can. Babel takes `for await`, `await using` and what can
 * also be read as a call, `await (f)`, for a script.
 */
function asModule(read: () => t.File): t.File | undefined {
  try {
    const file = read();
    return awaits(file.program) ? file : undefined;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return undefined;
  }
}

function awaits(node: Node): boolean {
  if (isFunction(node)) return false;
  return (
    node.type === 'AwaitExpression' ||
    (node.type === 'ForOfStatement' && node.await) ||
    (node.type === 'VariableDeclaration' && node.kind === 'await using') ||
    childrenOf(node).some(awaits)
  );
}

/** What makes elements and fragments of JSX, where comments of the file say so: `@jsx h`, `@jsxFrag Fragment`. */
export interface JsxPragmas {
  readonly element: string | undefined;
  readonly fragment: string | undefined;
}

export function jsxPragmas({ comments }: t.File): JsxPragmas {
  const named = (tag: string) => {
    const pattern = new RegExp(`@${tag}\\s+([\\w$.]+)`);
    return comments?.map(({ type, value }) => type === 'CommentBlock' && pattern.exec(value)).find(Boolean);
  };
  return { element: (named('jsx') || [])[1], fragment: (named('jsxFrag') || [])[1] };
}

/** The value in a JSON file. @throws TraceFailure `syntax` */
export function parseJson({ text }: SourceFile): t.Expression {
  return orFail(text, () => {
    const expression = parseExpression(text.replace(/^\uFEFF/, ' '));
    JSON.parse(text.replace(/^\uFEFF/, ''));
    return expression;
  });
}

function orFail<T>(source: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const { pos = 0, message } = error as Error & { pos?: number };
    const what = message.replace(/ \(\d+:\d+\)$/, '').replace(/\.$/, '');
    const start = Math.min(pos, source.length);
    fail('syntax', lowerFirst(what), { file: 0, start, end: Math.min(start + 1, source.length) });
  }
}

/** As a part of a sentence. */
export function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
