import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { freeLimits, type Queue } from '../../../shared/domain/queue.ts';
import type { StartTerms } from '../../../electron/runtime/engine/start-run.ts';
import { placeRun } from '../../../electron/runtime/queues/place-run.ts';
import { openEngineDesk, type EngineDesk } from '../../helpers/engine-desk.ts';
import { ada } from '../../helpers/prepared-workspace.ts';
import { startSample, stepRecord } from '../../helpers/sample-runs.ts';

let desk: EngineDesk;

beforeEach(async () => {
  desk = await openEngineDesk();
  onTestFinished(() => desk.made.close());
});

/** A queue with these limits, in force. */
async function setQueue(more: Partial<Queue> = {}): Promise<void> {
  const state: Queue = {
    ...freeLimits,
    name: 'mail',
    lane: 'background',
    pause: null,
    version: 1,
    createdAtMs: 0,
    ...more,
  };
  await desk.made.engine.transact({}, () => ({ ok: true, changes: [{ put: 'queue', state }], reply: null }));
  desk.activations.queueChanged(state.name);
  await desk.settle();
}

async function start(terms: StartTerms = {}): Promise<string> {
  const { stores } = desk.made.engine;
  const { dedupKey } = terms;
  const holder = dedupKey === undefined ? {} : { holder: () => stores.runs.holderOf('sample', dedupKey) };
  const { runId } = await startSample(desk.made.engine, { terms: { queue: 'mail', ...terms, ...holder } });
  desk.activations.enqueue(runId);
  await desk.settle();
  return runId;
}

function started(): string[] {
  return desk.toHost.flatMap((message) => (message.kind === 'start' ? [message.runId] : []));
}

async function end(runId: string, activation = 1): Promise<void> {
  desk.fromHost({ kind: 'finished', runId, activation, output: 'null' });
  await desk.settle();
}

function statusOf(runId: string): unknown {
  return desk.made.reader.prepare('SELECT status FROM run WHERE run_id = ?').pluck().get(runId);
}

/** The process is killed: nothing but the rows is left, and the next one takes them up. */
async function killAndStart(): Promise<void> {
  const { folder } = desk.made;
  desk.broker.close();
  desk.made.close();
  const startMs = desk.clock.now();
  desk = await openEngineDesk({ folder, startMs });
  await desk.activations.recover();
  await desk.settle();
}

test('a queue has so many runs at work as it says, and the next starts in the commit that ends one', async () => {
  await setQueue({ concurrency: 2 });
  const runs = [await start(), await start(), await start()];
  expect(started()).toEqual(runs.slice(0, 2));
  await end(runs[0] ?? '');
  expect(started()).toEqual(runs);
});

test('a run that is moved in the group in which its turn comes takes no place in the other queue beyond its limit', async () => {
  await setQueue({ concurrency: 1 });
  await setQueue({ concurrency: 1, name: 'post' });
  const [first, other] = [await start(), await start({ queue: 'post' })];
  const moved = await start();
  const move = desk.made.engine.transact({ run: moved }, placeRun(ada, { verb: 'move', queue: 'post' }, ''));
  // Its end frees the place, and the turn is given before the move is committed.
  desk.fromHost({ kind: 'finished', runId: first, activation: 1, output: 'null' });
  await move;
  desk.activations.moved(moved);
  await desk.settle();
  expect(started()).toEqual([first, other]);
  expect(desk.activations.queueFacts('post')).toMatchObject({ running: 1, waiting: 1 });
  await end(other);
  expect(started()).toEqual([first, other, moved]);
});

test('runs with the same key go one by one, and hold up no other key', async () => {
  await setQueue({ perKey: 1 });
  const first = await start({ queueKey: 'acme' });
  const second = await start({ queueKey: 'acme' });
  const other = await start({ queueKey: 'zeta' });
  expect(started()).toEqual([first, other]);
  await end(first);
  expect(started()).toEqual([first, other, second]);
});

test('a run that waits gives its place up when it leaves its host, and asks for one when it is woken', async () => {
  await setQueue({ concurrency: 1 });
  const [first, second] = [await start(), await start()];
  desk.fromHost({
    kind: 'record',
    runId: first,
    activation: 1,
    record: stepRecord('0', { kind: 'sleep', phase: 'waiting', result: null, dueInMs: 60_000 }),
  });
  await desk.settle();
  desk.fromHost({ kind: 'idle', runId: first, activation: 1, waits: ['sleep'], heard: 1 });
  await desk.settle();
  expect(started()).toEqual([first]);
  await desk.pass(5_000);
  expect(started()).toEqual([first, second]);
  await desk.pass(60_000);
  expect(statusOf(first)).toBe('queued');
  await end(second);
  expect(started()).toEqual([first, second, first]);
});

test('a rate is kept, and driven by one timer set to the time when it opens', async () => {
  await setQueue({ rate: { count: 2, periodMs: 10_000 } });
  const runs = [await start(), await start()];
  await desk.pass(4_000);
  runs.push(await start(), await start());
  expect(started()).toEqual(runs.slice(0, 2));
  const armed = desk.clock.armed();
  await desk.pass(5_999);
  expect(started()).toHaveLength(2);
  expect(desk.clock.armed()).toBe(armed);
  await desk.pass(1);
  expect(started()).toEqual(runs);
});

test('a rate counts the starts of a process that was killed', async () => {
  await setQueue({ rate: { count: 1, periodMs: 60_000 } });
  const first = await start();
  await end(first);
  const second = await start();
  await killAndStart();
  expect(started()).toEqual([]);
  await desk.pass(60_000);
  expect(started()).toEqual([second]);
});

test('what is taken up again after a crash is no start that a rate would count', async () => {
  await setQueue({ rate: { count: 1, periodMs: 60_000 } });
  const first = await start();
  await killAndStart();
  expect(started()).toEqual([first]);
});

test('a delayed run starts when its time has come, also in the process after a kill, and nothing polls for it', async () => {
  await setQueue();
  const late = await start({ delayMs: 60_000 });
  expect(desk.clock.armed()).toBe(1);
  await desk.pass(30_000);
  expect(started()).toEqual([]);
  await killAndStart();
  expect(started()).toEqual([]);
  await desk.pass(29_999);
  expect(started()).toEqual([]);
  await desk.pass(1);
  expect(started()).toEqual([late]);
});

test('ten thousand runs put off until the same moment all start then, in their order', async () => {
  await setQueue({ concurrency: 1 });
  const runs: string[] = [];
  for (let at = 0; at < 50; at += 1) {
    const made = await Promise.all(
      Array.from({ length: 200 }, () => startSample(desk.made.engine, { terms: { queue: 'mail', delayMs: 60_000 } })),
    );
    for (const { runId } of made) {
      desk.activations.enqueue(runId);
      runs.push(runId);
    }
  }
  await desk.pass(60_000);
  // More than are read at once: the alarm rings again for the rest.
  await desk.pass(5_000, 5);
  expect(started()).toEqual(runs.slice(0, 1));
  expect(desk.activations.queueFacts('mail')).toMatchObject({ running: 1, waiting: 9_999 });
  expect(desk.activations.queueOrder('mail', 3)).toEqual(runs.slice(1, 4));
});

test('a run admitted and not yet claimed when the process is killed keeps its place, priority and key', async () => {
  await setQueue({ concurrency: 1, perKey: 1 });
  await start({ queueKey: 'acme' });
  const [low, high] = [await start({ queueKey: 'acme' }), await start({ queueKey: 'acme', priority: 9 })];
  await killAndStart();
  expect(desk.activations.queueOrder('mail', 9)).toEqual([high, low]);
});

test('a paused queue starts nothing, takes nothing up that waits in a host, and leaves what is at work', async () => {
  await setQueue();
  const [working, waiting] = [await start(), await start()];
  desk.fromHost({
    kind: 'record',
    runId: waiting,
    activation: 1,
    record: stepRecord('0', { kind: 'sleep', phase: 'waiting', result: null, dueInMs: 2_000 }),
  });
  await desk.settle();
  desk.fromHost({ kind: 'idle', runId: waiting, activation: 1, waits: ['sleep'], heard: 1 });
  await desk.settle();
  await setQueue({ pause: { by: 'Ada L.', reason: '', atMs: 0 } });
  const later = await start();
  await desk.pass(2_000);
  expect(statusOf(waiting)).toBe('queued');
  expect(started()).toEqual([working, waiting]);
  await end(working);
  expect(statusOf(working)).toBe('succeeded');
  await setQueue({ pause: null });
  expect(started().slice(2)).toEqual([waiting, later]);
});

test('an interactive run does not wait for a place of the background lane', async () => {
  for (let at = 0; at < 10; at += 1) await start({ queue: 'default' });
  const behind = await start({ queue: 'default' });
  const person = await start({ queue: 'interactive' });
  expect(started().at(-1)).toBe(person);
  expect(statusOf(behind)).toBe('queued');
});

test('a clock that is set back neither opens a rate nor starts what was put off, and one set on does both once', async () => {
  await setQueue({ rate: { count: 1, periodMs: 3_600_000 } });
  const first = await start();
  const second = await start();
  const late = await start({ queue: 'default', delayMs: 3_600_000 });
  desk.clock.setWall(desk.clock.now() - 7_200_000);
  desk.activations.rearm();
  await desk.pass(60_000);
  expect(started()).toEqual([first]);
  desk.clock.setWall(desk.clock.now() + 14_400_000);
  desk.activations.rearm();
  await desk.pass(0);
  await desk.pass(0);
  expect(started().toSorted()).toEqual([first, second, late].toSorted());
});
