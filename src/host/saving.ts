/** Saves what a panel shows in a file that the person chooses. */
import * as vscode from 'vscode';
import { inLongPieces } from '../export/pieces.ts';

/** What can be saved, by the extension of its file. */
const TYPES = {
  svg: 'SVG picture',
  png: 'PNG picture',
  json: 'JSON',
  dot: 'Graphviz',
} as const;

export type FileType = keyof typeof TYPES;

/**
 * Asks where, and writes `contents` there; the file is suggested beside `document`. Writes nothing where the person
 * gives up; a problem of writing is told.
 */
export async function saveAs(
  type: FileType,
  document: vscode.Uri,
  name: string,
  contents: () => Iterable<string> | Uint8Array,
): Promise<void> {
  const folder = document.scheme === 'untitled' ? vscode.workspace.workspaceFolders?.[0]?.uri : undefined;
  const target = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.joinPath(folder ?? document, folder ? '' : '..', `${fileName(name)}.${type}`),
    filters: { [TYPES[type]]: [type] },
    title: `Save the gradient graph as ${TYPES[type]}`,
  });
  if (!target) return;
  try {
    await vscode.workspace.fs.writeFile(target, bytesOf(contents()));
  } catch (problem) {
    const reason = problem instanceof Error ? problem.message : String(problem);
    void vscode.window.showErrorMessage(`The file could not be written: ${reason}`);
  }
}

/** Without what file systems do not like in names. */
function fileName(name: string): string {
  return name.replaceAll(/[^\p{L}\p{N}._ -]+/gu, '-').slice(0, 100);
}

function bytesOf(contents: Iterable<string> | Uint8Array): Uint8Array {
  if (contents instanceof Uint8Array) return contents;
  const encoder = new TextEncoder();
  const pieces = Array.from(inLongPieces(contents), (piece) => encoder.encode(piece));
  const bytes = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}
