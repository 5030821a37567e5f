import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const known = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Starts the machine's own Chromium, or Playwright's when there is none. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = known.find((path) => existsSync(path));
  return chromium.launch({ args: flags, ...(executablePath === undefined ? {} : { executablePath }) });
}

export interface Watched {
  readonly page: Page;
  /** Console errors, page errors and content-policy violations, as they came. */
  readonly complaints: string[];
}

/** Opens a page that keeps every complaint of the browser. */
export async function openPage(
  browser: Browser,
  options: { width: number; height: number; theme?: string; person?: string },
): Promise<Watched> {
  const context = await browser.newContext({ viewport: { width: options.width, height: options.height } });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.addInitScript(
    ({ theme, person }) => {
      if (theme !== undefined) localStorage.setItem('lanekeeper.theme', theme);
      if (person !== undefined) localStorage.setItem('lanekeeper.person', person);
      document.addEventListener('securitypolicyviolation', (event) =>
        console.error(
          `policy violation: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`,
        ),
      );
    },
    { theme: options.theme, person: options.person },
  );
  return { page, complaints };
}
