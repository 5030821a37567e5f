import { afterEach, beforeEach, expect, test } from 'vitest';
import { createBridge } from '../../renderer/src/bridge/client.ts';
import type { Bridge } from '../../renderer/src/bridge/client.ts';
import { socketWire } from '../../renderer/src/bridge/socket-wire.ts';
import { useBridge } from '../../renderer/src/bridge.ts';
import { linkCitations } from '../../renderer/src/features/conversation/link-citations.ts';
import { usePerson } from '../../renderer/src/stores/person.ts';
import { chooseSplit, openInbox, refreshInbox, useInbox, listedOrder } from '../../renderer/src/stores/inbox.ts';
import { usePreferences } from '../../renderer/src/stores/preferences.ts';
import {
  keepInbox,
  moveInbox,
  ownId,
  removeInbox,
  useInboxCounts,
  watchInboxCounts,
} from '../../renderer/src/stores/split-inboxes.ts';
import { lookAt, noteOpened, openBatch, selectionOf, startBatch, useBatch } from '../../renderer/src/stores/batch.ts';
import { clearMarks, toggleMarks, useSelection } from '../../renderer/src/stores/selection.ts';
import { useOverlay } from '../../renderer/src/stores/overlay.ts';
import { decideOne, undoHeld, useDecide } from '../../renderer/src/stores/decide.ts';
import { hrefOf, parseRoute } from '../../renderer/src/stores/route.ts';
import { urgency } from '../../shared/domain/approval-risk.ts';
import { parseRunQuery } from '../../shared/domain/run-query.ts';
import { openRun, useRunPage } from '../../renderer/src/stores/run-page.ts';
import { openRuns, setRunsAtTop, showNewRuns, useRuns } from '../../renderer/src/stores/runs.ts';
import { busyState } from './fake-runtime/content.ts';
import { addAction, replyFor } from './fake-runtime/approvals.ts';
import { addRun } from './fake-runtime/runs.ts';
import { createFakeRuntime } from './fake-runtime/runtime.ts';
import type { FakeRuntime } from './fake-runtime/runtime.ts';
import { startFakeServer } from './fake-runtime/server.ts';
import type { FakeServer } from './fake-runtime/server.ts';

let runtime: FakeRuntime;
let server: FakeServer;
let bridge: Bridge;
const stops: (() => void)[] = [];

beforeEach(async () => {
  usePerson.setState({ personId: 'mara.lindqvist' });
  for (const store of [useInbox, useRuns, useRunPage, useDecide, usePreferences, useInboxCounts] as {
    getInitialState(): unknown;
    setState(state: unknown, isWhole: true): void;
  }[])
    store.setState(store.getInitialState(), true);
  runtime = createFakeRuntime(busyState(Date.now(), 640));
  server = await startFakeServer(runtime);
  bridge = createBridge({
    openWire: socketWire(`ws://127.0.0.1:${server.port}/ws`, async () => server.secret),
    actingAs: () => 'mara.lindqvist',
    onConnection: () => undefined,
    schedule: (flush) => queueMicrotask(flush),
  });
  useBridge(bridge);
});

afterEach(async () => {
  for (const stop of stops.splice(0)) stop();
  bridge.stop();
  await server.close();
});

/** Resolves when a store's state satisfies the condition. */
function when<T>(
  store: { getState(): T; subscribe(listener: (state: T) => void): () => void },
  is: (state: T) => boolean,
): Promise<T> {
  return new Promise((resolve) => {
    if (is(store.getState())) return resolve(store.getState());
    const stop = store.subscribe((state) => {
      if (!is(state)) return;
      stop();
      resolve(state);
    });
  });
}

async function openWholeInbox(): Promise<void> {
  stops.push(openInbox());
  await when(useInbox, (state) => !state.isLoading && state.order.length > 0);
}

test('the whole inbox is read page by page, in the order the runtime gave', async () => {
  await openWholeInbox();
  const { order, byId, total } = useInbox.getState();
  expect(order.length).toBe(total);
  expect(order.length).toBeGreaterThan(600);
  const nowMs = useInbox.getState().heldSinceMs;
  const weights = order.map((id) => {
    const { risk = 0, expiresAtMs = 0 } = byId.get(id) ?? {};
    return urgency(risk, expiresAtMs, nowMs);
  });
  expect(weights).toEqual(weights.toSorted((a, b) => b - a));
});

test('a new item is counted and never moves the list under the cursor, until the person asks', async () => {
  await openWholeInbox();
  const before = useInbox.getState().order;
  const run = [...runtime.state.runs.values()][0];
  const complaint = runtime.state.complaints[3];
  if (run === undefined || complaint === undefined) throw new Error('fixture');
  const item = addAction(runtime.state, run, replyFor(complaint, Date.now(), Date.now() + 1_000));
  runtime.publishApproval(item);
  const state = await when(useInbox, (now) => now.fresh.length > 0);
  expect(state.order).toBe(before);
  expect(state.fresh).toEqual([item.approvalId]);
  await refreshInbox();
  const after = await when(useInbox, (now) => now.fresh.length === 0 && !now.isLoading);
  expect(after.order[0]).toBe(item.approvalId);
});

test('somebody else’s decision shows on its row, and the row stays where it is', async () => {
  await openWholeInbox();
  const { order, byId } = useInbox.getState();
  const item = byId.get(order[5] ?? '');
  if (item === undefined) throw new Error('fixture');
  await bridge.call('approval.reject', { items: [item], reason: 'Not needed any more' });
  const state = await when(useInbox, (now) => now.byId.get(item.approvalId)?.status === 'rejected');
  expect(state.order).toBe(order);
});

test('an approval leaves the list at once, is held, and undo puts it back where it was', async () => {
  await openWholeInbox();
  const { order, byId } = useInbox.getState();
  const item = order.map((id) => byId.get(id)).findLast((one) => one?.tier === 'gate' && one.status === 'pending');
  if (item === undefined) throw new Error('fixture');
  expect(await decideOne('approve', item, '')).toBe(true);
  expect(listedOrder(useInbox.getState())).not.toContain(item.approvalId);
  expect(runtime.state.approvals.get(item.approvalId)?.status).toBe('holding');
  await undoHeld();
  expect(listedOrder(useInbox.getState())).toEqual(order);
  expect(runtime.state.approvals.get(item.approvalId)?.status).toBe('pending');
});

test('a set is decided as it was frozen: what changed since drops out with its reason', async () => {
  await openWholeInbox();
  const { order, byId } = useInbox.getState();
  const set = order
    .flatMap((id) => byId.get(id) ?? [])
    .filter((item) => item.toolId === 'reply.send' && item.status === 'pending')
    .slice(0, 250);
  const moved = set[7];
  if (moved === undefined) throw new Error('fixture');
  await bridge.call('approval.reject', { items: [moved], reason: 'Wrong recipient or target' });
  const selection = selectionOf(set);
  await lookAt('approve', selection);
  const { preview } = useBatch.getState();
  expect(preview).toMatchObject({ chosen: 250, count: 249 });
  for (const member of preview?.samples ?? []) await noteOpened(member);
  expect(useBatch.getState().preview?.samples.every(({ isOpened }) => isOpened)).toBe(true);
  await startBatch('approve', selection, preview?.set ?? '', '');
  const { overlay } = useOverlay.getState();
  const jobId = overlay.kind === 'batch' ? overlay.jobId : '';
  const close = openBatch(jobId);
  const { sheet } = await when(useBatch, (state) => state.sheet !== null);
  expect(sheet).toMatchObject({ job: { total: 249, applied: 249 }, became: [{ status: 'holding', count: 249 }] });
  close();

  // What one batch cannot hold stays marked, and is the next.
  const alike = set
    .slice(0, 1)
    .flatMap((item) =>
      Array.from({ length: 10_003 }, (_, n) => ({ ...item, approvalId: `${n}`, status: 'pending' as const })),
    );
  toggleMarks(alike, 'add');
  expect(selectionOf(alike).items).toHaveLength(10_000);
  clearMarks(selectionOf(alike).items?.map(([approvalId]) => approvalId));
  expect([...useSelection.getState().marked.keys()]).toEqual(['10000', '10001', '10002']);
  clearMarks();
});

test('new runs take their place at the top while it is in sight, else they are counted', async () => {
  stops.push(openRuns(''));
  await when(useRuns, (state) => state.order.length > 0);
  const first = addRun(runtime.state, Date.now(), 0, 'First', 'running');
  runtime.publish('run.changed', first);
  await when(useRuns, (state) => state.order[0] === first.runId);
  setRunsAtTop(false);
  const second = addRun(runtime.state, Date.now(), 0, 'Second', 'running');
  runtime.publish('run.changed', second);
  const state = await when(useRuns, (now) => now.fresh.length === 1);
  expect(state.order[0]).toBe(first.runId);
  showNewRuns();
  expect(useRuns.getState().order[0]).toBe(second.runId);
});

test('a run that does not match the filter never enters the list', async () => {
  stops.push(openRuns('status:failed'));
  await when(useRuns, (state) => state.order.length > 0 && !state.isLoading);
  const other = addRun(runtime.state, Date.now(), 0, 'Other', 'running');
  const failed = addRun(runtime.state, Date.now(), 0, 'Broken', 'failed');
  runtime.publish('run.changed', other);
  runtime.publish('run.changed', failed);
  const state = await when(useRuns, (now) => now.order.includes(failed.runId));
  expect(state.order).not.toContain(other.runId);
});

test('a journal that grows while it is read is read to its end, each record once', async () => {
  const run = [...runtime.state.runs.values()].find((one) => one.status === 'waiting-approval');
  if (run === undefined) throw new Error('fixture');
  const long = runtime.state.journals.get(run.runId)?.[0];
  if (long === undefined) throw new Error('fixture');
  runtime.state.journals.set(
    run.runId,
    Array.from({ length: 2_500 }, (_, at) => ({ ...long, ord: at + 1, path: String(at) })),
  );
  stops.push(openRun(run.runId));
  await when(useRunPage, (state) => state.records.length > 0);
  const added = { ...long, ord: 2_501, path: '2501' };
  runtime.state.journals.get(run.runId)?.push(added);
  runtime.publish('journal.appended', { runId: run.runId, records: [added] });
  const state = await when(useRunPage, (now) => now.records.length >= 2_501);
  expect(state.records.map((record) => record.ord)).toEqual(Array.from({ length: 2_501 }, (_, at) => at + 1));
});

test('a place and its address are the same thing', () => {
  for (const hash of [
    '#/inbox',
    '#/inbox/a%2Fb',
    '#/runs?q=status%3Afailed+late',
    '#/runs/r1/journal',
    '#/agents/ticket-review/start',
    '#/audit/12',
    '#/settings/policy',
  ])
    expect(hrefOf(parseRoute(hash))).toBe(hash);
  expect(parseRoute('#/nowhere')).toEqual({ page: 'inbox', approvalId: null });
});

test('a filter says which of its parts it does not know', () => {
  expect(parseRunQuery('agent:ticket-review status:failed late  colour:red')).toEqual({
    agentId: 'ticket-review',
    parentId: null,
    status: ['failed'],
    words: 'late',
    unknown: ['colour:red'],
  });
});

test('numbers in an answer link to their sources, others stay numbers', () => {
  expect(linkCitations('Two runs failed [1], see [7].', ['#/runs/r1'])).toBe(
    'Two runs failed [\\[1\\]](#/runs/r1), see [7].',
  );
});

test('a list of one\u2019s own is kept with its count, stands in its order, shows what its query matches, and is removed', async () => {
  stops.push(watchInboxCounts());
  await keepInbox({ name: 'Records', query: 'tool:record.update' });
  await keepInbox({ name: 'Two', query: 'tier:gate-two' });
  await moveInbox('Two', -1);
  const own = usePreferences.getState().preferences.inboxes.map(({ name }) => name);
  expect(own).toEqual(['Two', 'Records']);
  const { counts } = await when(useInboxCounts, (state) => state.counts.has(ownId('Two')));

  await openWholeInbox();
  chooseSplit({ id: ownId('Records'), query: 'tool:record.update' });
  const listed = await when(useInbox, (state) => !state.isLoading && state.order.length > 0);
  expect(new Set([...listed.byId.values()].map(({ toolId }) => toolId))).toEqual(new Set(['record.update']));
  expect(listed.order.length).toBe(counts.get(ownId('Records')));

  await removeInbox('Records');
  expect(usePreferences.getState().preferences.inboxes.map(({ name }) => name)).toEqual(['Two']);
});

test('an item that arrives is counted as new only where the open list has it', async () => {
  await openWholeInbox();
  chooseSplit({ id: 'two-people', query: 'tier:gate-two' });
  await when(useInbox, (state) => !state.isLoading && state.order.length > 0);
  const run = [...runtime.state.runs.values()][0];
  if (run === undefined) throw new Error('no run');
  const make = (tool: 'reply.send' | 'ticket.close', target: string): void =>
    runtime.publishApproval(
      addAction(runtime.state, run, {
        tool,
        title: `New for ${target}`,
        target,
        params: {},
        diff: [],
        evidence: [],
        claimed: '',
        createdAtMs: runtime.nowMs(),
        expiresAtMs: runtime.nowMs() + 60_000,
      }),
    );
  make('reply.send', 'one');
  make('ticket.close', 'two');
  const { fresh, byId } = await when(useInbox, (state) => state.fresh.length > 0);
  expect(fresh.map((id) => byId.get(id)?.title)).toEqual(['New for two']);
});
