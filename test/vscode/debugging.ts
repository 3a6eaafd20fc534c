/** VS Code's debugger in the hands of a test: sessions that begin and end, keys that count, breakpoints in the margin. */
import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { eventually } from '../eventually.ts';
import type { Workbench } from './workbench.ts';

const DEBUG = 'Gradient Graph: Debug Backpropagation';

/** Opens the view of the debugger for the suite, and ends what each test has left, so that a second attempt begins anew. */
export function useDebugging(workbench: () => Workbench) {
  const page = () => workbench().page;

  const rows = (view: string) => page().locator(`${view} .monaco-list-row`);
  const heading = () => page().locator('.call-stack-state-message .label');
  const variable = (name: string) =>
    rows('.debug-variables').filter({
      has: page().locator('.name', { hasText: new RegExp(`^${name} ?=?$`) }),
    });

  /** Where the walk stands, as the call stack's heading says. */
  const stands = (text: string) => heading().filter({ hasText: text }).waitFor();

  /**
   * Makes a move that ends with another heading. VS Code shows a stop a moment before it takes the next key: a
   * heading that stays as it was tells that the key came too early.
   */
  async function move(text: string, action: () => Promise<void>): Promise<void> {
    const before = await heading().textContent();
    assert.ok(!before!.includes(text), `the walk stands there already: ${before}`);
    await workbench().until(heading().filter({ hasText: text }), async () => {
      if ((await heading().textContent()) === before) await action();
    });
  }

  async function start(text: string): Promise<void> {
    await workbench().goTo(text);
    await workbench().command(DEBUG);
    await stands('before the first visit');
  }

  /** Ends every session. */
  async function end(): Promise<void> {
    const toolbar = page().locator('.debug-toolbar .codicon-debug-stop');
    await eventually(async () => {
      if (await toolbar.isVisible()) await page().keyboard.press('Shift+F5');
      assert.equal(await rows('.debug-call-stack').count(), 0);
      assert.ok(!(await toolbar.isVisible()));
    });
  }

  /** The sign of a breakpoint beside a line, and the middle of the margin there. */
  async function margin(line: number): Promise<{ sign: Locator | undefined; x: number; y: number }> {
    const number = page().locator('.editor-instance .line-numbers', { hasText: new RegExp(`^${line}$`) });
    const { x, y, height } = (await number.first().boundingBox())!;
    const middle = y + height / 2;
    for (const sign of await page().locator('.editor-instance [class*="codicon-debug-breakpoint"]').all()) {
      const box = await sign.boundingBox();
      if (box && box.y < middle && middle < box.y + box.height) return { sign, x: x - 8, y: middle };
    }
    return { sign: undefined, x: x - 8, y: middle };
  }

  /** Clicks into the margin until there is a breakpoint, or none. */
  async function toggle(line: number, isWanted: boolean): Promise<void> {
    await eventually(async () => {
      const { sign, x, y } = await margin(line);
      if ((sign !== undefined) === isWanted) return;
      await page().mouse.click(x, y);
      await eventually(
        async () => assert.equal((await margin(line)).sign !== undefined, isWanted, `breakpoint ${line}`),
        2_000,
      );
    });
  }

  before(async function () {
    this.timeout(60_000);
    await workbench().command('View: Show Run and Debug');
  });
  afterEach(async function () {
    this.timeout(60_000);
    await page().keyboard.press('Escape');
    await end();
  });

  return {
    rows,
    variable,
    stands,
    start,
    end,
    textOf: (name: string) => variable(name).first().locator('.value').textContent(),
    /** Presses a key of the debugger in the text editor. */
    go: (key: string, text: string) => move(text, () => page().keyboard.press(key)),
    /** Clicks a button of the debugger's toolbar. */
    press: (button: string, text: string) =>
      move(text, () => page().locator(`.debug-toolbar .codicon-debug-${button}`).click()),
    setBreakpoint: (line: number) => toggle(line, true),
    removeBreakpoint: (line: number) => toggle(line, false),
    /** Opens a heading of the variables view that has this row. */
    expand: (text: string, row: string) =>
      workbench().until(variable(row), async () => {
        if ((await variable(row).count()) === 0)
          await rows('.debug-variables').filter({ hasText: text }).click();
      }),
  };
}
