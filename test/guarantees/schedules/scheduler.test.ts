import { afterEach, beforeEach, expect, test } from 'vitest';
import { createScheduler } from '../../../electron/runtime/schedules/scheduler.ts';
import { freeLimits } from '../../../shared/domain/queue.ts';
import type { RunTerms } from '../../../shared/domain/schedule.ts';
import type { Keys } from '../../../electron/runtime/engine/engine-port.ts';
import { createQueue, removeQueue } from '../../../electron/runtime/queues/decide-queue.ts';
import { createScheduleReads } from '../../../electron/runtime/store/read/schedule-reads.ts';
import { systemIds } from '../../../electron/runtime/system-ports.ts';
import { front, mara, openSchedules, planOf, type SchedulesUnderTest } from '../../helpers/schedule-desk.ts';

const minute = 60_000;
const anyKeys: Keys = {};

let under: SchedulesUnderTest;
beforeEach(async () => {
  under = await openSchedules();
});
afterEach(() => {
  under.scheduler.close();
  under.desk.made.close();
});

test('a schedule starts one run at each of its times, as the person who made it', async () => {
  const { scheduleId } = await under.commands.create(planOf(), mara, front);
  await under.desk.pass(95 * minute, 95);
  expect(under.fired(scheduleId)).toEqual(['00:30 started', '01:00 started', '01:30 started']);
  const by = under.desk.made.reader.prepare('SELECT DISTINCT started_by FROM run').pluck().all();
  expect(by).toEqual(['mara']);
});

test('its runs wait in the queue it names, with its priority, its budgets and a deadline after the start of each', async () => {
  const { engine, reader } = under.desk.made;
  await engine.transact(anyKeys, createQueue(mara, { name: 'nightly', lane: 'interactive', limits: freeLimits }));
  const terms: RunTerms = {
    queue: 'nightly',
    priority: 7,
    budgets: [{ measure: 'tokens', limit: 5_000, atLimit: 'fail' }],
    deadlineInMs: 20 * minute,
  };
  const made = await under.commands.create(planOf({ terms }), mara, front);
  expect(under.desk.made.engine.stores.schedules.load(made.scheduleId)?.terms).toEqual(terms);
  await under.desk.pass(31 * minute, 31);
  const run = reader
    .prepare('SELECT queue, priority, lane, limits, deadline_at_ms - created_at_ms AS deadlineInMs FROM run')
    .get() as { limits: string };
  expect({ ...run, limits: JSON.parse(run.limits) as unknown }).toEqual({
    queue: 'nightly',
    priority: 7,
    lane: 'interactive',
    limits: [{ measure: 'tokens', limit: 5_000, atLimit: 'fail', from: 'start' }],
    deadlineInMs: 20 * minute,
  });

  const { version, scheduleId } = made;
  const nowhere = under.commands.change(
    { scheduleId, version, plan: planOf({ terms: { queue: 'nowhere' } }) },
    mara,
    front,
  );
  await expect(nowhere).rejects.toMatchObject({ code: 'not-found', message: expect.stringContaining('"nowhere"') });
  await under.commands.change({ scheduleId, version, plan: planOf() }, mara, front);
  await under.desk.pass(30 * minute, 30);
  expect(reader.prepare('SELECT queue FROM run ORDER BY run_id').pluck().all()).toEqual(['nightly', 'default']);
});

test('a queue a schedule names is not removed; one that is gone is said on the schedule, and by what fails to start in it', async () => {
  const { engine, reader } = under.desk.made;
  await engine.transact(anyKeys, createQueue(mara, { name: 'nightly', lane: 'background', limits: freeLimits }));
  const { scheduleId } = await under.commands.create(planOf({ terms: { queue: 'nightly' } }), mara, front);
  const removing = removeQueue(mara, { name: 'nightly', version: 1, reason: '' }, engine.stores.queues.namedBy);
  await expect(engine.transact(anyKeys, removing)).rejects.toMatchObject({
    message: expect.stringContaining('schedules that name it: Half-hourly'),
  });
  await engine.transact({}, () => ({ ok: true, changes: [{ put: 'queue-gone', name: 'nightly' }], reply: null }));
  await under.desk.pass(31 * minute, 31);
  expect(under.fired(scheduleId)).toEqual(['00:30 failed']);
  const [shown] = createScheduleReads(reader, under.desk.clock.now).list().schedules;
  expect(shown?.problem).toContain('There is no queue "nightly" any more');
  expect(shown?.lastFiring?.note).toContain('There is no queue "nightly"');
});

test('a machine that slept for a night makes up for it as its rule says, and goes on at its times', async () => {
  const one = await under.commands.create(planOf(), mara, front);
  const none = await under.commands.create(planOf({ catchUp: { rule: 'skip', maxAgeMs: null } }), mara, front);
  await under.desk.pass(8 * 60 * minute + 10 * minute);
  expect(under.fired(one.scheduleId)).toEqual(['00:30 skipped-late', '08:00 started']);
  expect(under.fired(none.scheduleId)).toEqual(['00:30 skipped-late']);
  await under.desk.pass(20 * minute);
  expect(under.fired(none.scheduleId)).toEqual(['00:30 skipped-late', '08:30 started']);
});

test('the same instant fires once, whoever asks for it again', async () => {
  const { scheduleId } = await under.commands.create(planOf(), mara, front);
  await under.desk.pass(31 * minute, 31);
  const range = { scheduleId, fromMs: Date.UTC(2025, 11, 31, 23), toMs: Date.UTC(2026, 0, 1, 0, 30) };
  const first = await under.commands.backfill(range, mara);
  expect(first.fired.map((one) => one.outcome)).toEqual(['started', 'started', 'started', 'already']);
  const second = await under.commands.backfill(range, mara);
  expect(new Set(second.fired.map((one) => one.outcome))).toEqual(new Set(['already']));
  expect(under.runs()).toBe(4);
});

test('while an earlier run is at work, "skip" drops a firing, and says so', async () => {
  const { scheduleId } = await under.commands.create(planOf({ overlap: 'skip' }), mara, front);
  await under.desk.pass(61 * minute, 61);
  expect(under.fired(scheduleId)).toEqual(['00:30 started', '01:00 skipped-overlap']);
  await under.endOneRun();
  await under.desk.pass(30 * minute, 30);
  expect(under.fired(scheduleId).at(-1)).toBe('01:30 started');
});

test('"wait" keeps one firing until the earlier run has ended, and drops the others', async () => {
  const { scheduleId } = await under.commands.create(planOf({ overlap: 'wait' }), mara, front);
  await under.desk.pass(95 * minute, 95);
  expect(under.fired(scheduleId)).toEqual(['00:30 started', '01:00 waiting', '01:30 skipped-overlap']);
  await under.endOneRun();
  expect(under.fired(scheduleId)[1]).toBe('01:00 started');
  expect(under.runs()).toBe(2);
});

test('a row sent twice starts one run; during a pause it is kept, and started when the schedule is resumed', async () => {
  const plan = planOf({ trigger: { kind: 'inbound' } });
  const { scheduleId } = await under.commands.create(plan, mara, front);
  const row = { scheduleId, key: 'order-7', input: '{"id":7}' };
  expect((await under.commands.send(row, mara)).outcome).toBe('started');
  expect((await under.commands.send(row, mara)).outcome).toBe('already');
  await under.commands.pause(scheduleId, true, mara, front);
  expect((await under.commands.send({ ...row, key: 'order-8', input: '{"id":8}' }, mara)).outcome).toBe('waiting');
  expect((await under.commands.send({ ...row, key: 'order-8' }, mara)).outcome).toBe('already');
  expect(under.runs()).toBe(1);
  await under.commands.pause(scheduleId, false, mara, front);
  await under.desk.settle();
  expect(under.runs()).toBe(2);
  const inputs = under.desk.made.reader.prepare('SELECT input FROM run ORDER BY run_id').pluck().all();
  expect(inputs).toEqual(['{"id":7}', '{"id":8}']);
});

test('rows sent in the same moment do not start side by side where the later has to wait', async () => {
  const plan = planOf({ trigger: { kind: 'inbound' }, overlap: 'wait' });
  const { scheduleId } = await under.commands.create(plan, mara, front);
  const send = (key: string) => under.commands.send({ scheduleId, key, input: '{}' }, mara);
  const fired = await Promise.all([send('one'), send('two'), send('three')]);
  expect(fired.map(({ outcome }) => outcome)).toEqual(['started', 'waiting', 'waiting']);
  await under.endOneRun();
  expect(under.runs()).toBe(2);
});

test('a run that waited its turn is that of whoever sent its row, not of whoever made the schedule', async () => {
  const plan = planOf({ trigger: { kind: 'inbound' }, overlap: 'wait' });
  const { scheduleId } = await under.commands.create(plan, mara, front);
  const ada = { personId: 'ada', printedName: 'Ada L.', role: 'reviewer' } as const;
  await under.commands.send({ scheduleId, key: 'one', input: '{}' }, ada);
  expect((await under.commands.send({ scheduleId, key: 'two', input: '{}' }, ada)).outcome).toBe('waiting');
  await under.endOneRun();
  const startedBy = under.desk.made.reader.prepare('SELECT started_by FROM run ORDER BY run_id').pluck().all();
  expect(startedBy).toEqual(['ada', 'ada']);
});

test('a firing holds what it was sent only while it waits: afterwards its run holds it, and goes by the run’s retention', async () => {
  const plan = planOf({ trigger: { kind: 'inbound' }, overlap: 'wait' });
  const { scheduleId } = await under.commands.create(plan, mara, front);
  for (const id of [1, 2]) await under.commands.send({ scheduleId, key: `row-${id}`, input: `{"id":${id}}` }, mara);
  const held = under.desk.made.reader.prepare('SELECT outcome, input FROM firing ORDER BY key');
  expect(held.raw().all()).toEqual([
    ['started', null],
    ['waiting', '{"id":2}'],
  ]);
  await under.endOneRun();
  expect(held.raw().all()).toEqual([
    ['started', null],
    ['started', null],
  ]);
  const inputs = under.desk.made.reader.prepare('SELECT input FROM run ORDER BY run_id').pluck().all();
  expect(inputs).toEqual(['{"id":1}', '{"id":2}']);
});

test('a firing reckoned before a pause or a change is not carried out after it', async () => {
  const { scheduleId, version } = await under.commands.create(planOf(), mara, front);
  under.desk.clock.pass(31 * minute);
  await under.commands.change(
    {
      scheduleId,
      version,
      plan: planOf({ trigger: { kind: 'cron', cron: '0 5 * * *', timeZone: 'UTC', jitterMs: 0 } }),
    },
    mara,
    front,
  );
  await under.desk.settle();
  const next = under.desk.made.engine.stores.schedules.load(scheduleId)?.nextAtMs ?? 0;
  expect(new Date(next).toISOString()).toBe('2026-01-01T05:00:00.000Z');
});

test('a paused schedule does not fire, and after its pause it does not make up for it', async () => {
  const { scheduleId } = await under.commands.create(planOf(), mara, front);
  await under.commands.pause(scheduleId, true, mara, front);
  await under.desk.pass(120 * minute, 120);
  await under.commands.pause(scheduleId, false, mara, front);
  expect(under.fired(scheduleId)).toEqual([]);
  await under.desk.pass(31 * minute, 31);
  expect(under.fired(scheduleId)).toEqual(['02:30 started']);
});

test('while nobody has said what became of the workspace no schedule fires by itself; what is sent is kept, and all goes on afterwards', async () => {
  const clock = await under.commands.create(planOf(), mara, front);
  const rows = await under.commands.create(planOf({ trigger: { kind: 'inbound' } }), mara, front);
  under.hold('Nobody has said whether this workspace is a copy.');
  await under.desk.pass(65 * minute, 65);
  const row = { scheduleId: rows.scheduleId, key: 'one', input: '{}' };
  expect((await under.commands.send(row, mara)).outcome).toBe('waiting');
  await under.desk.pass(5 * minute, 5);
  expect(under.fired(clock.scheduleId)).toEqual([]);
  expect(under.runs()).toBe(0);
  // A person who asks for a run knows what for.
  expect((await under.commands.fireNow(clock.scheduleId, mara, 'c1')).outcome).toBe('started');
  under.hold(null);
  await under.desk.pass(1, 1);
  expect(under.fired(rows.scheduleId)).toEqual([expect.stringContaining('started')]);
  expect(under.fired(clock.scheduleId)).toContain('01:00 started');
});

test('a schedule that is fired by hand runs at once, whatever its overlap rule, and a repeated command runs nothing', async () => {
  const { scheduleId } = await under.commands.create(planOf({ overlap: 'skip' }), mara, front);
  await under.desk.pass(31 * minute, 31);
  const first = await under.commands.fireNow(scheduleId, mara, 'c1');
  expect(first.outcome).toBe('started');
  expect(await under.commands.fireNow(scheduleId, mara, 'c1')).toEqual({ ...first, outcome: 'already' });
  expect(under.runs()).toBe(2);
});

test('after a restart it makes up for what fell due meanwhile, and what waited still starts when its turn comes', async () => {
  const { scheduleId } = await under.commands.create(planOf({ overlap: 'wait' }), mara, front);
  await under.desk.pass(61 * minute, 61);
  under.scheduler.close();
  await under.desk.pass(60 * minute);
  const { engine } = under.desk.made;
  const { stores } = engine;
  const scheduler = createScheduler({
    engine,
    stores,
    activations: { enqueue: () => {} },
    ids: systemIds,
    log: { info: () => {}, warn: () => {}, error: () => {} },
    heldBecause: () => null,
  });
  scheduler.begin();
  await under.desk.pass(0);
  await under.endOneRun();
  expect(under.fired(scheduleId).slice(0, 2)).toEqual(['00:30 started', '01:00 started']);
  expect(under.fired(scheduleId).some((line) => line.startsWith('02:00'))).toBe(true);
  scheduler.close();
});

test('a removed schedule fires no more, and one whose agent is gone says so at its firing', async () => {
  const gone = await under.commands.create(planOf({ agentId: 'nobody' }), mara, front);
  const removed = await under.commands.create(planOf(), mara, front);
  await under.commands.remove(removed.scheduleId, mara, front);
  await under.desk.pass(31 * minute, 31);
  expect(under.fired(gone.scheduleId)).toEqual(['00:30 failed']);
  expect(under.fired(removed.scheduleId)).toEqual([]);
});

test('a change by somebody else in between is not overwritten', async () => {
  const { scheduleId, version } = await under.commands.create(planOf(), mara, front);
  await under.commands.change({ scheduleId, version, plan: planOf({ name: 'First' }) }, mara, front);
  const late = under.commands.change({ scheduleId, version, plan: planOf({ name: 'Second' }) }, mara, front);
  await expect(late).rejects.toMatchObject({ code: 'stale' });
});

test('bad input is refused in words: no instant ever, nothing to backfill, too much of it, files that would be lost', async () => {
  const never = planOf({ trigger: { kind: 'cron', cron: '0 0 30 2 *', timeZone: 'UTC', jitterMs: 0 } });
  await expect(under.commands.create(never, mara, front)).rejects.toMatchObject({ code: 'invalid-input' });
  const lossy = planOf({ trigger: { kind: 'inbound' }, overlap: 'skip' });
  await expect(under.commands.create(lossy, mara, front)).rejects.toThrow('would be lost');
  const { scheduleId } = await under.commands.create(planOf(), mara, front);
  const range = (fromMs: number, toMs: number) => under.commands.backfill({ scheduleId, fromMs, toMs }, mara);
  await expect(range(10, 5)).rejects.toThrow('ends before it begins');
  await expect(range(0, Date.UTC(2027, 0, 1))).rejects.toThrow('ends in the future');
  const crowded = planOf({ trigger: { kind: 'cron', cron: '*/15 * * * *', timeZone: 'UTC', jitterMs: 20 * minute } });
  await expect(under.commands.create(crowded, mara, front)).rejects.toThrow('past the one after them');
  await expect(range(minute, 2 * minute)).rejects.toThrow('no firing');
  await expect(range(0, Date.UTC(2026, 0, 1))).rejects.toMatchObject({ code: 'too-large' });
  expect(under.runs()).toBe(0);
});

test('the audit log names each change and each firing, and stays whole', async () => {
  const { scheduleId } = await under.commands.create(planOf(), mara, front);
  await under.desk.pass(31 * minute, 31);
  await under.commands.pause(scheduleId, true, mara, front);
  const kinds = under.desk.made.reader.prepare("SELECT kind FROM audit WHERE kind LIKE 'schedule.%' ORDER BY seq");
  expect(kinds.pluck().all()).toEqual(['schedule.changed', 'schedule.fired', 'schedule.changed']);
  expect(under.desk.made.verify().ok).toBe(true);
});
