import { expect, onTestFinished, test } from 'vitest';
import { LanekeeperError } from '../../../shared/errors.ts';
import type { EffectState } from '../../../electron/runtime/engine/states.ts';
import { defaultPolicy } from '../../../electron/runtime/policies/default-policy.ts';
import { endRun } from '../../../electron/runtime/engine/run-decisions.ts';
import { killRun } from '../../../electron/runtime/verbs/end-run.ts';
import { openEngineDesk, proposalOf, type EngineDesk } from '../../helpers/engine-desk.ts';
import { startSample } from '../../helpers/sample-runs.ts';

const ada = { personId: 'ada', printedName: 'Ada L.', role: 'reviewer' } as const;

async function opened(): Promise<{ desk: EngineDesk; runId: string }> {
  const desk = await openEngineDesk();
  onTestFinished(() => desk.made.close());
  const { engine } = desk.made;
  const { runId } = await startSample(engine);
  desk.activations.enqueue(runId);
  await desk.settle();
  return { desk, runId };
}

function effectOf({ made }: EngineDesk, runId: string): EffectState {
  const [effect] = made.engine.stores.effects.ofRun(runId);
  if (effect === undefined) throw new Error('nothing was proposed');
  return effect;
}

async function approve(desk: EngineDesk, runId: string): Promise<void> {
  const bundle = desk.made.engine.stores.effects.bundle(effectOf(desk, runId).effectId);
  if (bundle?.approval == null) throw new Error('it asks for no decision');
  const { approvalId, envelopeHash, version } = bundle.approval;
  await desk.broker.approve([{ approvalId, envelopeHash, version }], { person: ada, repeatable: undefined }, '');
}

/** No transaction that touches an effect is saved until it is called again. */
function fillDisk({ made: { engine } }: EngineDesk): () => void {
  const { transact } = engine;
  engine.transact = async (keys, decide, options) => {
    if ('effect' in keys) throw new LanekeeperError('disk-full', 'The disk is full.');
    return transact(keys, decide, options);
  };
  return () => (engine.transact = transact);
}

test('what an ended run had been granted is never sent: between its end and the withdrawal the rows alone stop it', async () => {
  const { desk, runId } = await opened();
  desk.fromHost(proposalOf(runId, 'r-1'));
  await desk.pass(10);
  await approve(desk, runId);
  // Whoever would take the effect back has not run.
  await desk.made.engine.transact({ run: runId }, endRun(1, { kind: 'finished', output: '{}' }, null));
  await desk.pass(60_000, 6);
  expect(desk.asked).not.toContain('execute');
  expect(effectOf(desk, runId)).toMatchObject({ status: 'refused', cause: 'withdrawn', dispatches: 0 });
});

test('what an ended run left behind is not sent while the run is undone either', async () => {
  const { desk, runId } = await opened();
  const { engine } = desk.made;
  desk.fromHost(proposalOf(runId, 'r-1'));
  await desk.pass(10);
  await approve(desk, runId);
  await engine.transact({ run: runId }, endRun(1, { kind: 'finished', output: '{}' }, null));
  await engine.transact({ run: runId }, ({ run }) => {
    if (run === null) throw new Error('no run');
    const state = { ...run, status: 'compensating' as const, finishedAtMs: null };
    return { ok: true, changes: [{ put: 'run', before: run, state }], reply: null };
  });
  await desk.pass(60_000, 6);
  expect(desk.asked).not.toContain('execute');
  expect(effectOf(desk, runId)).toMatchObject({ status: 'refused', cause: 'withdrawn', dispatches: 0 });
});

test('a withdrawal that a full disk refused is done as soon as there is room', async () => {
  const { desk, runId } = await opened();
  desk.fromHost(proposalOf(runId, 'r-1'));
  await desk.pass(10);
  await desk.made.engine.transact(
    { run: runId },
    killRun(ada, '', () => []),
  );
  const freeDisk = fillDisk(desk);
  await desk.broker.withdraw(runId, null, 'its run was killed');
  await desk.pass(20_000, 4);
  expect(effectOf(desk, runId)).toMatchObject({ status: 'waiting-decision' });
  freeDisk();
  await desk.pass(20_000, 4);
  expect(effectOf(desk, runId)).toMatchObject({ status: 'refused', cause: 'withdrawn', dispatches: 0 });
});

test('a start withdraws what ended runs left, whether a decision was asked for or not', async () => {
  const { desk, runId } = await opened();
  const { engine } = desk.made;
  const rules = defaultPolicy.rules.map((rule) =>
    rule.id === 'built-in-tools' ? { ...rule, outcome: 'auto' as const, holdSeconds: 30 } : rule,
  );
  await engine.transact({}, (_state, env) => ({
    ok: true,
    changes: [
      {
        put: 'policy',
        state: { policy: { ...defaultPolicy, version: 2, rules, raises: [] }, hash: 'f'.repeat(64) },
        atMs: env.nowMs,
      },
    ],
    reply: null,
  }));
  desk.fromHost(proposalOf(runId, 'r-1'));
  await desk.pass(10);
  expect(effectOf(desk, runId)).toMatchObject({ approvalId: null, status: 'holding' });
  await engine.transact(
    { run: runId },
    killRun(ada, '', () => []),
  );
  await desk.broker.recover();
  expect(effectOf(desk, runId)).toMatchObject({ status: 'refused', cause: 'withdrawn', dispatches: 0 });
});
