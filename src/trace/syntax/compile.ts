/**
 * TypeScript to JavaScript with the TypeScript compiler itself, for the syntax that nothing smaller knows. A bundle of its
 * own (dist/typescript.cjs), because it takes a third of a second to load.
 */
import { decode } from '@jridgewell/sourcemap-codec';
import ts from 'typescript-compiler';
import type { ClassFields, Erased } from './erase.ts';

export function compile(text: string, path: string, fields: ClassFields): Erased {
  const { outputText, sourceMapText } = ts.transpileModule(text, {
    // The compiler knows a dialect by the name, and an untitled editor has none.
    fileName: /\.[cm]?[jt]sx?$/.test(path) ? path : `${path}.ts`,
    compilerOptions: {
      // What the sandbox knows; decorators and `using` are newer.
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.Preserve,
      useDefineForClassFields: fields === 'defined',
      jsx: ts.JsxEmit.React,
      // The rewriting has taken away the imports of types.
      verbatimModuleSyntax: true,
      alwaysStrict: false,
      sourceMap: true,
    },
  });
  const lines = decode((JSON.parse(sourceMapText!) as { mappings: string }).mappings);
  return {
    text: outputText,
    lineOf(line, column) {
      const segment = lines[line - 1]?.findLast(([at]) => at < column);
      return segment?.[2] === undefined ? undefined : segment[2] + 1;
    },
  };
}
