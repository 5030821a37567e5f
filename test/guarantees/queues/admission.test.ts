import { beforeEach, expect, onTestFinished, test } from 'vitest';
import type { StartedRun } from '../../../shared/domain/run.ts';
import { freeLimits, type Queue } from '../../../shared/domain/queue.ts';
import { claimRun, endRun } from '../../../electron/runtime/engine/run-decisions.ts';
import { startRun, type StartTerms } from '../../../electron/runtime/engine/start-run.ts';
import { systemIds } from '../../../electron/runtime/system-ports.ts';
import { restartRun } from '../../../electron/runtime/verbs/restart-run.ts';
import { createFakeClock, type FakeClock } from '../../helpers/fake-clock.ts';
import { ada } from '../../helpers/prepared-workspace.ts';
import { furnish, sampleRelease, startSample } from '../../helpers/sample-runs.ts';
import { openTestEngine, type TestEngine } from '../../helpers/test-engine.ts';

let made: TestEngine;
let clock: FakeClock;

beforeEach(async () => {
  clock = createFakeClock();
  made = openTestEngine({ clock });
  onTestFinished(() => made.close());
  await furnish(made.engine);
});

async function setQueue(more: Partial<Queue>): Promise<void> {
  const state: Queue = {
    ...freeLimits,
    name: 'mail',
    lane: 'background',
    pause: null,
    version: 1,
    createdAtMs: 0,
    ...more,
  };
  await made.engine.transact({}, () => ({ ok: true, changes: [{ put: 'queue', state }], reply: null }));
}

function start(terms: StartTerms, input = '{}'): Promise<StartedRun> {
  const { stores } = made.engine;
  const { dedupKey } = terms;
  const holder = dedupKey === undefined ? {} : { holder: () => stores.runs.holderOf('sample', dedupKey) };
  return startSample(made.engine, { input, terms: { ...terms, ...holder } });
}

async function claim(runId: string): Promise<void> {
  await made.engine.transact({ run: runId }, claimRun);
}

async function finish(runId: string): Promise<void> {
  await made.engine.transact({ run: runId }, endRun(1, { kind: 'finished', output: 'null' }, null));
}

function rows(sql: string): unknown[] {
  return made.reader.prepare(sql).all();
}

function counter(name: string): unknown {
  return made.reader.prepare('SELECT n FROM counter WHERE name = ?').pluck().get(name);
}

test('a start into a full queue is refused with its depth, its limit and what to do, and leaves a count alone', async () => {
  await setQueue({ capacity: 2 });
  await start({ queue: 'mail' });
  await start({ queue: 'mail', delayMs: 60_000 });
  await expect(start({ queue: 'mail' })).rejects.toMatchObject({
    code: 'queue-full',
    message: expect.stringMatching(/"mail" is full: 2 runs wait in it, and it holds 2\. Nothing was started/),
    hint: expect.stringContaining('lanekeeper queues set mail --capacity'),
  });
  expect(rows('SELECT 1 FROM run')).toHaveLength(2);
  expect(counter('queue:mail:refused')).toBe(1);
  expect(counter('queue:mail:queued')).toBe(2);
});

test('of starts that come together, as many are taken as the queue holds', async () => {
  await setQueue({ capacity: 3 });
  const ends = await Promise.allSettled(Array.from({ length: 10 }, () => start({ queue: 'mail' })));
  expect(ends.map(({ status }) => status === 'fulfilled')).toEqual([...Array(3).fill(true), ...Array(7).fill(false)]);
  expect(counter('queue:mail:refused')).toBe(7);
});

test('a queue takes another run as soon as one has been claimed', async () => {
  await setQueue({ capacity: 1 });
  const { runId } = await start({ queue: 'mail' });
  await claim(runId);
  await expect(start({ queue: 'mail' })).resolves.toMatchObject({ status: 'queued' });
  expect([counter('queue:mail:queued'), counter('queue:mail:running')]).toEqual([1, 1]);
});

test('a queue that is not there is refused, and no run is made', async () => {
  await expect(start({ queue: 'nowhere' })).rejects.toMatchObject({
    code: 'not-found',
    message: expect.stringContaining('There is no queue "nowhere"'),
  });
  expect(rows('SELECT 1 FROM run')).toEqual([]);
});

test('two starts with one key in one commit group are one run, and the second is told so', async () => {
  const [first, second] = await Promise.all([start({ dedupKey: 'k' }), start({ dedupKey: 'k' })]);
  expect(second).toMatchObject({ runId: first?.runId, joined: 'dedup' });
  expect(first).not.toHaveProperty('joined');
  expect(rows('SELECT 1 FROM run')).toHaveLength(1);
});

test('a key is held until the run that holds it has ended', async () => {
  const { runId } = await start({ dedupKey: 'k' });
  await claim(runId);
  expect((await start({ dedupKey: 'k' })).runId).toBe(runId);
  expect((await start({ dedupKey: 'other' })).runId).not.toBe(runId);
  await finish(runId);
  expect((await start({ dedupKey: 'k' })).runId).not.toBe(runId);
});

test('a start with a held key is answered from a full queue too: it needs no room', async () => {
  await setQueue({ capacity: 1 });
  const { runId } = await start({ queue: 'mail', dedupKey: 'k' });
  await expect(start({ queue: 'mail', dedupKey: 'k' })).resolves.toMatchObject({ runId, joined: 'dedup' });
});

test('a debounced start takes the later input and waits again, and one whose run has started is another run', async () => {
  const terms = { dedupKey: 'k', debounceMs: 10_000 };
  const first = await start(terms, '{"n":1}');
  clock.pass(6_000);
  const second = await start(terms, '{"n":2}');
  expect(second).toMatchObject({ runId: first.runId, joined: 'debounce', notBeforeMs: made.engine.now() + 10_000 });
  clock.pass(6_000);
  expect(made.engine.stores.runs.load(first.runId)).toMatchObject({ input: '{"n":2}', status: 'queued' });
  await claim(first.runId);
  expect(made.engine.stores.runs.load(first.runId)).toMatchObject({ status: 'queued' });
  clock.pass(4_000);
  await claim(first.runId);
  expect(made.engine.stores.runs.load(first.runId)).toMatchObject({ status: 'running', notBeforeMs: null });
  const third = await start(terms, '{"n":3}');
  expect(third.runId).not.toBe(first.runId);
  const fourth = await start(terms, '{"n":4}');
  expect(fourth).toMatchObject({ runId: third.runId, joined: 'debounce' });
  expect(rows('SELECT input FROM run ORDER BY run_id')).toEqual([{ input: '{"n":2}' }, { input: '{"n":4}' }]);
  expect(rows("SELECT 1 FROM audit WHERE kind = 'run.start-replaced'")).toHaveLength(2);
});

test('starts that never stop coming put a run off no longer than the longest wait says: the start, its queue, or one debounce', async () => {
  await setQueue({ debounceMaxMs: 27_000 });
  /** How long a start every 9 s puts the first off, ms. */
  const putOffBy = async (terms: StartTerms): Promise<number> => {
    const first = await start(terms, '{"n":0}');
    for (let n = 1; ; n += 1) {
      clock.pass(9_000);
      const next = await start(terms, JSON.stringify({ n }));
      if (next.runId !== first.runId) throw new Error('it started before its time');
      const startsInMs = (next.notBeforeMs ?? 0) - made.engine.now();
      if (startsInMs > 1_000) continue;
      clock.pass(startsInMs);
      await claim(first.runId);
      const { status, createdAtMs } = made.engine.stores.runs.load(first.runId) ?? next;
      return status === 'running' ? made.engine.now() - createdAtMs : Number.NaN;
    }
  };
  const terms = { queue: 'mail', debounceMs: 10_000 };
  expect(await putOffBy({ ...terms, dedupKey: 'queue' })).toBe(27_000);
  expect(await putOffBy({ ...terms, dedupKey: 'start', debounceMaxMs: 18_500 })).toBe(18_500);
  expect(await putOffBy({ ...terms, dedupKey: 'short', debounceMaxMs: 1 })).toBe(10_000);
});

test('a debounced start changes nothing of a run that is begun again: it is another run', async () => {
  const terms = { dedupKey: 'k', debounceMs: 10_000 };
  const { runId } = await start(terms, '{"n":1}');
  clock.pass(10_000);
  await claim(runId);
  const { engine } = made;
  const error = { code: 'x', message: 'X.' };
  await engine.transact({ run: runId }, endRun(1, { kind: 'failed', error }, null));
  const retry = { by: ada, verb: 'retry' as const, path: null, version: undefined, reason: '' };
  const world = { lineageId: '', journal: [], effects: [], origins: [] };
  await engine.transact({ run: runId }, restartRun(retry, { world: () => world, artifacts: () => [] }));
  const other = await start(terms, '{"n":2}');
  expect(other).not.toHaveProperty('joined');
  expect(engine.stores.runs.load(runId)).toMatchObject({ status: 'queued', input: '{"n":1}', notBeforeMs: null });
  expect(await start(terms, '{"n":3}')).toMatchObject({ runId: other.runId, joined: 'debounce' });
});

test('a debounced start is taken by the release its input was held against', async () => {
  const terms = { dedupKey: 'k', debounceMs: 10_000 };
  const { runId } = await start(terms, '{"n":1}');
  const state = { ...sampleRelease, releaseHash: 'b'.repeat(64) };
  await made.engine.transact({}, () => ({
    ok: true,
    changes: [{ put: 'release', state, inForce: true }],
    reply: null,
  }));
  expect(await start(terms, '{"n":2}')).toMatchObject({ runId, joined: 'debounce' });
  expect(rows('SELECT release_hash FROM run')).toEqual([{ release_hash: state.releaseHash }]);
});

test('counts of a queue that were lost are made again at the next start', async () => {
  await start({ queue: 'default' });
  made.db.prepare("UPDATE counter SET n = 7 WHERE name = 'queue:default:queued'").run();
  const { repairCounters } = await import('../../../electron/runtime/store/counter-store.ts');
  expect(repairCounters(made.db).repaired).toEqual(['queue:default:queued']);
  expect(counter('queue:default:queued')).toBe(1);
});

test('a run that goes on as another needs no room in a full queue', async () => {
  await setQueue({ capacity: 1 });
  const { runId } = await start({ queue: 'mail' });
  const next = startRun({
    runId: systemIds.uuid(),
    agentId: 'sample',
    title: 'The next part',
    input: '{}',
    file: null,
    sample: false,
    queue: 'mail',
    actor: { kind: 'agent', id: 'sample' },
    role: null,
    continues: { runId, deadlineAtMs: null, chainId: runId },
  });
  await expect(made.engine.transact({ agent: 'sample' }, next)).resolves.toMatchObject({ queue: 'mail' });
});
