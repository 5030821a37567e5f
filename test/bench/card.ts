import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { connectSocket } from '../../electron/runtime/transports/socket-client.ts';
import { preparedWorkspace, ada, policyHolding } from '../helpers/prepared-workspace.ts';
import { startProduct } from '../helpers/product.ts';
import { callerOf } from '../helpers/runtime-caller.ts';
import { agentFolder } from '../helpers/runtime-process.ts';
import { approvalsAre, startPlan, updateOf, type PlanEntry } from '../helpers/scripted-runs.ts';
import { findOrInstallBrowser } from '../helpers/test-browser.ts';
import { createReport, type Report } from './report.ts';
import { percentile } from './sitting.ts';

const openings = 30;

/** A card whose action is as large as one can be: from the key that opens it until it is read, and until it can be decided. */
export async function benchCard(runs: number): Promise<void> {
  const report = createReport('card');
  const found = findOrInstallBrowser();
  if (found.kind === 'none') throw new Error(found.words);
  const product = await startProduct({ workspace: await preparedWorkspace(policyHolding(8), [ada]) });
  const browser = await chromium.launch({
    ...(found.kind === 'program' ? { executablePath: found.path } : {}),
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
    await page.addInitScript(() => localStorage.setItem('lanekeeper.person', 'ada'));
    await page.goto(product.link);
    await page.getByRole('navigation', { name: 'Views' }).waitFor();
    const items = await propose(product.workspace);
    report.note(
      `The payload of the large card has ${items.large.bytes.toLocaleString('en')} bytes; ${openings} openings of each a run.`,
    );
    await page.reload();
    await page.getByRole('treeitem').nth(1).waitFor();
    for (let run = 0; run < runs; run += 1) {
      report.canary();
      await measure(report, page, items);
    }
  } finally {
    await browser.close();
    await product.stop();
  }
  const goal = { id: 'card', unit: ' ms', kind: 'most', goal: 100 } as const;
  report.stands({ ...goal, what: 'a card of 1 MB opens, median', value: report.median('1 MB: it is read, median') });
  report.stands({ ...goal, what: 'the same, the 95th of 100', value: report.median('1 MB: it is read, p95') });
  report.note(
    'Read: title, changes, reasons and controls are painted. Decidable: all of its bytes were read and hashed here.',
  );
  report.note(
    'The floor puts a bare element of as many rows into the page; and hashes and parses the same bytes there.',
  );
  report.print();
}

interface Items {
  readonly small: { readonly id: string; readonly title: string };
  readonly large: { readonly id: string; readonly title: string; readonly bytes: number };
}

/** Two items that wait: one of a few hundred bytes, and one of nearly a mebibyte, the most an action may have. */
async function propose(workspace: string): Promise<Items> {
  const { socketPath } = JSON.parse(readFileSync(join(workspace, 'endpoint.json'), 'utf8')) as { socketPath: string };
  const client = await connectSocket(socketPath);
  const runtime = callerOf(client);
  await runtime.call('agent.add', { folder: agentFolder('scripted') });
  const ask = async (entry: PlanEntry) => {
    const [item] = await approvalsAre(runtime, await startPlan(runtime, [entry]), 'pending');
    if (item === undefined) throw new Error('It does not ask.');
    const { envelope, payloadChars } = await runtime.call('approval.show', { approvalId: item.approvalId });
    return { id: item.approvalId, title: item.title, bytes: payloadChars ?? envelope.length };
  };
  const small = await ask(updateOf('small'));
  const large = await ask({
    do: 'strange-effect',
    request: { tool: 'record.update', target: 'large', params: { recordId: 'large' } },
    field: 'set',
    as: 'fields',
    text: 'one line among very many, each as long as the others\n',
    times: 370,
  });
  client.close();
  return { small, large };
}

async function measure(report: Report, page: Page, items: Items): Promise<void> {
  const floor = await page.evaluate(bareFloor, items.large.bytes);
  report.add('a bare element of 24 rows, painted', 'ms', floor.painted, 'floor');
  report.add('1 MB parsed and hashed in the page', 'ms', floor.hashed, 'floor');
  const times = { small: [] as Opened[], large: [] as Opened[] };
  for (let turn = 0; turn < openings; turn += 1)
    for (const size of ['small', 'large'] as const) times[size].push(await page.evaluate(openCard, items[size]));
  for (const [size, words] of [
    ['small', 'a small card'],
    ['large', '1 MB'],
  ] as const) {
    const read = times[size].map((one) => one.read);
    report.add(`${words}: it is read, median`, 'ms', percentile(read, 0.5));
    report.add(`${words}: it is read, p95`, 'ms', percentile(read, 0.95));
    const decidable = times[size].map((one) => one.decidable);
    report.add(`${words}: it can be decided, median`, 'ms', percentile(decidable, 0.5));
    report.add(`${words}: it can be decided, p95`, 'ms', percentile(decidable, 0.95));
    report.add(`${words}: longest task, most`, 'ms', Math.max(...times[size].map((one) => one.longest)));
    report.add(`${words}: elements of the card, most`, '', Math.max(...times[size].map((one) => one.elements)));
  }
}

interface Opened {
  readonly read: number;
  readonly decidable: number;
  readonly longest: number;
  readonly elements: number;
}

/** In the page: goes to the item as a link does, and waits for what is painted. */
async function openCard(item: { readonly id: string; readonly title: string }): Promise<Opened> {
  const frame = (): Promise<unknown> => new Promise((resolve) => requestAnimationFrame(resolve));
  const tasks: number[] = [];
  const observer = new PerformanceObserver((list) => tasks.push(...list.getEntries().map((entry) => entry.duration)));
  observer.observe({ type: 'longtask' });
  // Whoever goes on reads first: what follows fast counts as passing by.
  await new Promise((resolve) => setTimeout(resolve, 150));
  const startMs = performance.now();
  location.hash = `#/inbox/${item.id}`;
  const isRead = (): boolean =>
    document.querySelector('#card h2')?.textContent === item.title &&
    document.querySelector('#card [aria-busy=true]') === null &&
    document.querySelector('#card .acts .primary') !== null;
  while (!isRead()) await frame();
  await frame();
  const read = performance.now() - startMs;
  const isHashed = (): boolean =>
    (document.querySelector('#card aside')?.textContent ?? '').includes('matches the bytes');
  while (!isHashed()) await frame();
  await frame();
  const decidable = performance.now() - startMs;
  observer.disconnect();
  return { read, decidable, longest: Math.max(0, ...tasks), elements: document.querySelectorAll('#card *').length };
}

/** In the page: what the machine itself takes for as much. */
async function bareFloor(bytes: number): Promise<{ painted: number; hashed: number }> {
  const frame = (): Promise<unknown> => new Promise((resolve) => requestAnimationFrame(resolve));
  await frame();
  const startMs = performance.now();
  const bare = document.createElement('pre');
  bare.textContent = 'one line among very many, each as long as the others\n'.repeat(24);
  document.body.append(bare);
  await frame();
  await frame();
  const painted = performance.now() - startMs;
  bare.remove();
  const text = JSON.stringify({ text: 'x'.repeat(bytes) });
  const parsedMs = performance.now();
  const { text: read } = JSON.parse(text) as { text: string };
  await crypto.subtle.digest('SHA-256', new TextEncoder().encode(read));
  return { painted, hashed: performance.now() - parsedMs };
}
