/**
 * The reviewed pictures: a fixed set of graphs in three themes, kept as PNG in test/webview/reviewed/ after a person has
 * looked at them. Here is what they show and how one is taken, the same on every machine: with fonts of a package,
 * one pixel to a pixel, and nothing that moves. They are compared in reviewed.test.ts and made anew by
 * `npm run pictures -- reviewed`.
 */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { GraphView } from '../../src/protocol/view.ts';
import { eventually } from '../eventually.ts';
import { newEvaluator } from '../trace/harness.ts';
import { Conversation } from './conversation.ts';
import { extremes, LAYER, NOT_FINITE, network, simpleExample, square } from './fixtures.ts';
import type { OpenPage, PageServer } from './page.ts';
import type { ThemeName } from './themes.ts';

export const REVIEWED_THEMES = ['light', 'dark', 'highContrast'] as const satisfies readonly ThemeName[];

interface ReviewedPicture {
  readonly name: string;
  /** What the picture is of: the graph alone, so that a change of the controls leaves it as it is, the page, or the inspector. */
  readonly part: '.stage' | '.page' | '.drawer';
  readonly show: (open: OpenPage, id: number) => Promise<void>;
}

export const reviewedPictures: readonly ReviewedPicture[] = [
  {
    name: 'error',
    part: '.page',
    show: async (open) => {
      await open.send({
        type: 'failure',
        failure: {
          message: 'The program stops with an error: “y is not defined”.',
          line: 12,
          source: 'const J = Math.cos(y);',
        },
      });
      await open.page.getByRole('alert').waitFor();
    },
  },
  { name: '6-nodes', part: '.stage', show: (open, id) => open.show(simpleExample(id)) },
  { name: '6-nodes-visit', part: '.stage', show: (open, id) => open.show(simpleExample(id), 3) },
  { name: 'operand-twice', part: '.stage', show: (open, id) => open.show(square(id)) },
  { name: '60-nodes', part: '.stage', show: (open, id) => showWhole(open, network([3, 3, 3], id)) },
  { name: '300-nodes', part: '.stage', show: (open, id) => showWhole(open, network([6, 8, 6], id)) },
  {
    name: 'folds',
    part: '.stage',
    show: async (open) => {
      const { session } = await talkAbout(open, LOOP, 'J');
      session.fold({ open: [] });
      const loop = session.scene.items.find(({ kind }) => kind === 'loop')!.key;
      await open.send({ type: 'scene', graph: session.id, scene: session.fold({ open: [loop] }) });
      // What is out of sight is not drawn.
      await eventually(async () => {
        await open.page.getByRole('button', { name: 'Show everything' }).click();
        assert.equal(await open.page.locator(`.frame [data-key="${loop}"]`).count(), 1);
      });
    },
  },
  { name: 'nan', part: '.stage', show: (open, id) => open.show(extremes(id)) },
  {
    name: 'paths',
    part: '.stage',
    show: async (open, id) => {
      await open.show(simpleExample(id));
      await open.page.locator('[data-key="n2"]').focus();
      await open.page.keyboard.press('p');
      const paths = { text: '', items: ['n2', 'n4', 'n5'], edges: ['n4/0', 'n5/0'] };
      await open.send({ type: 'paths', graph: id, paths });
      await open.page.locator('.node.faded').first().waitFor();
    },
  },
  {
    name: 'tensors',
    part: '.stage',
    show: async (open) => {
      await talkAbout(open, LAYER, 'J');
      await open.page.getByRole('button', { name: 'Show everything' }).click();
    },
  },
  {
    name: 'tensors-not-finite',
    part: '.stage',
    show: async (open) => {
      await talkAbout(open, NOT_FINITE, 'J');
      await open.page.getByRole('button', { name: 'Show everything' }).click();
    },
  },
  {
    name: 'tensor-inspector',
    part: '.drawer',
    show: async (open) => {
      const talk = await talkAbout(open, LAYER, 'J');
      await open.page.getByRole('button', { name: 'Show everything' }).click();
      const v1 = talk.session.scene.items.find(({ name }) => name === 'v₁')!;
      await open.page.locator(`.node[data-key="${v1.key}"]`).click();
      await talk.settle();
      const grid = open.page.getByRole('grid');
      await grid.waitFor();
      await grid.focus();
      for (const key of ['ArrowDown', 'ArrowRight', 'ArrowRight']) {
        await open.page.keyboard.press(key);
        await talk.settle();
      }
      await open.page.getByText('v₁[1, 2]', { exact: true }).first().waitFor();
      await open.page.locator('.drawer-page').evaluate((page) => page.scrollTo(0, 120));
    },
  },
];

/** A function and a loop, of which the picture shows the first turns and the last. */
const LOOP = `const w = 0.9, b = 0.01;
function unit(x: number): number {
  const z = x * w + b;
  return Math.tanh(z) + z * z;
}
let h = unit(0.5);
for (let i = 0; i < 400; i++) h = unit(h) * 0.5 - b;
const J = h * h;
`;

/** Shows a program; only its session is needed from then on. */
async function talkAbout(open: OpenPage, program: string, root: string): Promise<Conversation> {
  const evaluator = newEvaluator();
  const talk = await Conversation.about(open, evaluator, program, root);
  evaluator.dispose();
  return talk;
}

/** As small as it takes to show all of it. */
async function showWhole(open: OpenPage, graph: GraphView): Promise<void> {
  await open.show(graph);
  await open.page.getByRole('button', { name: 'Show everything' }).click();
}

/** The file of a picture, below the project. */
export function reviewedFile(name: string, theme: ThemeName): string {
  return join('test', 'webview', 'reviewed', `${name}-${theme}.png`);
}

/** Takes all pictures in one theme, on one page. */
export async function takeReviewed(
  server: PageServer,
  theme: ThemeName,
  each: (picture: ReviewedPicture, png: Buffer) => Promise<void>,
): Promise<void> {
  const open = await server.open({ theme, width: 1100, height: 720, reducedMotion: true });
  await pinFonts(open);
  await open.page.evaluate(waitForLayouts);
  for (const [at, picture] of reviewedPictures.entries()) {
    await picture.show(open, at + 2);
    // The pointer is nowhere.
    await open.page.mouse.move(0, 0);
    const png = await open.page.locator(picture.part).screenshot({ animations: 'disabled', scale: 'css' });
    await each(picture, png);
  }
  await open.close();
}

/** Runs in the page: on a busy machine, too, the layout is the careful one, which a deadline would end. */
function waitForLayouts(): void {
  const { setTimeout } = window;
  window.setTimeout = ((run: () => void, milliseconds = 0) =>
    setTimeout(run, milliseconds > 1000 ? 20 * milliseconds : milliseconds)) as typeof window.setTimeout;
}

const FONTS = [
  { family: 'Reviewed Text', file: 'DejaVuSans.ttf', weight: '400', style: 'normal' },
  { family: 'Reviewed Text', file: 'DejaVuSans-Bold.ttf', weight: '600', style: 'normal' },
  { family: 'Reviewed Text', file: 'DejaVuSans-Oblique.ttf', weight: '400', style: 'italic' },
  { family: 'Reviewed Text', file: 'DejaVuSans-BoldOblique.ttf', weight: '600', style: 'italic' },
  { family: 'Reviewed Numbers', file: 'DejaVuSansMono.ttf', weight: '400', style: 'normal' },
] as const;

const fontFolder = join(
  dirname(createRequire(import.meta.url).resolve('dejavu-fonts-ttf/package.json')),
  'ttf',
);

/** Draws with fonts that are the same everywhere, whatever the machine has. */
async function pinFonts({ page }: OpenPage): Promise<void> {
  const fonts = await Promise.all(
    FONTS.map(async ({ file, ...face }) => ({
      ...face,
      data: (await readFile(join(fontFolder, file))).toString('base64'),
    })),
  );
  await page.evaluate(async (all) => {
    for (const { family, data, weight, style } of all) {
      const bytes = Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
      document.fonts.add(await new FontFace(family, bytes.buffer, { weight, style }).load());
    }
    document.documentElement.style.setProperty('--vscode-font-family', '"Reviewed Text"');
    document.documentElement.style.setProperty('--vscode-editor-font-family', '"Reviewed Numbers"');
  }, fonts);
}
