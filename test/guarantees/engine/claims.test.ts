import { beforeEach, expect, onTestFinished, test } from 'vitest';
import type { Published } from '../../../electron/runtime/engine/engine-port.ts';
import { systemIds } from '../../../electron/runtime/system-ports.ts';
import { openEngineDesk, type EngineDesk } from '../../helpers/engine-desk.ts';
import { sampleRelease, startSample } from '../../helpers/sample-runs.ts';

const { releaseHash } = sampleRelease;
/** Where a start without terms waits. */
const unplaced = {
  queue: 'default',
  lane: 'background',
  agentId: 'sample',
  releaseHash,
  priority: 0,
  queueKey: null,
  notBeforeMs: null,
  admittedAtMs: null,
} as const;
let desk: EngineDesk;
let commits: (readonly Published[])[];

beforeEach(async () => {
  desk = await openEngineDesk();
  onTestFinished(() => desk.made.close());
  // The first run brings the host; it ends, and leaves its place.
  const { runId } = await begin();
  await desk.settle();
  desk.fromHost({ kind: 'finished', runId, activation: 1, output: 'null' });
  await desk.settle();
  desk.toHost.length = 0;
  commits = [];
  desk.made.engine.onCommitted((items) => commits.push(items));
});

function begin(): Promise<{ readonly runId: string }> {
  const runId = systemIds.uuid();
  return desk.activations.begin({ ...unplaced, runId }, (isClaimed) =>
    startSample(desk.made.engine, { runId, ...(isClaimed ? { claimFor: releaseHash } : {}) }),
  );
}

function started(): string[] {
  return desk.toHost.flatMap((message) => (message.kind === 'start' ? [message.runId] : []));
}

function rowOf(runId: string): unknown {
  return desk.made.reader.prepare('SELECT status, activation FROM run WHERE run_id = ?').get(runId);
}

function changesIn(commit: readonly Published[] | undefined): unknown[] {
  return (commit ?? []).map(({ runId, payload }) => [runId, (payload as { status?: string }).status]);
}

test('a run that finds a place is claimed in the transaction that makes it, and its code starts after that', async () => {
  const { runId } = await begin();
  expect(rowOf(runId)).toEqual({ status: 'running', activation: 1 });
  await desk.settle();
  expect(started()).toEqual([runId]);
  expect(commits.map(changesIn)).toEqual([[[runId, 'running']]]);
});

test('a run that finds no place waits, and is claimed in the commit that ends another', async () => {
  const runs = await Promise.all(Array.from({ length: 11 }, () => begin()));
  await desk.settle();
  const waiting = runs.at(-1)?.runId ?? '';
  const ending = runs[0]?.runId ?? '';
  expect(started()).toEqual(runs.slice(0, 10).map(({ runId }) => runId));
  expect(rowOf(waiting)).toEqual({ status: 'queued', activation: 0 });
  commits = [];
  desk.fromHost({ kind: 'finished', runId: ending, activation: 1, output: 'null' });
  await desk.settle();
  expect(commits.map(changesIn)).toEqual([
    [
      [ending, 'succeeded'],
      [waiting, 'running'],
    ],
  ]);
  expect(started().at(-1)).toBe(waiting);
});

test('a run whose host went away while it was claimed is taken up again by the next one', async () => {
  const made = begin();
  desk.activations.hostGone('host', { kind: 'crashed', reason: 'it ended', at: null });
  const { runId } = await made;
  await desk.settle();
  expect(rowOf(runId)).toEqual({ status: 'running', activation: 2 });
  expect(started()).toEqual([runId]);
});

test('one more host that could not be started stops no run: the host there is takes them, and the next is asked for', async () => {
  const runs = await Promise.all(Array.from({ length: 11 }, () => begin()));
  await desk.settle();
  const waiting = runs.at(-1)?.runId ?? '';
  desk.activations.hostFailed(releaseHash, { code: 'host-late', message: 'It did not start in time.' });
  await desk.settle();
  expect(rowOf(waiting)).toEqual({ status: 'queued', activation: 0 });
  desk.fromHost({ kind: 'finished', runId: runs[0]?.runId ?? '', activation: 1, output: 'null' });
  await desk.settle();
  expect(rowOf(waiting)).toEqual({ status: 'running', activation: 1 });
});

test('a run of a paused agent is not claimed as it is made', async () => {
  await desk.made.engine.transact({}, (_state, env) => ({
    ok: true,
    changes: [{ put: 'agent-pause', state: { agentId: 'sample', by: 'Ada L.', reason: '', atMs: env.nowMs } }],
    reply: null,
  }));
  const { runId } = await begin();
  await desk.settle();
  expect(rowOf(runId)).toEqual({ status: 'queued', activation: 0 });
  expect(started()).toEqual([]);
});
