import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { connectSocket } from '../../electron/runtime/transports/socket-client.ts';
import { systemIds } from '../../electron/runtime/system-ports.ts';
import type { RuntimeClient } from '../../electron/runtime/transports/runtime-client.ts';
import { fillRuns } from '../helpers/many-runs.ts';
import { findOrInstallBrowser } from '../helpers/test-browser.ts';
import { changeWorkspace, policyHolding } from '../helpers/prepared-workspace.ts';
import { agentFolder } from '../helpers/runtime-process.ts';
import { replyTo } from '../helpers/scripted-runs.ts';
import { openTestEngine } from '../helpers/test-engine.ts';
import { approvalFloor } from './approval-floor.ts';
import { startBenchRuntime, type Call } from './bench-runtime.ts';
import { createReport, type Report } from './report.ts';
import { emptyFolder, pause } from './sitting.ts';
import { forgetLongTasks, longTasks, startProduct, usable, watchLongTasks } from './start.ts';
import { copyWaiting } from './waiting-approvals.ts';

const runsBeside = 1_000_000;
const items = 10_000;
const kinds = { ours: 'a'.repeat(16), floor: 'b'.repeat(16), page: 'c'.repeat(16) };
const topics = ['run.changed', 'approval.changed', 'effect.changed', 'bulk.changed', 'workspace.changed'] as const;

/** P7: 10,000 approvals in one batch on a store of 1,000,000 runs, beside the same rows written raw. */
export async function benchApprovals(runs: number): Promise<void> {
  const report = createReport('approvals');
  for (let run = 0; run < runs; run += 1) {
    report.canary();
    console.error(`approvals: making a store of ${runsBeside.toLocaleString('en')} runs`);
    const folder = await waitingStore();
    try {
      await measureBatch(report, folder);
      await measurePage(report, folder);
      // Last: rows that are in no chain are damage to whoever opens the workspace.
      report.add('the same rows raw, groups of 50', 'ms', approvalFloor(folder, kinds.floor), 'floor');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  const most = { id: 'P7', kind: 'most' } as const;
  const durable = report.median('all durable') / report.median('the same rows raw, groups of 50');
  report.stands({ ...most, what: 'all durable, of the floor', value: durable, unit: ' ×', goal: 2 });
  report.stands({ ...most, what: 'first feedback', value: report.median('first feedback'), unit: ' ms', goal: 50 });
  report.stands({
    ...most,
    what: 'longest transaction',
    value: report.median('longest transaction'),
    unit: ' ms',
    goal: 25,
  });
  const task = report.median('page meanwhile: longest task');
  report.stands({ ...most, what: 'longest task of the page', value: task, unit: ' ms', goal: 50 });
  report.note('The cap is raised by the policy; somebody follows everything that is published, as a window does.');
  report.note('The page is measured by a batch of its own, on the Inbox with all items listed.');
  report.print();
}

/** A store of so many runs, in which three kinds of so many items wait; held for long once they are approved. */
async function waitingStore(): Promise<string> {
  const folder = emptyFolder('approvals');
  const made = openTestEngine({ folder });
  await fillRuns(made, runsBeside);
  made.close();
  await changeWorkspace(folder, { ...policyHolding(600), batch: { cap: items } });
  const runtime = await startBenchRuntime(folder);
  await runtime.call('agent.add', { folder: agentFolder('scripted') });
  const { runId } = await runtime.call('run.start', { agentId: 'scripted', input: { plan: [replyTo('1')] } });
  let approvalId: string | undefined;
  while (approvalId === undefined) {
    approvalId = (await runtime.call('approval.list', { runId })).approvals[0]?.approvalId;
    await pause(20);
  }
  await runtime.stop();
  copyWaiting(folder, approvalId, items, Object.values(kinds));
  return folder;
}

/** The runtime alone, with its transactions timed from inside. */
async function measureBatch(report: Report, folder: string): Promise<void> {
  const times = join(folder, 'transactions.txt');
  writeFileSync(times, '');
  const runtime = await startBenchRuntime(folder, {
    execArgv: ['--import', new URL('./transaction-times.ts', import.meta.url).href],
    env: { LANEKEEPER_BENCH_TRANSACTIONS: times },
  });
  try {
    await pause(2_000);
    const before = readFileSync(times, 'utf8').length;
    const { previewMs, feedbackMs, durableMs, jobId } = await approveAll(runtime.call, runtime.client, kinds.ours);
    const taken = readFileSync(times, 'utf8').slice(before).trim().split('\n').map(Number);
    report.add('preview', 'ms', previewMs);
    report.add('first feedback', 'ms', feedbackMs);
    report.add('all durable', 'ms', durableMs);
    report.add('longest transaction', 'ms', Math.max(...taken));
    report.add('transactions', '', taken.length);
    report.add('taken back again, all durable', 'ms', await undoAll(runtime.call, jobId));
  } finally {
    await runtime.stop();
  }
}

/** Previews, opens the samples, begins, and waits until the batch is done. */
async function approveAll(call: Call, client: RuntimeClient, fingerprint: string) {
  const asked = { verb: 'approve' as const, fingerprint };
  let began = performance.now();
  const { set, samples, count } = await call('batch.preview', asked);
  const previewMs = performance.now() - began;
  if (set === null || count !== items) throw new Error(`The preview has ${count} items.`);
  for (const { approvalId, envelopeHash, version } of samples)
    await call('approval.seen', { approvalId, envelopeHash, version, shownMs: 1_000 });
  const done = new Promise<number>((resolve, reject) => {
    client.subscribe([...topics], {}, ({ events }) => {
      for (const event of events) {
        if (event.topic !== 'bulk.changed' || event.payload.status === 'running') continue;
        if (event.payload.applied === items) resolve(performance.now());
        else reject(new Error(`${event.payload.applied} of ${items} were applied.`));
      }
    });
  });
  began = performance.now();
  const started = await call('batch.start', { ...asked, set });
  const feedbackMs = performance.now() - began;
  return { previewMs, feedbackMs, durableMs: (await done) - began, jobId: started.jobId };
}

/** What is held would begin its window again at every start that follows. */
async function undoAll(call: Call, jobId: string): Promise<number> {
  const began = performance.now();
  const undo = await call('batch.undo', { jobId });
  for (;;) {
    const { job } = await call('batch.show', { jobId: undo.jobId });
    if (job.status !== 'running') return performance.now() - began;
    await pause(50);
  }
}

/** The same with the console's page on the Inbox. */
async function measurePage(report: Report, folder: string): Promise<void> {
  const found = findOrInstallBrowser();
  if (found.kind === 'none') throw new Error(found.words);
  const browser = await chromium.launch({
    ...(found.kind === 'program' ? { executablePath: found.path } : {}),
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
  });
  const product = await startProduct(folder);
  try {
    const page = await browser.newPage();
    await page.addInitScript(watchLongTasks);
    await page.addInitScript(() => localStorage.setItem('lanekeeper.person', 'ada'));
    await page.goto(product.link);
    await usable(page);
    await page.evaluate(() => {
      location.hash = '#/inbox';
    });
    await page.waitForFunction(() => document.querySelector('[role=tree]') !== null);
    await pause(8_000);
    const { socketPath } = JSON.parse(readFileSync(join(folder, 'endpoint.json'), 'utf8')) as { socketPath: string };
    const client = await connectSocket(socketPath);
    const call: Call = (method, input) => client.call(method, input, { as: 'ada', commandId: systemIds.uuid() });
    await page.evaluate(forgetLongTasks);
    const { durableMs } = await approveAll(call, client, kinds.page);
    await pause(1_000);
    const tasks = await page.evaluate(longTasks);
    client.close();
    report.add('page meanwhile: all durable', 'ms', durableMs);
    report.add('page meanwhile: tasks over 50 ms', '', tasks.length);
    report.add('page meanwhile: longest task', 'ms', Math.max(0, ...tasks));
  } finally {
    await product.stop();
    await browser.close();
  }
}
