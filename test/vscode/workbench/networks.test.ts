/** A network definition that is selected, and its batch in the panel. */
import assert from 'node:assert/strict';
import { useWorkbench } from '../workbench.ts';

const NETWORK = `import * as tf from '@tensorflow/tfjs';

const net = tf.sequential({ layers: [
  tf.layers.dense({ units: 1, inputShape: [2], kernelInitializer: 'ones' }),
] });
net.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
`;

describe('a network in the panel', () => {
  const workbench = useWorkbench({ file: 'network.ts', files: { 'network.ts': NETWORK } });
  const title = () => workbench().panel.locator('header h1');
  const field = (name: string) => workbench().panel.getByLabel(name, { exact: true });

  it('is shown on a batch that is made up, and then on the numbers that are typed', async () => {
    await workbench().show({ text: 'net =', root: 'net' });
    await workbench()
      .panel.locator('.from', { hasText: /^made up from the shape of the input$/ })
      .waitFor();
    assert.equal(await field('examples').inputValue(), '4');
    await field('x').fill('[[1, 2], [3, 4]]');
    await field('x').press('Enter');
    await workbench().panel.locator('.from', { hasText: 'as given here' }).waitFor();
    await field('y').fill('[[0], [5]]');
    await field('y').press('Enter');
    // (3² + 2²) / 2
    await title().filter({ hasText: '= 6.5' }).waitFor();
    assert.equal(await field('examples').inputValue(), '2');
  });

  it('says what shape the numbers must have, and keeps the picture', async () => {
    await field('x').fill('[[1, 2, 3]]');
    await field('x').press('Enter');
    await workbench().panel.locator('.problem', { hasText: 'must have the shape [examples, 2]' }).waitFor();
    assert.match((await title().textContent())!, /= 6\.5/);
    assert.equal(await field('x').inputValue(), '[[1, 2, 3]]');
    await field('x').fill('[[1, 2], [3, 2]]');
    await field('x').press('Enter');
    // (3² + 0²) / 2
    await title().filter({ hasText: '= 4.5' }).waitFor();
  });

  it('remembers the batch when the panel is opened again', async () => {
    await workbench().page.locator('.tab', { hasText: 'Gradient Graph' }).click({ button: 'middle' });
    await workbench().focusEditor();
    await workbench().show({ text: 'net =', root: 'net' });
    assert.equal(await field('x').inputValue(), '[[1, 2], [3, 2]]');
    await workbench().panel.getByRole('button', { name: 'Take the batch from the program' }).click();
    await workbench()
      .panel.locator('.from', { hasText: /^made up from the shape of the input$/ })
      .waitFor();
    assert.equal(await field('examples').inputValue(), '4');
  });
});
