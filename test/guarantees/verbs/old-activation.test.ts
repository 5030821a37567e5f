import { expect, test } from 'vitest';
import { pauseRun, resumeRun } from '../../../electron/runtime/verbs/pause.ts';
import { killRun } from '../../../electron/runtime/verbs/end-run.ts';
import { openEngineDesk, proposalOf } from '../../helpers/engine-desk.ts';
import { startSample, stepRecord } from '../../helpers/sample-runs.ts';

const ada = { personId: 'ada', printedName: 'Ada L.', role: 'reviewer' } as const;

test('nothing an old activation says is heard after a pause, a resume or a kill', async () => {
  const desk = await openEngineDesk();
  const { engine } = desk.made;
  const { runId } = await startSample(engine);
  desk.activations.enqueue(runId);
  await desk.settle();
  expect(engine.stores.runs.load(runId)).toMatchObject({ status: 'running', activation: 1 });
  const speak = async (): Promise<void> => {
    desk.fromHost({ kind: 'record', runId, activation: 1, record: stepRecord('0') });
    desk.fromHost(proposalOf(runId, 'r-1', '1'));
    desk.fromHost({ kind: 'finished', runId, activation: 1, output: '{}' });
    await desk.settle();
  };
  // The host has not been told yet: only the rows stand between it and the journal.
  await engine.transact({ run: runId }, pauseRun(ada, ''));
  await speak();
  expect(engine.stores.runs.load(runId)).toMatchObject({ status: 'paused', nextOrd: 1, effects: 0 });
  await engine.transact({ run: runId }, resumeRun(ada));
  await speak();
  expect(engine.stores.runs.load(runId)).toMatchObject({ nextOrd: 1, effects: 0, output: null });
  await engine.transact({ run: runId }, killRun(ada, '', engine.stores.effects.ofRun));
  await speak();
  expect(engine.stores.runs.load(runId)).toMatchObject({ status: 'cancelled', nextOrd: 1, effects: 0 });
  desk.made.close();
});
