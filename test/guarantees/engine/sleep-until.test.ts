import { afterEach, expect, test } from 'vitest';
import type { Json } from '../../../shared/json.ts';
import type { Ctx } from '../../../electron/runtime/sdk/types.ts';
import { openEngineDesk, type EngineDesk } from '../../helpers/engine-desk.ts';
import { activate } from '../../helpers/journal-engine.ts';
import { startSample, stepRecord } from '../../helpers/sample-runs.ts';

const hour = 3_600_000;
const desks: EngineDesk[] = [];
afterEach(() => {
  for (const desk of desks.splice(0)) desk.made.close();
});

async function openDesk(folder?: string): Promise<EngineDesk> {
  const desk = await openEngineDesk(folder === undefined ? {} : { folder });
  desks.push(desk);
  return desk;
}

/** A run whose host has asked to sleep until an instant. */
async function sleeping(at: (nowMs: number) => number): Promise<{ desk: EngineDesk; runId: string; dueAtMs: number }> {
  const desk = await openDesk();
  const { runId } = await startSample(desk.made.engine);
  desk.activations.enqueue(runId);
  await desk.settle();
  const dueAtMs = at(desk.made.engine.now());
  const name = 'sleep-until';
  const record = stepRecord('0', { kind: 'sleep', name, phase: 'waiting', result: null, dueAtMs });
  desk.fromHost({ kind: 'record', runId, activation: 1, record });
  await desk.settle();
  return { desk, runId, dueAtMs };
}

function phases({ made }: EngineDesk, runId: string): string[] {
  const { journal, runs } = made.engine.stores;
  return journal.lineage(runId, runs.load(runId)?.lineageId ?? '').map((row) => row.phase);
}

test('a sleep until an instant ends at that instant and not before', async () => {
  const { desk, runId } = await sleeping((now) => now + hour);
  await desk.pass(hour - 1);
  expect(phases(desk, runId)).toEqual(['waiting']);
  await desk.pass(1);
  expect(phases(desk, runId)).toEqual(['waiting', 'done']);
});

test('an instant that has passed ends the sleep as it is recorded: one record, no timer, and the host is told', async () => {
  const { desk, runId } = await sleeping((now) => now - hour);
  expect(phases(desk, runId)).toEqual(['done']);
  expect(desk.made.engine.stores.journal.nextDueMs()).toBeNull();
  expect(desk.toHost.at(-1)).toMatchObject({ kind: 'settled', entries: [{ path: '0', phase: 'done' }] });
});

test('it survives a restart, and is over at once when the instant passed meanwhile', async () => {
  const { desk, runId } = await sleeping((now) => now + hour);
  const { folder } = desk.made;
  desk.made.close();
  desks.length = 0;
  const next = await openDesk(folder);
  await next.activations.recover();
  next.activations.enqueue(runId);
  await next.settle();
  expect(phases(next, runId)).toEqual(['waiting']);
  await next.pass(2 * hour);
  expect(phases(next, runId)).toEqual(['waiting', 'done']);
});

test('a clock set back does not prolong it, and one that jumped far ahead does not end it before it is confirmed', async () => {
  const { desk, runId, dueAtMs } = await sleeping((now) => now + hour);
  desk.clock.setWall(dueAtMs - 30 * 24 * hour);
  desk.activations.rearm();
  await desk.pass(hour);
  expect(phases(desk, runId)).toEqual(['waiting', 'done']);

  const other = await sleeping((now) => now + hour);
  other.desk.clock.setWall(other.dueAtMs + 60 * 24 * hour);
  other.desk.activations.rearm();
  await other.desk.pass(1);
  expect(phases(other.desk, other.runId)).toEqual(['waiting']);
  await other.desk.pass(hour);
  expect(phases(other.desk, other.runId)).toEqual(['waiting', 'done']);
});

async function outcomeOf(run: (ctx: Ctx) => Promise<unknown>) {
  const { ended } = await activate({ run: run as (ctx: Ctx) => Promise<Json>, journal: [], seed: 'times' });
  return ended;
}

test.each(['tomorrow', '2027-01-31', '2027-01-31T09:00:00', '2027-02-30T09:00:00Z', Number.NaN, Infinity, {}, null])(
  'sleepUntil(%s) is refused with the line that says so',
  async (at) => {
    expect(await outcomeOf((ctx) => ctx.sleepUntil(at as string))).toMatchObject({
      kind: 'failed',
      error: {
        code: 'time-invalid',
        message: expect.stringMatching(/ctx\.sleepUntil got .*sleep-until\.test\.ts:\d+/),
      },
    });
  },
);

test.each([1_800_000_000_000, '2027-01-31T09:00:00+01:00', '2027-01-31T08:00Z', '2024-02-29T00:00:00.5Z'])(
  'sleepUntil(%s) is an instant',
  async (at) => {
    expect(await outcomeOf(async (ctx) => ctx.sleepUntil(at))).toMatchObject({ kind: 'finished' });
  },
);

test('the same instant written otherwise is the same call, another instant is not', async () => {
  const until = (at: number | string) => async (ctx: Ctx) => (await ctx.sleepUntil(at), null);
  const { journal } = await activate({ run: until('2027-01-31T09:00:00+01:00'), journal: [], seed: 's', crashAt: 1 });
  const same = await activate({ run: until(Date.UTC(2027, 0, 31, 8)), journal, seed: 's' });
  expect(same.ended.kind).toBe('finished');
  const other = await activate({ run: until('2027-01-31T09:00:01+01:00'), journal, seed: 's' });
  expect(other.ended).toMatchObject({
    kind: 'mismatch',
    error: { message: expect.stringContaining('other arguments') },
  });
});

test.each([
  ['sleep', (ctx: Ctx) => ctx.sleep(Number.NaN)],
  ['a signal’s timeout', (ctx: Ctx) => ctx.signal('go', { timeoutMs: Infinity })],
  ['attempts', (ctx: Ctx) => ctx.step('s', () => 1, { maxAttempts: Number.NaN })],
  ['a backoff', (ctx: Ctx) => ctx.step('s', () => 1, { backoffMs: Number.NaN })],
  ['a step’s timeout', (ctx: Ctx) => ctx.step('s', () => 1, { timeoutMs: Number.NaN })],
] as const)('%s that is no time is refused where it is given', async (_what, run) => {
  expect(await outcomeOf(run)).toMatchObject({
    kind: 'failed',
    error: { code: 'time-invalid', message: expect.stringContaining('sleep-until.test.ts:') },
  });
});
