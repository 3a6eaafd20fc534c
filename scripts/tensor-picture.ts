/** The picture of docs/tensorflow.md, from the real panel in a real VS Code, into docs/pictures/. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Workbench } from '../test/vscode/workbench.ts';
import { root } from './build.ts';

/** A layer and its loss, as the page tells of them. */
const PROGRAM = `import * as tf from '@tensorflow/tfjs';

const x = tf.randomNormal([8, 3], 0, 1, 'float32', 1);
const y = tf.randomNormal([8, 5], 0, 1, 'float32', 2);
const W = tf.variable(tf.randomNormal([3, 5], 0, 1, 'float32', 3));
const b = tf.variable(tf.zeros([5]));

const h = x.matMul(W).add(b).relu();
const J = h.sub(y).square().mean();
`;

export async function takeTensorPicture(): Promise<void> {
  const folder = join(root, 'docs', 'pictures');
  await mkdir(folder, { recursive: true });
  const workbench = await Workbench.open({
    file: 'layer.ts',
    files: { 'layer.ts': PROGRAM },
    settings: {
      'editor.minimap.enabled': false,
      'breadcrumbs.enabled': false,
      // The package is not installed there.
      'typescript.validate.enable': false,
      'editor.occurrencesHighlight': 'off',
    },
  });
  const { page, panel } = workbench;
  await page.setViewportSize({ width: 1500, height: 1040 });
  await workbench.command('View: Toggle Primary Side Bar Visibility');
  await workbench.show({ text: 'J =', root: 'J' });
  await panel.getByRole('button', { name: 'Show everything' }).click();
  await panel.locator('.node', { has: panel.getByText('W', { exact: true }) }).click();
  const grid = panel.getByRole('grid');
  await grid.focus();
  for (const key of ['ArrowDown', 'ArrowDown', 'ArrowRight', 'ArrowRight', 'ArrowRight'])
    await page.keyboard.press(key);
  await panel.getByText('∂J/∂W[2, 3]', { exact: true }).waitFor();
  const file = join(folder, 'tensors.png');
  await page.locator('.part.editor').screenshot({ path: file });
  console.log(file);
  await workbench.close();
}

if (import.meta.main) await takeTensorPicture();
