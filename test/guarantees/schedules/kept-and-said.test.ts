import { afterEach, beforeEach, expect, test } from 'vitest';
import { sampleRelease } from '../../helpers/sample-runs.ts';
import { front, mara, openSchedules, planOf, type SchedulesUnderTest } from '../../helpers/schedule-desk.ts';

const minute = 60_000;

let under: SchedulesUnderTest;
beforeEach(async () => {
  under = await openSchedules();
});
afterEach(() => {
  under.scheduler.close();
  under.desk.made.close();
});

/** Facts of the audit events of a kind, oldest first. */
function audited(kind: string): unknown[] {
  const events = under.desk.made.reader
    .prepare('SELECT bytes FROM audit WHERE kind = ? ORDER BY seq')
    .pluck()
    .all(kind);
  return events.map((bytes) => (JSON.parse(String(bytes)) as { facts: unknown }).facts);
}

test('what was missed and is not made up for is in the audit log, with its range', async () => {
  const { scheduleId } = await under.commands.create(
    planOf({ catchUp: { rule: 'skip', maxAgeMs: null } }),
    mara,
    front,
  );
  await under.desk.pass(8 * 60 * minute + 10 * minute);
  expect(audited('schedule.missed')).toEqual([
    { schedule: scheduleId, fromMs: Date.UTC(2026, 0, 1, 0, 30), toMs: Date.UTC(2026, 0, 1, 8) },
  ]);
  expect(under.desk.made.verify().ok).toBe(true);
});

test('a removal says how many firings were dropped with it, on each of them and in the audit log, and lets go of what they held', async () => {
  const { scheduleId } = await under.commands.create(planOf({ trigger: { kind: 'inbound' } }), mara, front);
  await under.commands.pause(scheduleId, true, mara, front);
  for (const key of ['one', 'two']) await under.commands.send({ scheduleId, key, input: '{"id":7}' }, mara);
  expect(await under.commands.remove(scheduleId, mara, front)).toMatchObject({ scheduleId, dropped: 2 });
  expect(under.fired(scheduleId).map((line) => line.slice(6))).toEqual(['dropped', 'dropped']);
  expect(under.desk.made.reader.prepare('SELECT count(input) FROM firing').pluck().get()).toBe(0);
  expect(audited('schedule.dropped')).toEqual([{ schedule: scheduleId, firings: 2 }]);
  const other = await under.commands.create(planOf(), mara, front);
  expect(await under.commands.remove(other.scheduleId, mara, front)).toMatchObject({ dropped: 0 });
  expect(audited('schedule.dropped')).toHaveLength(1);
});

test('a backfill is one event with its range and its number, beside those of its firings', async () => {
  const { scheduleId } = await under.commands.create(planOf(), mara, front);
  await under.desk.pass(31 * minute, 31);
  const range = { scheduleId, fromMs: Date.UTC(2025, 11, 31, 23), toMs: Date.UTC(2026, 0, 1, 0, 30) };
  await under.commands.backfill(range, mara);
  await under.commands.backfill(range, mara);
  const { fromMs, toMs } = range;
  expect(audited('schedule.backfilled')).toEqual([
    { schedule: scheduleId, fromMs, toMs, firings: 4, started: 3 },
    { schedule: scheduleId, fromMs, toMs, firings: 4, started: 0 },
  ]);
});

test('a row, or a file, whose run cannot be started just now is kept with the reason, and started once it can be', async () => {
  const plan = planOf({ trigger: { kind: 'inbound' }, agentId: 'later' });
  const { scheduleId } = await under.commands.create(plan, mara, front);
  const row = { scheduleId, key: 'one', input: '{"id":7}' };
  expect((await under.commands.send(row, mara)).outcome).toBe('waiting');
  const firing = () => under.desk.made.engine.stores.schedules.firing(scheduleId, 'one');
  expect(firing()).toMatchObject({ outcome: 'waiting', note: expect.stringContaining('no agent'), input: row.input });
  await under.desk.pass(10 * minute, 20);
  expect(firing()).toMatchObject({ outcome: 'waiting', input: row.input });
  expect(audited('schedule.fired')).toHaveLength(1);
  const release = { ...sampleRelease, agentId: 'later', releaseHash: 'b'.repeat(64) };
  await under.desk.made.engine.transact({}, () => ({
    ok: true,
    changes: [{ put: 'release', state: release, inForce: true }],
    reply: null,
  }));
  await under.desk.pass(minute, 4);
  expect(firing()).toMatchObject({ outcome: 'started', sentBy: 'mara' });
  const inputs = under.desk.made.reader.prepare('SELECT input FROM run').pluck().all();
  expect(inputs).toEqual([row.input]);
});
