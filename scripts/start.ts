/**
 * `npm start`: VS Code with this extension, on the examples: in the browser, or with `--desktop` in the `code`
 * that is on the PATH. Runs until Ctrl+C.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { build, root } from './build.ts';
import { installServer, VSCodeServer } from './vscode-server.ts';

const folder = join(root, 'examples');

console.log('Building …');
await build({ production: false });
if (process.argv.includes('--desktop')) startDesktop();
else await startServer();

function startDesktop(): void {
  const args = [`--extensionDevelopmentPath=${root}`, '--new-window', folder];
  const code = spawn('code', args, { stdio: 'inherit', shell: process.platform === 'win32' });
  code.once('error', () => {
    console.error(
      'There is no `code` on the PATH. In VS Code, run “Shell Command: Install code command in PATH”.',
    );
    process.exitCode = 1;
  });
}

async function startServer(): Promise<void> {
  await installServer();
  const server = await VSCodeServer.start({ data: join(root, '.vscode-server-test', 'data') });
  const url = server.url({ folder });
  console.log(`
VS Code with Gradient Graph runs at

  ${url}

Open simple-example.ts, put the cursor on J, press F1 and choose “Gradient Graph: Show Gradient Graph”. Ctrl+C ends it.
`);
  openInBrowser(url);
  await server.ended();
}

/** Opens the person's browser where there is a screen to show it on. */
function openInBrowser(url: string): void {
  const [command, ...args] =
    process.platform === 'darwin'
      ? ['open']
      : process.platform === 'win32'
        ? ['rundll32', 'url.dll,FileProtocolHandler']
        : ['xdg-open'];
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return;
  spawn(command!, [...args, url], { stdio: 'ignore', detached: true })
    .on('error', () => {})
    .unref();
}
