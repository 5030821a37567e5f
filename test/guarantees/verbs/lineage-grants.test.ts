import { expect, onTestFinished, test } from 'vitest';
import { restartRun } from '../../../electron/runtime/verbs/restart-run.ts';
import { openEngineDesk, proposalOf } from '../../helpers/engine-desk.ts';
import { startSample } from '../../helpers/sample-runs.ts';

const ada = { personId: 'ada', printedName: 'Ada L.', role: 'reviewer' } as const;

test('A16: a grant of an earlier lineage never runs: between the rewind and its withdrawal the rows alone stop it', async () => {
  const desk = await openEngineDesk();
  onTestFinished(() => desk.made.close());
  const { engine } = desk.made;
  const { stores } = engine;
  const { runId } = await startSample(engine);
  desk.activations.enqueue(runId);
  await desk.settle();
  desk.fromHost(proposalOf(runId, 'r-1'));
  await desk.pass(10);
  const [effect] = stores.effects.ofRun(runId);
  const bundle = effect === undefined ? null : stores.effects.bundle(effect.effectId);
  if (bundle?.approval === null || bundle === null) throw new Error('nothing was proposed');
  const { approvalId, envelopeHash, version } = bundle.approval;
  const rows = {
    world: ({ lineageId }: { lineageId: string }) => ({
      lineageId,
      journal: stores.journal.lineage(runId, lineageId),
      effects: stores.effects.ofRun(runId),
      origins: [],
    }),
    artifacts: stores.workspace.artifactsOf,
  };
  const request = { by: ada, verb: 'rewind', path: '0', reason: '', version: undefined } as const;
  // Approved and rewound in the same breath; whoever would take the effect back has not run.
  await Promise.all([
    desk.broker.approve([{ approvalId, envelopeHash, version }], { person: ada, repeatable: undefined }, ''),
    engine.transact({ run: runId }, restartRun(request, rows)),
  ]);
  await desk.pass(60_000, 6);
  expect(desk.asked).not.toContain('execute');
  expect(stores.effects.bundle(bundle.effect.effectId)?.effect).toMatchObject({ status: 'refused', dispatches: 0 });
});
