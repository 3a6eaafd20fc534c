/**
 * Debugging backpropagation as a person does: clicked breakpoints, the keys of every debugger, views and console. Each
 * test begins and ends a session of its own.
 */
import assert from 'node:assert/strict';
import { eventually } from '../../eventually.ts';
import { useDebugging } from '../debugging.ts';
import { useWorkbench } from '../workbench.ts';

describe('debugging in VS Code', () => {
  const workbench = useWorkbench({
    file: 'simple-example.ts',
    files: { 'plain.js': 'const x = 2;\nconst t = x * x;\nconst J = Math.sin(t);\n' },
  });
  const page = () => workbench().page;
  const { rows, variable, textOf, stands, start, end, go, press, setBreakpoint, removeBreakpoint, expand } =
    useDebugging(workbench);

  it('starts at the cursor, stops before the first visit, and says what it walks', async () => {
    await start('J =');
    await page()
      .locator('.repl')
      .getByText(/J.=.0\.9758:.8.nodes,.5.visits/)
      .first()
      .waitFor();
  });

  it('steps with F10 and F11, and back', async () => {
    await start('J =');
    await go('F10', 'visiting J backward');
    await go('F10', 'visiting u backward');
    await go('F11', 'visiting u₂ backward');
    await press('step-back', 'visiting u backward');
    await go('F10', 'visiting u₂ backward');
  });

  it('shows the visit and the gradients so far in the variables view, and the values beside the lines', async () => {
    await start('J =');
    await go('F10', 'visiting J backward');
    await go('F10', 'visiting u backward');
    await go('F10', 'visiting u₂ backward');
    await eventually(async () => assert.match((await textOf('node'))!, /^\d+: u₂ = 3 t$/));
    await eventually(async () => assert.equal(await textOf('t'), '0 + 0.6555 = 0.6555'));
    await expand('Gradients so far', 'u1');
    assert.match((await variable('x').locator('.value').textContent())!, /^0$/);
    await page()
      .locator('.editor-instance .view-line', { hasText: /t.=.1\.69,.∂.0\.6555/ })
      .first()
      .waitFor();
  });

  it('evaluates in the console', async () => {
    await start('J =');
    await go('F10', 'visiting J backward');
    await workbench().command('Debug Console: Focus on Debug Console View');
    await page().keyboard.type('d(J, t) + 0');
    await page().keyboard.press('Enter');
    await page().locator('.repl .evaluation-result', { hasText: '0.6295' }).first().waitFor();
    await workbench().focusEditor();
  });

  it('stops at a breakpoint that is clicked into the margin, in both directions', async () => {
    await start('J =');
    await setBreakpoint(3);
    await go('F5', 'visiting t backward');
    await go('F10', 'the walk is finished');
    await press('reverse-continue', 'visiting t backward');
    await press('reverse-continue', 'before the first visit');
    await go('F5', 'visiting t backward');
    await removeBreakpoint(3);
  });

  it('shows a breakpoint that cannot be reached in grey, and says why', async () => {
    await start('J =');
    await setBreakpoint(1);
    const grey = page().locator('.editor-instance .codicon-debug-breakpoint-unverified');
    await workbench().until(
      page().locator('.monaco-hover', { hasText: 'Only inputs are made here (x)' }),
      async () => {
        await page().mouse.move(0, 0);
        await grey.hover();
      },
    );
    await removeBreakpoint(1);
  });

  it('stops when a gradient changes, by the menu of a variable', async () => {
    await start('J =');
    await go('F10', 'visiting J backward');
    await expand('Gradients so far', 'u2');
    await workbench().until(rows('.debug-breakpoints').filter({ hasText: '∂J/∂t' }), async () => {
      await page().keyboard.press('Escape');
      await variable('t').last().click({ button: 'right' });
      await page().getByRole('menuitem', { name: 'Break on Value Change' }).hover();
      await page().keyboard.press('Enter');
    });
    await workbench().focusEditor();
    await go('F5', '∂J/∂t: 0 + 0.6555 = 0.6555');
    await go('F5', '∂J/∂t: 0.6555 + −0.02598 = 0.6295');
  });

  it('has one cursor with the picture', async () => {
    const { panel } = workbench();
    await workbench().show({ text: 'J =', root: 'J' });
    await start('J =');
    await panel.locator('output', { hasText: 'Start' }).waitFor();
    await go('F10', 'visiting J backward');
    await go('F10', 'visiting u backward');
    await panel.locator('output', { hasText: 'Visit 2 of 5' }).waitFor();
    await panel.getByRole('button', { name: 'Forward' }).click();
    await panel.locator('output', { hasText: 'Visit 3 of 5' }).waitFor();
    await rows('.debug-call-stack').filter({ hasText: 'simple-example.ts: u₂ = 3 t' }).waitFor();
    await stands('visiting u₂ backward');
    await workbench().focusEditor();
  });

  it('starts from the panel, with what it shows', async () => {
    await workbench().show({ text: 'u =', root: 'u' });
    await page().getByRole('button', { name: 'Debug Backpropagation' }).click();
    await stands('before the first visit: ∂u/∂u = 1');
    await workbench().focusEditor();
  });

  it('is offered by F5 without a launch configuration', async () => {
    await workbench().goTo('u2 =');
    const offered = page().locator('.quick-input-list-entry .label-name', { hasText: /^Backpropagation$/ });
    await workbench().until(offered, () => page().keyboard.press('F5'));
    await offered.first().click();
    await stands('before the first visit: ∂u₂/∂u₂ = 1');
  });

  it("stands beside JavaScript's own debugger, which stops at the same breakpoints", async () => {
    await workbench().openFile('plain.js');
    await setBreakpoint(2);
    await workbench().focusEditor();
    const offered = page().locator('.quick-input-list-entry .label-name', { hasText: /^Node\.js$/ });
    await workbench().until(offered, () => page().keyboard.press('F5'));
    await offered.first().click();
    const paused = rows('.debug-call-stack').filter({ hasText: /Paused on breakpoint/i });
    // The other debugger starts two processes of its own.
    await paused.first().waitFor({ timeout: 60_000 });

    await workbench().goTo('J =');
    await workbench().command('Gradient Graph: Debug Backpropagation');
    await rows('.debug-call-stack')
      .filter({ hasText: /before the first visit/i })
      .first()
      .waitFor();
    await paused.first().waitFor();
    await end();
    await removeBreakpoint(2);
  });
});
