import { expect, onTestFinished, test } from 'vitest';
import { defaultPolicy } from '../../../electron/runtime/policies/default-policy.ts';
import { policyHash } from '../../../electron/runtime/policies/parse.ts';
import { profileOf, type Person } from '../../../shared/domain/person.ts';
import { openEngineDesk, proposalOf, type EngineDesk } from '../../helpers/engine-desk.ts';
import { ada, ben } from '../../helpers/prepared-workspace.ts';
import { startSample, stepRecord } from '../../helpers/sample-runs.ts';

const cyd: Person = { personId: 'cyd', printedName: 'Cyd M.', role: 'reviewer' };
const dee: Person = { personId: 'dee', printedName: 'Dee N.', role: 'reviewer' };

/** A desk where two people decide on everything, and a run that Ada started in its host. */
async function opened(): Promise<{ desk: EngineDesk; runId: string }> {
  const desk = await openEngineDesk();
  onTestFinished(() => desk.made.close());
  const { engine } = desk.made;
  const rules = [{ id: 'two', when: {}, outcome: 'gate-two' as const, sentence: 'Two people decide.' }];
  const policy = { ...defaultPolicy, version: 2, rules };
  await engine.transact({}, (_state, env) => ({
    ok: true,
    changes: [
      { put: 'policy', state: { policy, hash: policyHash(policy) }, atMs: env.nowMs },
      ...[cyd, dee].map((person) => ({ put: 'person' as const, state: profileOf(person), atMs: env.nowMs })),
    ],
    reply: null,
  }));
  const { runId } = await startSample(engine);
  desk.activations.enqueue(runId);
  await desk.settle();
  return { desk, runId };
}

/** What became of a decision on the newest effect of the run. */
async function approve(desk: EngineDesk, runId: string, by: Person): Promise<string | undefined> {
  const effect = desk.made.engine.stores.effects.ofRun(runId).at(-1);
  const approval = desk.made.engine.stores.effects.bundle(effect?.effectId ?? '')?.approval;
  if (approval === null || approval === undefined) throw new Error('nothing asks');
  const { approvalId, envelopeHash, version } = approval;
  const seen = [{ approvalId, envelopeHash, version }];
  const [told] = await desk.broker.approve(seen, { person: by, repeatable: undefined }, '');
  await desk.pass(10);
  return told?.outcome === 'decided' ? told.status : told?.reason;
}

async function changed(): Promise<{ desk: EngineDesk; runId: string; effectId: string }> {
  const { desk, runId } = await opened();
  desk.fromHost(proposalOf(runId, 'r-1'));
  await desk.pass(1);
  expect(await approve(desk, runId, ben)).toBe('partly-approved');
  await approve(desk, runId, cyd);
  const [effect] = desk.made.engine.stores.effects.ofRun(runId);
  expect(effect?.status).toBe('done');
  return { desk, runId, effectId: effect?.effectId ?? '' };
}

const own = /asked for this; where two people decide/;

test.each(['one action', 'its run', 'a cancel'] as const)(
  'A13: who asks for an undoing may not approve it where two people decide: %s',
  async (what) => {
    const { desk, runId, effectId } = await changed();
    if (what === 'one action') await desk.verb('effect.compensate', { effectId }, { by: ben });
    if (what === 'a cancel') {
      await desk.verb('run.cancel', { runId }, { by: ben });
      desk.fromHost({ kind: 'cancelled', runId, activation: 1 });
    }
    if (what === 'its run') {
      desk.fromHost({ kind: 'finished', runId, activation: 1, output: '{}' });
      await desk.pass(10);
      await desk.verb('run.rollBack', { runId }, { by: ben });
    }
    await desk.pass(10);
    expect(await approve(desk, runId, ben)).toMatch(own);
    expect(await approve(desk, runId, ada)).toMatch(/You started this run/);
    expect(await approve(desk, runId, cyd)).toBe('partly-approved');
    await approve(desk, runId, dee);
    await desk.pass(10);
    expect(desk.made.engine.stores.effects.bundle(effectId)?.effect.status).toBe('compensated');
  },
);

test.each(['rewind', 'retry'] as const)(
  'A13: who has a run begun again may not approve what it then asks for: %s',
  async (verb) => {
    const { desk, runId } = await opened();
    desk.fromHost({ kind: 'record', runId, activation: 1, record: stepRecord('0') });
    await desk.settle();
    if (verb === 'retry') {
      const error = { code: 'broken', message: 'It broke.' };
      desk.fromHost({ kind: 'failed', runId, activation: 1, error });
      await desk.settle();
    }
    await desk.verb(`run.${verb}`, { runId, path: '0' }, { by: ben });
    await desk.settle();
    const { activation = 0 } = desk.made.engine.stores.runs.load(runId) ?? {};
    desk.fromHost({ ...proposalOf(runId, 'r-1', '1'), activation });
    await desk.pass(10);
    expect(await approve(desk, runId, ben)).toMatch(own);
    expect(await approve(desk, runId, ada)).toMatch(/You started this run/);
    // Also of the process that comes next.
    desk.broker.close();
    const next = await openEngineDesk({ folder: desk.made.folder, startMs: desk.clock.now() });
    onTestFinished(() => next.made.close());
    expect(await approve(next, runId, ben)).toMatch(own);
    expect(await approve(next, runId, ada)).toMatch(/You started this run/);
    expect(await approve(next, runId, cyd)).toBe('partly-approved');
  },
);

test('A13: where one person decides, who asked for an undoing may approve it, and that is recorded', async () => {
  const { desk, runId, effectId } = await changed();
  const policy = { ...defaultPolicy, version: 3 };
  await desk.made.engine.transact({}, (_state, env) => ({
    ok: true,
    changes: [{ put: 'policy', state: { policy, hash: policyHash(policy) }, atMs: env.nowMs }],
    reply: null,
  }));
  await desk.verb('effect.compensate', { effectId }, { by: ben });
  await approve(desk, runId, ben);
  const undo = desk.made.engine.stores.effects.ofRun(runId).at(-1);
  expect(desk.made.engine.stores.effects.bundle(undo?.effectId ?? '')?.decisions).toMatchObject([
    { personId: 'ben', selfInitiated: true },
  ]);
});
