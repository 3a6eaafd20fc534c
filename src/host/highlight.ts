/** Marks an expression in the text editors. Moves neither the cursor nor the focus. */
import * as vscode from 'vscode';
import type { Range } from './edits.ts';
import { type FileSnapshot, rangeIn } from './snapshot.ts';

interface Mark {
  readonly snapshot: FileSnapshot;
  readonly range: Range;
}

export class Highlight implements vscode.Disposable {
  readonly #decoration: vscode.TextEditorDecorationType;
  readonly #listener = vscode.window.onDidChangeVisibleTextEditors(() => this.#draw());
  #mark: Mark | undefined;

  /** @param of what is marked: the expression that the walk visits, or the one that is pointed at in the picture. */
  constructor(of: 'visit' | 'point') {
    this.#decoration = vscode.window.createTextEditorDecorationType(of === 'visit' ? visit() : point());
  }

  /** Marks a range of the snapshot's text, wherever it is now; without one, nothing is marked any more. */
  show(mark: Mark | undefined): void {
    this.#mark = mark;
    this.#draw();
  }

  /** Scrolls the mark into view where its document is open. */
  reveal(): void {
    for (const { editor, range } of this.#draw())
      editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  }

  #draw(): { editor: vscode.TextEditor; range: vscode.Range }[] {
    return vscode.window.visibleTextEditors.flatMap((editor) => {
      const here = this.#mark?.snapshot.isOf(editor.document) ? this.#mark : undefined;
      if (!here) {
        editor.setDecorations(this.#decoration, []);
        return [];
      }
      const range = rangeIn(editor.document, here.snapshot.now(here.range));
      editor.setDecorations(this.#decoration, [range]);
      return [{ editor, range }];
    });
  }

  dispose(): void {
    this.#listener.dispose();
    this.#decoration.dispose();
  }
}

function visit(): vscode.DecorationRenderOptions {
  return {
    backgroundColor: new vscode.ThemeColor('gradientGraph.visitBackground'),
    border: '1px solid',
    borderColor: new vscode.ThemeColor('gradientGraph.visitBorder'),
    borderRadius: '2px',
    overviewRulerColor: new vscode.ThemeColor('gradientGraph.visitBorder'),
    overviewRulerLane: vscode.OverviewRulerLane.Center,
  };
}

/** Unlike a visit also in form, because both may be there. VS Code has each colour of its theme as a property, too. */
function point(): vscode.DecorationRenderOptions {
  return {
    textDecoration: 'underline 3px var(--vscode-gradientGraph-pointUnderline); text-underline-offset: 2px',
    overviewRulerColor: new vscode.ThemeColor('gradientGraph.pointUnderline'),
    overviewRulerLane: vscode.OverviewRulerLane.Center,
  };
}
