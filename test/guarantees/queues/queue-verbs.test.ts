import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { StartedRun } from '../../../shared/domain/run.ts';
import type { MethodInput, MethodOutput } from '../../../shared/ipc/methods.ts';
import { startFurnished, startRuntime, type RuntimeProcess } from '../../helpers/runtime-process.ts';
import { runIs } from '../../helpers/scripted-runs.ts';

let runtime: RuntimeProcess;
let name = '';
let count = 0;

beforeAll(async () => {
  runtime = await startFurnished();
});
afterAll(() => runtime.stop());

/** Each test has a queue of its own. */
beforeEach(async () => {
  count += 1;
  name = `line-${count}`;
  await runtime.call('queue.create', { name });
});

function start(more: Partial<MethodInput<'run.start'>> = {}): Promise<StartedRun> {
  const input = { plan: [{ do: 'step', name: 'first' }] };
  return runtime.call('run.start', { agentId: 'scripted', queue: name, input, ...more });
}

function show(queue = name): Promise<MethodOutput<'queue.show'>> {
  return runtime.call('queue.show', { name: queue });
}

async function order(queue = name): Promise<string[]> {
  return (await show(queue)).waiting.map(({ runId }) => runId);
}

function factsOf({ bytes }: { readonly bytes: string }): Readonly<Record<string, unknown>> {
  return (JSON.parse(bytes) as { facts: Record<string, unknown> }).facts;
}

function refusal(code: string, words: string): object {
  return { code, message: expect.stringContaining(words) };
}

test('a paused queue keeps its runs in their order, and starts them when it is resumed', async () => {
  const paused = await runtime.call('queue.pause', { name, reason: 'the mail server is down' });
  expect(paused).toMatchObject({ version: 2, pause: { by: 'Ada L.', reason: 'the mail server is down' } });
  const runs = [await start(), await start(), await start({ priority: 5 })];
  expect(await order()).toEqual([runs[2], runs[0], runs[1]].map((run) => run?.runId));
  expect((await show()).queue).toMatchObject({ running: 0, waiting: 3, delayed: 0, refused: 0 });
  expect((await show()).queue.oldestSinceMs).toBe(runs[0]?.createdAtMs);
  await runtime.call('queue.resume', { name });
  for (const { runId } of runs) await runIs(runtime, runId, 'succeeded');
  expect((await show()).queue).toMatchObject({ waiting: 0, oldestSinceMs: null, pause: null, version: 3 });
});

test('a run gets another priority, another queue, or another time, and its line shows it at once', async () => {
  await runtime.call('queue.create', { name: `${name}-b` });
  await runtime.call('queue.pause', { name });
  await runtime.call('queue.pause', { name: `${name}-b` });
  const [one, two, three] = [await start(), await start(), await start()].map(({ runId }) => runId);
  if (one === undefined || two === undefined || three === undefined) throw new Error('no runs');
  expect(await runtime.call('run.prioritise', { runId: three, priority: 1 })).toMatchObject({ priority: 1 });
  expect(await order()).toEqual([three, one, two]);
  expect(await runtime.call('run.move', { runId: one, queue: `${name}-b` })).toMatchObject({ queue: `${name}-b` });
  expect([await order(), await order(`${name}-b`)]).toEqual([[three, two], [one]]);
  expect((await runtime.call('run.delay', { runId: two, delayMs: 3_600_000 })).notBeforeMs).toBeGreaterThan(0);
  expect([await order(), (await show()).delayed.map(({ runId }) => runId)]).toEqual([[three], [two]]);
  expect((await show()).queue).toMatchObject({ waiting: 1, delayed: 1 });
  expect(await runtime.call('run.delay', { runId: two, delayMs: 0 })).toMatchObject({ notBeforeMs: null });
  expect(await order()).toEqual([three, two]);
  const { events } = await runtime.call('audit.list', { kind: 'run.placed', limit: 4 });
  expect(events.map((event) => factsOf(event)['verb'])).toEqual(['delayed', 'delayed', 'moved', 'prioritised']);
});

test('what was placed, paused and limited is as it was after the process is killed', async () => {
  const own = await startFurnished();
  await own.call('queue.create', { name: 'mail', limits: { concurrency: 1, rate: { count: 3, periodMs: 60_000 } } });
  await own.call('queue.pause', { name: 'mail', reason: 'wait' });
  const input = { plan: [{ do: 'step', name: 'first' }] };
  const begin = (priority: number): Promise<StartedRun> =>
    own.call('run.start', { agentId: 'scripted', queue: 'mail', priority, input });
  const [low, high] = [await begin(0), await begin(0)];
  await own.call('run.prioritise', { runId: high.runId, priority: 9 });
  const before = await own.call('queue.show', { name: 'mail' });
  await own.kill();
  const again = await startRuntime({ workspace: own.workspace });
  const after = await again.until(async () => {
    const shown = await again.call('queue.show', { name: 'mail' });
    return shown.waiting.length === 2 ? shown : undefined;
  });
  expect(after.queue).toEqual(before.queue);
  expect(after.waiting.map(({ runId }) => runId)).toEqual([high.runId, low.runId]);
  await again.call('queue.resume', { name: 'mail' });
  await runIs(again, low.runId, 'succeeded');
  await again.stop();
});

test('limits are changed by version, and each change is told in the audit log', async () => {
  const changed = await runtime.call('queue.change', { name, version: 1, limits: { capacity: 1 }, reason: 'small' });
  expect(changed).toMatchObject({ version: 2, capacity: 1, concurrency: null });
  await expect(runtime.call('queue.change', { name, version: 1, limits: { capacity: 2 } })).rejects.toMatchObject(
    refusal('stale', 'version 2'),
  );
  await expect(runtime.call('queue.change', { name, version: 2, limits: { capacity: 1 } })).rejects.toMatchObject(
    refusal('wrong-state', 'already'),
  );
  expect(await runtime.call('queue.change', { name, version: 2, limits: { capacity: null } })).toMatchObject({
    capacity: null,
  });
  const { events } = await runtime.call('audit.list', { kind: 'queue.changed', limit: 2 });
  expect(events.map(factsOf).map((facts) => [facts['queue'], facts['version'], facts['limits']])).toEqual([
    [name, 3, '100 recoveries, 5 attempts, debounced for 3600000 ms at most'],
    [name, 2, '1 waiting, 100 recoveries, 5 attempts, debounced for 3600000 ms at most'],
  ]);
});

test('a full queue refuses over the socket with its code, and counts what it refused', async () => {
  await runtime.call('queue.change', { name, version: 1, limits: { capacity: 1 } });
  await runtime.call('queue.pause', { name });
  await start();
  await expect(start()).rejects.toMatchObject({ code: 'queue-full', hint: expect.stringContaining('--capacity') });
  expect((await show()).queue).toMatchObject({ waiting: 1, refused: 1 });
});

test('many runs are placed as one job, each with what became of it', async () => {
  await runtime.call('queue.pause', { name });
  const waiting = [await start(), await start()].map(({ runId }) => runId);
  const { runId: other } = await start({ queue: 'default' });
  await runIs(runtime, other, 'succeeded');
  const job = await runtime.call('bulk.start', { verb: 'prioritise', runIds: [...waiting, other], priority: 7 });
  await runtime.until(async () =>
    (await runtime.call('bulk.show', { jobId: job.jobId })).job.status === 'done' ? true : undefined,
  );
  const { items } = await runtime.call('bulk.show', { jobId: job.jobId });
  expect(items.map(({ status, reason }) => [status, reason])).toEqual([
    ['applied', ''],
    ['applied', ''],
    ['ignored', 'The run is succeeded; it waits for nothing.'],
  ]);
  expect((await show()).waiting.map(({ priority }) => priority)).toEqual([7, 7]);
});

test('a queue is removed once nothing needs it, and a run that had ended in it is begun again in the one of its lane', async () => {
  const { version } = await runtime.call('queue.pause', { name });
  const { runId } = await start();
  const remove = (): Promise<unknown> => runtime.call('queue.remove', { name, version, reason: 'not needed' });
  await expect(remove()).rejects.toMatchObject({
    code: 'refused',
    message: expect.stringContaining(runId),
    hint: expect.stringContaining('runs move'),
  });
  await runtime.call('run.kill', { runId });
  await expect(runtime.call('queue.remove', { name, version: version - 1 })).rejects.toMatchObject({ code: 'stale' });
  await remove();
  const { queues } = await runtime.call('queue.list', {});
  expect(queues.map((queue) => queue.name)).not.toContain(name);
  const { events } = await runtime.call('audit.list', { limit: 1 });
  expect(events.map(factsOf)).toMatchObject([{ queue: name, verb: 'removed', reason: 'not needed' }]);
  await runtime.call('run.retry', { runId });
  await runIs(runtime, runId, 'succeeded');
  expect((await runtime.call('run.show', { runId })).run.queue).toBe('default');
  const { queue } = await show('default');
  await expect(runtime.call('queue.remove', { name: 'default', version: queue.version })).rejects.toMatchObject(
    refusal('refused', 'it stays'),
  );
});

test('each verb answers what it cannot do, and changes nothing', async () => {
  await runtime.call('queue.pause', { name });
  const { runId } = await start();
  const { runId: ended } = await start({ queue: 'default' });
  await runIs(runtime, ended, 'succeeded');
  const before = await show();
  const refused = (call: Promise<unknown>, code: string, words: string): Promise<void> =>
    expect(call).rejects.toMatchObject(refusal(code, words));
  await refused(runtime.call('run.prioritise', { runId: 'nobody', priority: 1 }), 'not-found', 'no such run');
  await refused(runtime.call('run.prioritise', { runId, priority: 0 }), 'wrong-state', 'Its priority is 0 already');
  await refused(runtime.call('run.prioritise', { runId, priority: 101 }), 'invalid-input', 'priority');
  await refused(runtime.call('run.prioritise', { runId: ended, priority: 1 }), 'wrong-state', 'succeeded');
  await refused(runtime.call('run.move', { runId, queue: name }), 'wrong-state', 'already');
  await refused(runtime.call('run.move', { runId, queue: 'nowhere' }), 'not-found', 'no queue "nowhere"');
  await refused(runtime.call('run.move', { runId, queue: 'interactive' }), 'refused', 'interactive lane');
  await refused(runtime.call('run.delay', { runId, delayMs: 0 }), 'wrong-state', 'not put off');
  await refused(runtime.call('run.delay', { runId: ended, delayMs: 5 }), 'wrong-state', 'succeeded');
  await refused(runtime.call('queue.create', { name }), 'wrong-state', 'already');
  await refused(runtime.call('queue.create', { name: 'No Name' }), 'invalid-input', 'name');
  await refused(runtime.call('queue.pause', { name }), 'wrong-state', 'already');
  await refused(runtime.call('queue.pause', { name: 'nowhere' }), 'not-found', 'nowhere');
  await refused(runtime.call('queue.resume', { name: 'default' }), 'wrong-state', 'not paused');
  await refused(runtime.call('queue.show', { name: 'nowhere' }), 'not-found', 'nowhere');
  await refused(runtime.call('bulk.start', { verb: 'move', runIds: [runId] }), 'invalid-input', 'to which queue');
  await refused(start({ debounceMs: 500 }), 'invalid-input', 'needs a key');
  await refused(start({ queue: 'nowhere' }), 'not-found', 'no queue "nowhere"');
  expect(await show()).toEqual(before);
});
