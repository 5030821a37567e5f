import { expect, onTestFinished, test } from 'vitest';
import type { EffectSummary } from '../../../shared/domain/effect.ts';
import { defaultPolicy } from '../../../electron/runtime/policies/default-policy.ts';
import { policyHash } from '../../../electron/runtime/policies/parse.ts';
import type { EffectState } from '../../../electron/runtime/engine/states.ts';
import { openEngineDesk, proposalOf, type EngineDesk, type EngineDeskOptions } from '../../helpers/engine-desk.ts';
import { ada, ben } from '../../helpers/prepared-workspace.ts';
import { startSample } from '../../helpers/sample-runs.ts';

async function opened(options: EngineDeskOptions = {}): Promise<EngineDesk> {
  const desk = await openEngineDesk(options);
  onTestFinished(() => desk.made.close());
  return desk;
}

function effectsOf(desk: EngineDesk, runId: string): readonly EffectState[] {
  return desk.made.engine.stores.effects.ofRun(runId);
}

function statuses(desk: EngineDesk, runId: string): readonly string[] {
  return effectsOf(desk, runId).map(({ status, compensates }) => (compensates === null ? status : `undo ${status}`));
}

async function approve(desk: EngineDesk, effectId: string, by = ben): Promise<string> {
  const approval = desk.made.engine.stores.effects.bundle(effectId)?.approval;
  if (approval === null || approval === undefined) throw new Error('nothing asks');
  const { approvalId, envelopeHash, version } = approval;
  const seen = [{ approvalId, envelopeHash, version }];
  const [told] = await desk.broker.approve(seen, { person: by, repeatable: undefined }, '');
  return told?.outcome ?? '';
}

/** A run in its host that has changed so many records. */
async function changed(desk: EngineDesk, many = 1): Promise<{ runId: string; done: readonly EffectState[] }> {
  const { runId } = await startSample(desk.made.engine);
  desk.activations.enqueue(runId);
  await desk.settle();
  for (let n = 0; n < many; n += 1) {
    desk.fromHost(proposalOf(runId, `r-${n}`, String(n)));
    await desk.pass(1);
    await approve(desk, effectsOf(desk, runId).at(-1)?.effectId ?? '');
    await desk.pass(10);
  }
  const done = effectsOf(desk, runId);
  expect(done.map(({ status }) => status)).toEqual(done.map(() => 'done'));
  return { runId, done };
}

async function finished(desk: EngineDesk, runId: string): Promise<void> {
  desk.fromHost({ kind: 'finished', runId, activation: 1, output: '{}' });
  await desk.pass(10);
}

async function askUndo(desk: EngineDesk, effect: EffectState | undefined): Promise<EffectSummary> {
  const input = { effectId: effect?.effectId ?? '', reason: 'wrong record' };
  const undo = (await desk.verb('effect.compensate', input)) as unknown as EffectSummary;
  await desk.pass(10);
  return undo;
}

function undoings(desk: EngineDesk): number {
  return desk.asked.filter((kind) => kind === 'compensate').length;
}

async function restarted(desk: EngineDesk, options: EngineDeskOptions = {}): Promise<EngineDesk> {
  desk.broker.close();
  const next = await opened({ ...options, folder: desk.made.folder });
  await next.recover();
  await next.pass(10);
  return next;
}

test('the undoing of one action waits for its own decision, is sent by the broker alone, and then the action says so', async () => {
  const desk = await opened();
  const { runId, done } = await changed(desk);
  await finished(desk, runId);
  const undo = await askUndo(desk, done[0]);
  expect(undo).toMatchObject({ status: 'waiting-decision', compensates: done[0]?.effectId, tier: 'gate' });
  expect(undoings(desk)).toBe(0);
  expect(statuses(desk, runId)).toEqual(['done', 'undo waiting-decision']);
  expect(desk.made.engine.stores.runs.load(runId)).toMatchObject({ status: 'succeeded', pendingApprovals: 1 });
  expect(await approve(desk, undo.effectId)).toBe('decided');
  await desk.pass(10);
  expect(undoings(desk)).toBe(1);
  expect(statuses(desk, runId)).toEqual(['compensated', 'undo done']);
  const { grant, effect } = desk.made.engine.stores.effects.bundle(undo.effectId) ?? {};
  expect(grant).toMatchObject({ status: 'consumed' });
  expect(effect?.intentAtMs).not.toBeNull();
  expect(desk.made.verify()).toMatchObject({ ok: true });
});

test('a policy that denies, an emergency stop and a paused run each keep one undoing from its tool', async () => {
  const desk = await opened();
  const { engine } = desk.made;
  const { runId, done } = await changed(desk, 2);
  const stopped = await askUndo(desk, done[0]);
  const stop = { scope: { kind: 'all' as const }, by: 'Ada L.', reason: '', atMs: engine.now() };
  await engine.transact({}, () => ({ ok: true, changes: [{ put: 'stop', stop }], reply: null }));
  expect(await approve(desk, stopped.effectId)).toBe('refused');
  await engine.transact({}, () => ({ ok: true, changes: [{ put: 'stop-gone', scope: stop.scope }], reply: null }));
  await desk.verb('run.pause', { runId });
  expect(await approve(desk, stopped.effectId)).toBe('decided');
  await desk.pass(60_000, 6);
  expect(undoings(desk)).toBe(0);
  const rules = [{ id: 'no', when: {}, outcome: 'deny' as const, sentence: 'Nothing is undone here.' }];
  const policy = { ...defaultPolicy, version: 2, rules };
  const state = { policy, hash: policyHash(policy) };
  await engine.transact({}, (_loaded, env) => ({
    ok: true,
    changes: [{ put: 'policy', state, atMs: env.nowMs }],
    reply: null,
  }));
  expect(await askUndo(desk, done[1])).toMatchObject({ status: 'refused', causeDetail: 'Nothing is undone here.' });
  await desk.verb('run.resume', { runId });
  await desk.pass(60_000, 6);
  // The policy it was approved under is not in force any more.
  expect(undoings(desk)).toBe(0);
  expect(statuses(desk, runId)).toEqual(['done', 'done', 'undo refused', 'undo refused']);
});

test.each(['finished', 'run.cancel', 'run.kill', 'run.rewind'] as const)(
  'the undoing of one action goes on, and is sent once, though its run is over or begun again: %s',
  async (end) => {
    const desk = await opened();
    const { runId, done } = await changed(desk);
    const undo = await askUndo(desk, done[0]);
    if (end === 'finished') await finished(desk, runId);
    else if (end === 'run.rewind') await desk.verb(end, { runId, path: '0' });
    else await desk.verb(end, end === 'run.cancel' ? { runId, undo: false } : { runId });
    await desk.pass(10);
    desk.fromHost({ kind: 'cancelled', runId, activation: 1 });
    await desk.pass(10);
    const next = await restarted(desk);
    expect(statuses(next, runId)[1]).toBe('undo waiting-decision');
    await approve(next, undo.effectId);
    await next.pass(10);
    expect(statuses(next, runId).slice(0, 2)).toEqual(['compensated', 'undo done']);
    expect(undoings(next)).toBe(1);
  },
);

test('an action whose undoing is open is not undone a second time: by itself, with its run, or by a cancel', async () => {
  const desk = await opened();
  const { runId, done } = await changed(desk, 2);
  const undo = await askUndo(desk, done[0]);
  await expect(askUndo(desk, done[0])).rejects.toMatchObject({
    code: 'wrong-state',
    hint: expect.stringContaining(undo.approvalId ?? '-'),
  });
  await finished(desk, runId);
  await desk.verb('run.rollBack', { runId });
  await desk.pass(10);
  expect(statuses(desk, runId)).toEqual(['done', 'done', 'undo waiting-decision', 'undo waiting-decision']);
  await expect(askUndo(desk, done[1])).rejects.toMatchObject({ code: 'wrong-state' });
  for (const { effectId, compensates } of effectsOf(desk, runId))
    if (compensates !== null) await approve(desk, effectId);
  await desk.pass(10);
  await desk.pass(10);
  expect(statuses(desk, runId)).toEqual(['compensated', 'compensated', 'undo done', 'undo done']);
  expect(desk.made.engine.stores.runs.load(runId)?.status).toBe('compensated');
  expect(undoings(desk)).toBe(2);
});

test('an undoing nobody can tell the outcome of is said to be unknown, and what it was to undo still stands', async () => {
  const desk = await opened({ undoing: () => ({ outcome: 'unknown', reason: 'no answer' }) });
  const { runId, done } = await changed(desk);
  await finished(desk, runId);
  const undo = await askUndo(desk, done[0]);
  await approve(desk, undo.effectId);
  await desk.pass(30_000, 10);
  expect(statuses(desk, runId)).toEqual(['done', 'undo unknown']);
  await expect(askUndo(desk, done[0])).rejects.toMatchObject({ hint: expect.stringContaining(undo.effectId) });
  await expect(desk.verb('run.rollBack', { runId })).rejects.toMatchObject({ code: 'refused' });
  await desk.broker.reconcile(
    undo.effectId,
    { verdict: 'happened', reason: 'looked' },
    { person: ada, repeatable: undefined },
  );
  await desk.pass(10);
  expect(statuses(desk, runId)).toEqual(['compensated', 'undo done']);
});

test('an undoing that was done when the process died is said of its action at the next start, and not done again', async () => {
  const desk = await opened();
  const { runId, done } = await changed(desk);
  await finished(desk, runId);
  const undo = await askUndo(desk, done[0]);
  await approve(desk, undo.effectId);
  await desk.pass(10);
  // As the rows are between the two transactions.
  desk.made.db.prepare("UPDATE effect SET status = 'done' WHERE effect_id = ?").run(done[0]?.effectId);
  const next = await restarted(desk);
  expect(statuses(next, runId)).toEqual(['compensated', 'undo done']);
  expect(undoings(next)).toBe(0);
});

test('an undoing nobody decides on expires, and is not sent', async () => {
  const desk = await opened();
  const { runId, done } = await changed(desk);
  await finished(desk, runId);
  await askUndo(desk, done[0]);
  await desk.pass(30 * 24 * 3_600_000, 3);
  expect(effectsOf(desk, runId)[1]).toMatchObject({ status: 'refused', cause: 'expired' });
});

test('a killed run says how far it had been undone, stops the rest, and nothing is undone twice', async () => {
  let answer: (outcome: { outcome: 'done'; summary: string; detail: object }) => void = () => {};
  let isHeld = false;
  const desk = await opened({
    undoing: () =>
      isHeld
        ? new Promise((resolve) => (answer = resolve as typeof answer))
        : { outcome: 'done', summary: 'undone', detail: {} },
  });
  const { runId } = await changed(desk, 3);
  await finished(desk, runId);
  await desk.verb('run.rollBack', { runId });
  await desk.pass(10);
  const [first, second] = effectsOf(desk, runId).filter(({ compensates }) => compensates !== null);
  await approve(desk, first?.effectId ?? '');
  await desk.pass(10);
  isHeld = true;
  await approve(desk, second?.effectId ?? '');
  await desk.pass(10);
  expect(undoings(desk)).toBe(2);
  const { error } = await desk.verb('run.kill', { runId });
  expect(error?.hint).toBe(
    '1 of 3 actions had been undone. The undoing of 1 is on its way and is not called back. 1 stays in place. Finished steps and artifacts are kept.',
  );
  await desk.pass(10);
  expect(statuses(desk, runId)).toEqual([
    'done',
    'done',
    'compensated',
    'undo done',
    'undo dispatched',
    'undo refused',
  ]);
  isHeld = false;
  // What is on its way is not asked for again.
  await desk.verb('run.rollBack', { runId });
  await desk.pass(10);
  answer({ outcome: 'done', summary: 'undone', detail: {} });
  await desk.pass(10);
  const last = effectsOf(desk, runId).at(-1);
  await approve(desk, last?.effectId ?? '');
  await desk.pass(10);
  expect(undoings(desk)).toBe(3);
  expect(desk.made.engine.stores.runs.load(runId)?.status).toBe('compensated');
});

test('an undoing that ends after its run was killed is said of its action, which is not undone again', async () => {
  let answer: (outcome: { outcome: 'done'; summary: string; detail: object }) => void = () => {};
  const desk = await opened({ undoing: () => new Promise((resolve) => (answer = resolve as typeof answer)) });
  const { runId } = await changed(desk);
  await finished(desk, runId);
  await desk.verb('run.rollBack', { runId });
  await desk.pass(10);
  await approve(desk, effectsOf(desk, runId)[1]?.effectId ?? '');
  await desk.pass(10);
  await desk.verb('run.kill', { runId });
  answer({ outcome: 'done', summary: 'undone', detail: {} });
  await desk.pass(10);
  expect(statuses(desk, runId)).toEqual(['compensated', 'undo done']);
});

test('an action whose stored bytes cannot be told any more does not keep the others from being undone', async () => {
  const desk = await opened();
  const { runId, done } = await changed(desk, 2);
  await finished(desk, runId);
  desk.made.db.prepare("UPDATE effect SET envelope = envelope || ' ' WHERE effect_id = ?").run(done[1]?.effectId);
  await desk.verb('run.rollBack', { runId });
  await desk.pass(10);
  expect(statuses(desk, runId)).toEqual(['done', 'done', 'undo refused', 'undo waiting-decision']);
  await approve(desk, effectsOf(desk, runId).at(-1)?.effectId ?? '');
  await desk.pass(10);
  await desk.pass(10);
  expect(statuses(desk, runId)).toEqual(['compensated', 'done', 'undo refused', 'undo done']);
  expect(desk.made.engine.stores.runs.load(runId)).toMatchObject({
    status: 'needs-attention',
    error: { code: 'not-all-undone', message: expect.stringContaining('cannot be undone from here') },
  });
});

test('what a run asked for is taken back at a start that finds it being undone', async () => {
  const desk = await opened();
  const { runId } = await changed(desk);
  desk.fromHost(proposalOf(runId, 'r-open', '1'));
  await desk.pass(10);
  // As the rows are when the process dies with the commit that begins the undoing.
  const undo = JSON.stringify({ by: 'Ada L.', reason: '', atMs: desk.made.engine.now() });
  const begin = "UPDATE run SET status = 'compensating', cancel_requested = 1, undo = ? WHERE run_id = ?";
  desk.made.db.prepare(begin).run(undo, runId);
  const next = await restarted(desk);
  expect(statuses(next, runId)).toEqual(['done', 'refused', 'undo waiting-decision']);
});
