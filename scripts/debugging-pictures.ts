/** The pictures of docs/debugging.md, from real sessions in a real VS Code, into docs/pictures/. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Workbench } from '../test/vscode/workbench.ts';
import { root } from './build.ts';

const folder = join(root, 'docs', 'pictures');

/** A program of the page, as it stands there. */
interface Scene {
  readonly name: string;
  readonly program: string;
  /** What the cursor stands on when the session begins. */
  readonly at: string;
  /** From the first stop to the picture. */
  readonly play: (workbench: Workbench) => Promise<void>;
}

const stands = (workbench: Workbench, text: string) =>
  workbench.page.locator('.call-stack-state-message .label', { hasText: text }).waitFor();

const scenes: readonly Scene[] = [
  {
    name: 'find-the-nan',
    at: 'loss =',
    program: `const w = [0.4, -0.7, 1.2];
const share = [0.25, 0, 0.75];

const entropy = share.map((p) => -p * Math.log(p));
const score = w.map((one, i) => Math.tanh(one * entropy[i]));

export const loss = (score[0] + score[1] + score[2] - 1) ** 2;
`,
    play: async (workbench) => {
      await workbench.page.keyboard.press('F5');
      await workbench.page.locator('.exception-widget').waitFor();
    },
  },
  {
    name: 'watch-a-gradient-accumulate',
    at: 'loss =',
    program: `const w = 0.5;
const inputs = [1, 2, 3];
const targets = [2, 4, 6];

let loss = 0;
for (let i = 0; i < inputs.length; i++) {
  const residual = w * inputs[i] - targets[i];
  loss += residual ** 2;
}
`,
    play: async (workbench) => {
      const { page } = workbench;
      const rows = page.locator('.debug-variables .monaco-list-row');
      await rows.filter({ hasText: 'Gradients so far' }).click();
      await rows
        .filter({ has: page.locator('.name', { hasText: /^w/ }) })
        .first()
        .click({ button: 'right' });
      await page.getByRole('menuitem', { name: 'Break on Value Change' }).hover();
      await page.keyboard.press('Enter');
      await page.locator('.debug-breakpoints .monaco-list-row', { hasText: '∂loss/∂w' }).waitFor();
      await workbench.focusEditor();
      for (const before of ['0', '−27', '−39']) {
        await page.keyboard.press('F5');
        await stands(workbench, `∂loss/∂w: ${before} +`);
      }
    },
  },
  {
    name: 'why-is-this-gradient-zero',
    at: 'y =',
    program: `const relu = (x: number) => Math.max(0, x);

const x = 1.5;
const w1 = -0.8;
const b1 = 0.3;
const w2 = 2;

const hidden = relu(w1 * x + b1);
export const y = w2 * hidden + 1;
`,
    play: async (workbench) => {
      const { page } = workbench;
      const filter = page.locator('.debug-breakpoints .monaco-list-row', {
        hasText: 'Gradient is cut to zero',
      });
      await filter.locator('.monaco-checkbox').click();
      await workbench.focusEditor();
      await page.keyboard.press('F5');
      await page.locator('.exception-widget').waitFor();
    },
  },
];

export async function takeDebuggingPictures(): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const { name, program, at, play } of scenes) {
    const workbench = await Workbench.open({
      file: 'simple-example.ts',
      settings: { 'editor.minimap.enabled': false, 'breadcrumbs.enabled': false },
    });
    const { page } = workbench;
    // High enough for the explorer to draw every row.
    await page.setViewportSize({ width: 1240, height: 1400 });
    await writeFile(join(workbench.folder, `${name}.ts`), program);
    await page.locator(`.explorer-folders-view .monaco-list-row[aria-label^="${name}.ts"]`).dblclick();
    await page.locator(`.tab.active[data-resource-name="${name}.ts"]`).waitFor();
    await page.setViewportSize({ width: 1240, height: 760 });
    await workbench.command('View: Show Run and Debug');
    await workbench.goTo(at);
    await workbench.command('Gradient Graph: Debug Backpropagation');
    await stands(workbench, 'before the first visit');
    await play(workbench);
    // The debug console has nothing to say here.
    await workbench.command('View: Toggle Panel Visibility');
    await page.mouse.move(620, 700);
    const file = join(folder, `${name}.png`);
    await page.screenshot({ path: file });
    console.log(file);
    await workbench.close();
  }
}

if (import.meta.main) await takeDebuggingPictures();
