/** The colours of the four themes: readable on the paper they are on, and told apart by all kinds of eyes. */
import assert from 'node:assert/strict';
import { LEVELS } from '../../src/protocol/tensors.ts';
import { strengthOf } from '../../webview/picture/heatMaps.ts';
import { blend, contrast, difference, eyes, parseColour, type Rgb, seenBy } from './colours.ts';
import { usePages } from './page.ts';
import { type ThemeName, themes } from './themes.ts';

/** As in webview/picture/tint.ts. */
const STRONGEST_TINT = 0.35;

const TROUBLES = ['non-finite', 'exploding', 'vanishing', 'dead'];

describe('The colours', function () {
  this.timeout(60_000);
  const open = usePages();

  for (const theme of Object.keys(themes) as ThemeName[]) {
    describe(`in ${themes[theme].name}`, () => {
      let colour: (name: string) => Rgb;
      before(async () => {
        const { page } = await open({ theme });
        const names = ['background', 'text', 'node', 'positive', 'negative', ...TROUBLES];
        const found = await page.evaluate(
          (all) =>
            all.map((name) => {
              const probe = document.createElement('i');
              probe.style.color = `var(--gg-${name})`;
              document.body.append(probe);
              return getComputedStyle(probe).color;
            }),
          names,
        );
        colour = (name) => parseColour(found[names.indexOf(name)]!);
      });

      it('stand out from the background', () => {
        for (const name of ['positive', 'negative', ...TROUBLES])
          assert.ok(contrast(colour(name), colour('background')) >= 4.5, name);
      });

      it('leave the text on tinted nodes readable', () => {
        for (const name of ['positive', 'negative', ...TROUBLES]) {
          const tinted = blend(colour('node'), colour(name), STRONGEST_TINT);
          assert.ok(contrast(colour('text'), tinted) >= 4.5, `${name}: ${contrast(colour('text'), tinted)}`);
        }
      });

      it('tell the signs of heat maps apart at every level, and each level from the paper, for all kinds of eyes', () => {
        for (const who of eyes)
          for (let level = 1; level <= LEVELS; level++) {
            const [positive, negative] = ['positive', 'negative'].map((name) =>
              seenBy(who, blend(colour('node'), colour(name), strengthOf(level))),
            ) as [Rgb, Rgb];
            const paper = seenBy(who, colour('node'));
            // Side by side, 2 can just be told apart.
            for (const [a, b] of [
              [positive, negative],
              [positive, paper],
              [negative, paper],
            ] as const)
              assert.ok(difference(a, b) >= 4, `${who}, level ${level}: ${difference(a, b).toFixed(1)}`);
          }
      });

      it('tell signs, and kinds of trouble, apart for eyes without one kind of cone too', () => {
        for (const who of eyes)
          for (const group of [['positive', 'negative'], TROUBLES])
            for (const [at, a] of group.entries())
              for (const b of group.slice(0, at)) {
                const d = difference(seenBy(who, colour(a)), seenBy(who, colour(b)));
                assert.ok(d >= 12, `${who}: ${a} and ${b} differ by ${d.toFixed(1)}`);
              }
      });
    });
  }
});
