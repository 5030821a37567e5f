import { spawn } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { findBrowser } from './find-browser.ts';

export type BrowserVerdict =
  | { readonly canOpen: true; readonly browser: string }
  | { readonly canOpen: false; readonly reason: string };

/** Whether a browser can be opened for this person, and if not, why. */
export function browserVerdict(env: Readonly<Record<string, string | undefined>> = process.env): BrowserVerdict {
  if (process.platform === 'linux' && !env['DISPLAY'] && !env['WAYLAND_DISPLAY'])
    return { canOpen: false, reason: 'There is no display here.' };
  const browser = findBrowser();
  if (browser === undefined) return { canOpen: false, reason: 'Neither Chromium nor Chrome is installed.' };
  // Chromium ends at once for root unless its sandbox is off, and we do not turn that off.
  if (process.platform === 'linux' && process.getuid?.() === 0)
    return { canOpen: false, reason: 'Chromium does not open for root.' };
  return { canOpen: true, browser };
}

/** Opens a window on the launch file; false when the browser could not be started. */
export function openBrowser(browser: string, launchFile: string): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(browser, ['--new-window', pathToFileURL(launchFile).href], { detached: true, stdio: 'ignore' });
    child.once('error', () => resolve(false));
    child.once('spawn', () => {
      child.unref();
      resolve(true);
    });
  });
}
