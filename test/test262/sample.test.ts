/** The runner of test262, on a sample of our own writing in test262's form. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { root } from '../../scripts/build.ts';

const SAMPLE = fileURLToPath(new URL('sample', import.meta.url));

/** Runs the files of the sample with this in their path. */
function run(...wanted: string[]): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['test/test262/run.ts', ...wanted],
      { cwd: root, env: { ...process.env, TEST262: SAMPLE } },
      (error, stdout) => resolve({ code: error ? Number(error.code) : 0, output: stdout }),
    );
  });
}

describe('the runner of test262', function () {
  this.timeout(120_000);

  it('finds every kind of file equal, plain and recorded, in both modes', async () => {
    const { code, output } = await run('equal', '--strict');
    assert.match(output, /^8 files; 8 pass plain; 0 of them only plain/m, output);
    assert.equal(code, 0);
  });

  it('names a file in which only the plain program passes, and fails', async () => {
    const { code, output } = await run('different');
    assert.match(output, /^language\/different\/eval\.js\n {2}sloppy: /m, output);
    assert.match(output, /^1 files; 1 pass plain; 1 of them only plain \(1 not listed/m);
    assert.equal(code, 1);
  });
});
