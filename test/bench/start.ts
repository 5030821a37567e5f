import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { connectSocket } from '../../electron/runtime/transports/socket-client.ts';
import { systemIds } from '../../electron/runtime/system-ports.ts';
import { findOrInstallBrowser } from '../helpers/test-browser.ts';
import type { Call } from './bench-runtime.ts';
import { createReport, type Report } from './report.ts';
import { emptyFolder, pause } from './sitting.ts';
import { runTickets, type TicketFile } from './ticket-run.ts';

const root = join(import.meta.dirname, '../..');
const linkPattern = /http:\/\/127\.0\.0\.1:\d+\/#t=[\w-]+/;
const longMs = 50;

/** `npm start` to the first usable page, in a browser that is already open; then the page's long tasks during a review. */
export async function benchStart(options: TicketFile & { readonly runs: number }): Promise<void> {
  const report = createReport('start');
  const found = findOrInstallBrowser();
  if (found.kind === 'none') throw new Error(found.words);
  const browser = await chromium.launch({
    ...(found.kind === 'program' ? { executablePath: found.path } : {}),
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
  });
  try {
    for (let run = 0; run < options.runs; run += 1) {
      report.canary();
      await measure(report, browser, options);
    }
  } finally {
    await browser.close();
  }
  for (const which of ['first', 'later'] as const)
    report.stands({
      id: 'start',
      what: `npm start to a usable page, ${which} start`,
      value: report.median(`${which} start: usable page`),
      unit: ' s',
      goal: 1.5,
      kind: 'most',
    });
  report.stands({
    id: 'start',
    what: 'longest task of the page during a review',
    value: report.median('page during a review: longest task'),
    unit: ' ms',
    goal: longMs,
    kind: 'most',
  });
  report.note(
    'The programs are built, Electron is not asked for (--print-url), and the browser is open: its own start is not counted.',
  );
  report.note(
    'A first start has an empty workspace; a later one finds its agents kept. The page shows the run while it works.',
  );
  report.print();
}

async function measure(report: Report, browser: Browser, file: TicketFile): Promise<void> {
  const workspace = emptyFolder('start');
  for (const which of ['first', 'later'] as const) {
    const product = await startProduct(workspace);
    const context = await browser.newContext();
    try {
      const page = await context.newPage();
      await page.addInitScript(watchLongTasks);
      await page.goto(product.link);
      await usable(page);
      report.add(`${which} start: link printed`, 's', product.linkMs / 1000);
      report.add(`${which} start: usable page`, 's', (performance.now() - product.beganMs) / 1000);
      if (which === 'later') await measurePage(report, page, workspace, file);
    } finally {
      await context.close();
      await product.stop();
    }
  }
}

/** A review runs while its page is open; every task of the page over 50 ms is seen. */
async function measurePage(report: Report, page: Page, workspace: string, file: TicketFile): Promise<void> {
  const { socketPath, pid } = JSON.parse(readFileSync(join(workspace, 'endpoint.json'), 'utf8')) as {
    socketPath: string;
    pid: number;
  };
  const client = await connectSocket(socketPath);
  const call: Call = (method, input) => client.call(method, input, { as: 'ada', commandId: systemIds.uuid() });
  await call('person.create', { personId: 'ada', printedName: 'Ada Lovelace', role: 'operator' });
  await page.evaluate(() => localStorage.setItem('lanekeeper.person', 'ada'));
  await page.reload();
  await usable(page);
  await pause(1_000);
  await page.evaluate(forgetLongTasks);
  await runTickets({ call, client, pid, stop: async () => client.close() }, file, (runId) => {
    void page.evaluate(
      (hash) => {
        location.hash = hash;
      },
      `#/runs/${encodeURIComponent(runId)}`,
    );
  });
  const tasks = await page.evaluate(longTasks);
  client.close();
  report.add('page during a review: tasks over 50 ms', '', tasks.length);
  report.add('page during a review: longest task', 'ms', Math.max(0, ...tasks));
}

/**
 * A page with its heading is drawn. Looked at once per frame of the page: the waits of a locator look again after up to
 * half a second, which counts as the product's.
 */
export async function usable(page: Page): Promise<void> {
  await page.waitForFunction(() => document.querySelector('main h1') !== null, undefined, { polling: 'raf' });
}

interface Started {
  readonly link: string;
  readonly beganMs: number;
  readonly linkMs: number;
  stop(): Promise<void>;
}

/** Runs `npm start` as a person does, and waits for its link. */
export async function startProduct(workspace: string): Promise<Started> {
  const beganMs = performance.now();
  const npm = spawn('npm', ['start', '--silent', '--', '--workspace', workspace, '--print-url'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  const link = await readLink(npm);
  return {
    link,
    beganMs,
    linkMs: performance.now() - beganMs,
    async stop() {
      const ended = once(npm, 'exit');
      // The whole group, as Ctrl+C at a terminal does.
      process.kill(-(npm.pid ?? 0), 'SIGINT');
      await ended;
    },
  };
}

/** Goes on reading afterwards: a closed pipe would end the product at its next line. */
function readLink(npm: ChildProcess): Promise<string> {
  let printed = '';
  return new Promise((resolve, reject) => {
    npm.stdout?.on('data', (piece: Buffer) => {
      printed += piece.toString();
      const link = linkPattern.exec(printed)?.[0];
      if (link !== undefined) resolve(link);
    });
    npm.once('exit', () => reject(new Error(`npm start ended before it printed a link:\n${printed}`)));
  });
}

/** Runs in the page before its own scripts. */
export function watchLongTasks(): void {
  const seen: number[] = [];
  Reflect.set(window, 'benchLongTasks', seen);
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) seen.push(entry.duration);
  }).observe({ type: 'longtask', buffered: true });
}

export function forgetLongTasks(): void {
  (Reflect.get(window, 'benchLongTasks') as number[]).length = 0;
}

export function longTasks(): number[] {
  return Reflect.get(window, 'benchLongTasks') as number[];
}
