/** The picture still looks as it did when a person last looked at it. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pixelmatch from 'pixelmatch';
import { PNG } from 'pngjs';
import { root } from '../../scripts/build.ts';
import { PageServer } from './page.ts';
import { REVIEWED_THEMES, reviewedFile, takeReviewed } from './reviewed.ts';
import { themes } from './themes.ts';

/** How different the colours of a pixel may be, from 0 to 1, and how many pixels of a picture may differ by more: browsers of other versions smooth differently. */
const THRESHOLD = 0.1;
const TOLERATED_SHARE = 0.0005;

describe('The reviewed pictures', function () {
  this.timeout(60_000);
  let server: PageServer;
  before(async () => {
    server = await PageServer.start();
  });
  after(() => server.stop());

  for (const theme of REVIEWED_THEMES) {
    it(`are still the same in ${themes[theme].name}`, async () => {
      const faults: string[] = [];
      await takeReviewed(server, theme, async ({ name }, png) => {
        const file = join(root, reviewedFile(name, theme));
        const fault = await compare(file, png);
        if (fault) faults.push(`${name}: ${fault}`);
      });
      assert.deepEqual(
        faults,
        [],
        'Look at the files *.actual.png and *.difference.png beside the pictures. If they are right, run `npm run pictures -- reviewed`.',
      );
    });
  }

  it('are not the same when something is in another place', () => {
    const one = new PNG({ width: 100, height: 100, fill: true });
    const other = new PNG({ width: 100, height: 100, fill: true });
    for (let x = 10; x < 30; x++) other.data.fill(255, 4 * (x + 100 * 50), 4 * (x + 100 * 50) + 4);
    assert.match(difference(one, other).fault!, /^20 pixels/);
    assert.equal(difference(one, one).fault, undefined);
  });
});

/** What is wrong with a picture, with the evidence written beside the file. */
async function compare(file: string, png: Buffer): Promise<string | undefined> {
  const [actual, evidence] = [file.replace(/png$/, 'actual.png'), file.replace(/png$/, 'difference.png')];
  await Promise.all([rm(actual, { force: true }), rm(evidence, { force: true })]);
  if (!existsSync(file)) {
    await writeFile(actual, png);
    return 'there is no reviewed picture yet';
  }
  const { fault, picture } = difference(PNG.sync.read(await readFile(file)), PNG.sync.read(png));
  if (!fault) return undefined;
  await writeFile(actual, png);
  if (picture) await writeFile(evidence, PNG.sync.write(picture));
  return fault;
}

function difference(expected: PNG, actual: PNG): { fault: string | undefined; picture?: PNG } {
  const { width, height } = expected;
  if (actual.width !== width || actual.height !== height)
    return { fault: `it is ${actual.width} × ${actual.height} pixels, and was ${width} × ${height}` };
  const picture = new PNG({ width, height });
  const count = pixelmatch(expected.data, actual.data, picture.data, width, height, { threshold: THRESHOLD });
  const isSame = count <= TOLERATED_SHARE * width * height;
  return { fault: isSame ? undefined : `${count} pixels differ`, picture };
}
