import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { launchPath } from '../http/request-guard.ts';

export interface LaunchFile {
  readonly path: string;
  /** Removes the file and its folder; harmless when they are gone. */
  remove(): void;
}

/**
 * Writes the page that the browser is started on. Only this user can read it, so the token in it never stands in the
 * arguments of a process; the page posts it at once. A token is base64url: nothing in it needs escaping.
 */
export function writeLaunchFile(port: number, token: string, browser?: string): LaunchFile {
  const folder = mkdtempSync(join(readableParent(browser), 'lanekeeper-'));
  const path = join(folder, 'open-console.html');
  writeFileSync(path, launchPage(port, token), { mode: 0o600, flag: 'wx' });
  return { path, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** A browser from a snap has a temporary folder of its own and sees no hidden folders, but it sees its own. */
function readableParent(browser: string | undefined): string {
  const own = join(homedir(), 'snap', 'chromium', 'common');
  return browser?.startsWith('/snap/') === true && existsSync(own) ? own : tmpdir();
}

function launchPage(port: number, token: string): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="referrer" content="no-referrer">
    <title>Opening Lanekeeper</title>
  </head>
  <body>
    <form method="post" action="http://127.0.0.1:${port}${launchPath}">
      <input type="hidden" name="token" value="${token}">
      <button>Open the Lanekeeper console</button>
    </form>
    <script>document.forms[0].submit()</script>
  </body>
</html>
`;
}
