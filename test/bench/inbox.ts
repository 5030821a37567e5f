import { chromium, type Page } from 'playwright-core';
import type { Change } from '../../electron/runtime/engine/engine-port.ts';
import { systemClock } from '../../electron/runtime/system-ports.ts';
import { startProduct } from '../helpers/product.ts';
import { claimedSample, furnish } from '../helpers/sample-runs.ts';
import { findOrInstallBrowser } from '../helpers/test-browser.ts';
import { openTestEngine } from '../helpers/test-engine.ts';
import { waitingItem } from '../unit/approvals/sample-item.ts';
import { createReport, type Report } from './report.ts';
import { emptyFolder, percentile } from './sitting.ts';

const items = 5_000;
/** As many of them are alike and stand under one head, of which some are shown. */
const alike = 500;
const moves = 400;
const hourMs = 3_600_000;

/** An inbox of 5,000: how it is read, and what each move costs while J is held. */
export async function benchInbox(runs: number): Promise<void> {
  const report = createReport('inbox');
  const found = findOrInstallBrowser();
  if (found.kind === 'none') throw new Error(found.words);
  const workspace = emptyFolder('inbox');
  await fill(workspace);
  const product = await startProduct({ workspace });
  const browser = await chromium.launch({
    ...(found.kind === 'program' ? { executablePath: found.path } : {}),
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
    await page.addInitScript(() => localStorage.setItem('lanekeeper.person', 'ada'));
    await page.goto(product.link);
    for (let run = 0; run < runs; run += 1) {
      report.canary();
      await measure(report, page);
    }
  } finally {
    await browser.close();
    await product.stop();
  }
  const move = { id: 'inbox', unit: ' ms', kind: 'most' } as const;
  report.stands({
    ...move,
    what: 'a move while J is held, the 99th of 100',
    value: report.median('J held: a move, p99'),
    goal: 16,
  });
  report.stands({
    ...move,
    unit: '',
    what: 'rows in the document',
    value: report.most('rows in the document, most'),
    goal: 150,
  });
  report.note(
    `${items.toLocaleString('en')} pending, ${alike} of them alike; every group opened; ${moves} moves a run.`,
  );
  report.note('A move is the key with everything the page does for it and the layout; painting is not in it.');
  report.print();
}

async function measure(report: Report, page: Page): Promise<void> {
  await page.evaluate(() => void (location.hash = '#/settings/people'));
  await page.getByRole('heading', { name: 'Settings' }).waitFor();
  const read = await page.evaluate(async (many) => {
    const tasks: number[] = [];
    const observer = new PerformanceObserver((list) => tasks.push(...list.getEntries().map((entry) => entry.duration)));
    observer.observe({ type: 'longtask' });
    const startMs = performance.now();
    location.hash = '#/inbox';
    const isRead = (): boolean => /Risk × time left/.test(document.querySelector('.note')?.textContent ?? '');
    while (!isRead()) await new Promise((resolve) => requestAnimationFrame(resolve));
    const wholeMs = performance.now() - startMs;
    await new Promise((resolve) => requestAnimationFrame(resolve));
    observer.disconnect();
    return { wholeMs, longest: Math.max(0, ...tasks), many };
  }, items);
  const listed = await page
    .getByRole('region', { name: 'Approval', exact: true })
    .locator('.head')
    .first()
    .textContent();
  if (listed?.includes(`of ${items.toLocaleString('en')}`) !== true) throw new Error(`Not all are listed: ${listed}`);
  report.add('inbox read to the last item', 'ms', read.wholeMs);
  report.add('inbox being read: longest task', 'ms', read.longest);
  await page.getByRole('tree').focus();
  await page.keyboard.press('Home');
  const held = await page.evaluate(holdJ, moves);
  report.add('J held: a move, median', 'ms', percentile(held.times, 0.5));
  report.add('J held: a move, p99', 'ms', percentile(held.times, 0.99));
  report.add('J held: a move, longest', 'ms', Math.max(...held.times));
  report.add('rows in the document, most', 'rows', held.rows);
}

/** In the page: J repeats as often as a keyboard makes it, and each move is timed to the layout that follows it. */
async function holdJ(many: number): Promise<{ times: number[]; rows: number }> {
  const list = document.getElementById('inbox-rows');
  if (list === null) throw new Error('There is no list.');
  const repeatMs = 33;
  const times: number[] = [];
  let rows = 0;
  const first = list.getAttribute('aria-activedescendant');
  for (let move = 0; move < many; move += 1) {
    const startMs = performance.now();
    list.dispatchEvent(new KeyboardEvent('keydown', { key: 'j', repeat: move > 0, bubbles: true, cancelable: true }));
    // What the key changed is worked out in microtasks; then its layout is asked for.
    await Promise.resolve();
    await Promise.resolve();
    void list.scrollHeight;
    times.push(performance.now() - startMs);
    rows = Math.max(rows, document.querySelectorAll('[role=treeitem]').length);
    await new Promise((resolve) => setTimeout(resolve, repeatMs));
  }
  if (list.getAttribute('aria-activedescendant') === first) throw new Error('J moved nothing.');
  return { times, rows };
}

/** A workspace in which that many actions wait, of a run that has ended, with nothing at work beside them. */
async function fill(folder: string): Promise<void> {
  const made = openTestEngine({ folder, clock: systemClock });
  await furnish(made.engine);
  const nowMs = systemClock.now();
  const run = await claimedSample(made.engine);
  const runId = 'bench-run';
  const write = async (changes: readonly Change[]): Promise<void> =>
    void (await made.engine.transact({}, () => ({ ok: true, changes, reply: null })));
  await write([
    {
      put: 'run',
      before: null,
      state: { ...run, runId, status: 'succeeded', createdAtMs: nowMs - hourMs, finishedAtMs: nowMs - hourMs / 2 },
    },
  ]);
  for (let from = 0; from < items; from += 250)
    await write(
      Array.from({ length: 250 }, (_, index) => item(from + index, { runId, lineageId: run.lineageId }, nowMs)).flat(),
    );
  made.close();
}

/** Why it stopped, as its card says it. */
const why = { rule: 'bench', sentence: 'One person decides.', matched: [], automaticIf: '' };

function item(at: number, its: { readonly runId: string; readonly lineageId: string }, nowMs: number): Change[] {
  const id = `bench-${String(at).padStart(5, '0')}`;
  const { effect, approval } = waitingItem({ id });
  if (approval === null) throw new Error('It waits for nobody.');
  const risk = 2 ** (at % 7);
  return [
    {
      put: 'effect',
      before: null,
      state: {
        ...effect,
        facts: { ...effect.facts, why },
        ...its,
        effectKey: `key-${id}`,
        createdAtMs: nowMs,
        changedAtMs: nowMs,
      },
    },
    {
      put: 'approval',
      before: null,
      state: {
        ...approval,
        runId: its.runId,
        risk,
        title: `Send 1 reply to complaint ${at}`,
        fingerprint: at < alike ? 'alike' : `f-${at}`,
        createdAtMs: nowMs,
        expiresAtMs: nowMs + (2 + (at % 160)) * hourMs,
      },
    },
  ];
}
