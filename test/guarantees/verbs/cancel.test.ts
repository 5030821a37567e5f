import { expect, onTestFinished, test } from 'vitest';
import type { HostEnd } from '../../../electron/runtime/hosts/protocol.ts';
import { openEngineDesk, proposalOf, type EngineDesk, type EngineDeskOptions } from '../../helpers/engine-desk.ts';
import { startSample, stepRecord } from '../../helpers/sample-runs.ts';

async function opened(options: EngineDeskOptions = {}): Promise<EngineDesk> {
  const desk = await openEngineDesk(options);
  onTestFinished(() => desk.made.close());
  return desk;
}

/** A run in its host. */
async function atWork(desk: EngineDesk): Promise<string> {
  const { runId } = await startSample(desk.made.engine);
  desk.activations.enqueue(runId);
  await desk.settle();
  return runId;
}

const sleeping = stepRecord('0', { kind: 'sleep', name: 'sleep', phase: 'waiting', result: null, dueInMs: 3_600_000 });

function saysIdle(desk: EngineDesk, runId: string, heard = 1): void {
  desk.fromHost({ kind: 'idle', runId, activation: 1, waits: ['sleep'], heard });
}

/** A run that sleeps while its host still has it. */
async function asleep(desk: EngineDesk): Promise<string> {
  const runId = await atWork(desk);
  desk.fromHost({ kind: 'record', runId, activation: 1, record: sleeping });
  await desk.settle();
  saysIdle(desk, runId);
  await desk.settle();
  expect(statusOf(desk, runId)).toBe('sleeping');
  return runId;
}

function statusOf(desk: EngineDesk, runId: string): string | undefined {
  return desk.made.engine.stores.runs.load(runId)?.status;
}

/** The process is gone, with whatever its host had not said, and the next one takes the workspace up. */
async function restarted(desk: EngineDesk): Promise<EngineDesk> {
  desk.broker.close();
  const next = await opened({ folder: desk.made.folder });
  await next.recover();
  await next.pass(0);
  return next;
}

test('a run that waits in its host has ended with the commit of its cancel, and its host is told to leave it', async () => {
  const desk = await opened();
  const runId = await asleep(desk);
  const run = await desk.verb('run.cancel', { runId, reason: 'wrong file' });
  expect(run.status).toBe('cancelled');
  expect(run.error).toMatchObject({ code: 'cancelled', message: 'Ada L. cancelled this run: wrong file.' });
  await desk.settle();
  expect(desk.toHost.at(-1)).toMatchObject({ kind: 'leave', runId });
  expect(desk.activations.live(runId)).toBeUndefined();
});

test('a run that begins to wait in the group of its cancel ends, though its process dies before the host answers', async () => {
  const desk = await opened();
  const runId = await atWork(desk);
  desk.fromHost({ kind: 'record', runId, activation: 1, record: sleeping });
  await desk.settle();
  const cancelled = desk.verb('run.cancel', { runId });
  saysIdle(desk, runId);
  await cancelled;
  await desk.settle();
  const next = await restarted(desk);
  expect(statusOf(next, runId)).toBe('cancelled');
});

test.each<HostEnd>([
  { kind: 'told', reason: 'it did not stop' },
  { kind: 'crashed', reason: 'it died', at: null },
])('a run that begins to wait in the group of its cancel ends when its host goes without an answer', async (end) => {
  const desk = await opened();
  const runId = await atWork(desk);
  desk.fromHost({ kind: 'record', runId, activation: 1, record: sleeping });
  await desk.settle();
  const cancelled = desk.verb('run.cancel', { runId });
  saysIdle(desk, runId);
  await cancelled;
  desk.activations.hostGone('host', end);
  await desk.settle();
  expect(statusOf(desk, runId)).toBe('cancelled');
});

test('a run that has nothing but waits left when it is cancelled ends, and is not forgotten by its host', async () => {
  const desk = await opened();
  const runId = await atWork(desk);
  await desk.verb('run.cancel', { runId });
  // Said before the host has heard of the cancel.
  desk.fromHost({ kind: 'record', runId, activation: 1, record: sleeping });
  await desk.settle();
  saysIdle(desk, runId);
  await desk.settle();
  await desk.pass(8_000, 4);
  expect(statusOf(desk, runId)).toBe('cancelled');
  expect(desk.activations.live(runId)).toBeUndefined();
});

test.each([
  ['pause', 'cancel'],
  ['cancel', 'pause'],
] as const)('%s and %s in one commit group leave no run that is being cancelled for ever', async (first, second) => {
  const desk = await opened();
  const runId = await atWork(desk);
  await Promise.allSettled([desk.verb(`run.${first}`, { runId }), desk.verb(`run.${second}`, { runId })]);
  await desk.settle();
  desk.fromHost({ kind: 'cancelled', runId, activation: 1 });
  await desk.settle();
  expect(statusOf(desk, runId)).toBe('cancelled');
});

test('an agent that is paused in the group of a cancel leaves its run cancelled', async () => {
  const desk = await opened();
  const runId = await atWork(desk);
  await Promise.all([desk.verb('run.cancel', { runId }), desk.verb('agent.pause', { agentId: 'sample' })]);
  await desk.settle();
  expect(statusOf(desk, runId)).toBe('cancelled');
});

test('a run that is claimed and cancelled in one group is never told to its host', async () => {
  const desk = await opened();
  const other = await atWork(desk);
  const { runId } = await startSample(desk.made.engine);
  desk.activations.enqueue(runId);
  expect(desk.activations.load().background.used).toBe(2);
  await desk.verb('run.cancel', { runId });
  await desk.settle();
  expect(statusOf(desk, runId)).toBe('cancelled');
  expect(desk.toHost.filter((message) => message.kind === 'start').map((message) => message.runId)).toEqual([other]);
});

test.each(['sleeping', 'waiting-approval', 'paused', 'queued'])(
  'a run that an earlier version left %s and being cancelled is ended at the start, and what it asked for is taken back',
  async (status) => {
    const desk = await opened();
    const runId = await atWork(desk);
    desk.fromHost(proposalOf(runId, 'r-1'));
    await desk.pass(0);
    await desk.verb('agent.pause', { agentId: 'sample' });
    desk.made.db.prepare('UPDATE run SET status = ?, cancel_requested = 1 WHERE run_id = ?').run(status, runId);
    const next = await restarted(desk);
    expect(statusOf(next, runId)).toBe('cancelled');
    expect(next.made.engine.stores.effects.ofRun(runId)).toMatchObject([{ status: 'refused', cause: 'withdrawn' }]);
  },
);

test('a run that is being cancelled at an orderly end is cancelled by it, or undone at the next start', async () => {
  const desk = await opened();
  const runId = await atWork(desk);
  await desk.verb('run.cancel', { runId });
  const closed = desk.activations.close();
  await desk.pass(1_000);
  await closed;
  const next = await restarted(desk);
  expect(statusOf(next, runId)).toBe('cancelled');
});

test('a repeated cancel leaves the next attempt of the run, and what it asks for, alone', async () => {
  const desk = await opened();
  const runId = await asleep(desk);
  await desk.verb('run.cancel', { runId }, { commandId: 'first' });
  await desk.settle();
  await desk.verb('run.retry', { runId });
  await desk.settle();
  const { activation = 0 } = desk.made.engine.stores.runs.load(runId) ?? {};
  desk.fromHost({ ...proposalOf(runId, 'r-2'), activation });
  await desk.pass(0);
  const told = desk.toHost.length;
  await desk.verb('run.cancel', { runId }, { commandId: 'first' });
  await desk.pass(60_000);
  expect(desk.toHost.slice(told).map(({ kind }) => kind)).not.toContain('abort');
  expect(statusOf(desk, runId)).toBe('running');
  expect(desk.made.engine.stores.effects.ofRun(runId)).toMatchObject([{ status: 'waiting-decision' }]);
});

test('a cancel said twice ends no host after the run has let go', async () => {
  const killed: string[] = [];
  const desk = await opened({ onKillHost: (reason) => killed.push(reason) });
  const runId = await atWork(desk);
  await desk.verb('run.cancel', { runId }, { commandId: 'twice' });
  await desk.verb('run.cancel', { runId }, { commandId: 'twice' });
  desk.fromHost({ kind: 'cancelled', runId, activation: 1 });
  await desk.settle();
  await desk.pass(20_000);
  expect(killed).toEqual([]);
});

test('a repeated kill leaves the next attempt of the run, and what it asks for, alone', async () => {
  const desk = await opened();
  const runId = await asleep(desk);
  await desk.verb('run.kill', { runId }, { commandId: 'first' });
  await desk.verb('run.retry', { runId });
  await desk.settle();
  const { activation = 0 } = desk.made.engine.stores.runs.load(runId) ?? {};
  desk.fromHost({ ...proposalOf(runId, 'r-3'), activation });
  await desk.pass(0);
  await desk.verb('run.kill', { runId }, { commandId: 'first' });
  await desk.pass(60_000);
  expect(statusOf(desk, runId)).toBe('running');
  expect(desk.made.engine.stores.effects.ofRun(runId)).toMatchObject([{ status: 'waiting-decision' }]);
});

test('a repeated rewind leaves what the present lineage asks for alone', async () => {
  const desk = await opened();
  const runId = await atWork(desk);
  desk.fromHost({ kind: 'record', runId, activation: 1, record: stepRecord('0') });
  await desk.settle();
  for (const commandId of ['first', 'second']) {
    await desk.verb('run.rewind', { runId, path: '0' }, { commandId });
    await desk.settle();
    const { activation = 0 } = desk.made.engine.stores.runs.load(runId) ?? {};
    desk.fromHost({ kind: 'record', runId, activation, record: stepRecord('0') });
    desk.fromHost({ ...proposalOf(runId, 'r-4', '1'), activation });
    await desk.pass(0);
  }
  const open = (): string[] => desk.made.engine.stores.effects.ofRun(runId).map(({ status }) => status);
  expect(open()).toEqual(['refused', 'waiting-decision']);
  await desk.verb('run.rewind', { runId, path: '0' }, { commandId: 'first' });
  await desk.pass(0);
  expect(open()).toEqual(['refused', 'waiting-decision']);
});

test('a repeated pause of an agent leaves its runs at work when it was resumed since', async () => {
  const desk = await opened();
  await desk.verb('agent.pause', { agentId: 'sample' }, { commandId: 'first' });
  await desk.verb('agent.resume', { agentId: 'sample' });
  const runId = await atWork(desk);
  await desk.verb('agent.pause', { agentId: 'sample' }, { commandId: 'first' });
  await desk.settle();
  expect(desk.made.engine.stores.runs.load(runId)).toMatchObject({ status: 'running', activation: 1 });
});
