import { expect, onTestFinished, test } from 'vitest';
import type { RunState } from '../../../electron/runtime/engine/states.ts';
import { recordEntry } from '../../../electron/runtime/engine/record-entry.ts';
import { canRetry } from '../../../electron/runtime/verbs/allowed.ts';
import { openEngineDesk, proposalOf } from '../../helpers/engine-desk.ts';
import { claimedSample, furnish, startSample, stepRecord } from '../../helpers/sample-runs.ts';
import { openTestEngine, type TestEngine } from '../../helpers/test-engine.ts';

const mebibyte = 1024 * 1024;
/** A JSON text of so many bytes, most of them in characters of two. */
const text = (bytes: number): string => `"${'é'.repeat((bytes - 2) / 2)}"`;

function stateOf({ engine }: TestEngine, runId: string): Promise<RunState | null> {
  return engine.transact({ run: runId }, ({ run }) => ({ ok: true, changes: [], reply: run }));
}

test('a run holds 64 MiB of recorded results and not a byte more, counted the same after a restart', async () => {
  let made = openTestEngine();
  onTestFinished(() => made.close());
  await furnish(made.engine);
  const run = await claimedSample(made.engine);
  const record = (path: string, bytes: number): Promise<unknown> =>
    made.engine.transact(
      { run: run.runId },
      recordEntry(run.activation, stepRecord(path, { name: '', result: text(bytes) }), null),
    );
  for (const path of ['0', '1', '2']) await record(path, 20 * mebibyte);
  await expect(record('3', 4 * mebibyte)).rejects.toMatchObject({
    code: 'too-large',
    message: expect.stringContaining('64 MiB'),
    hint: expect.stringContaining('Split the work'),
  });
  await record('3', 4 * mebibyte - 4);
  expect(await stateOf(made, run.runId)).toMatchObject({ nextOrd: 5, journalBytes: 64 * mebibyte });
  await expect(record('4', 2)).rejects.toMatchObject({ code: 'too-large' });

  const { folder } = made;
  made.close();
  made = openTestEngine({ folder });
  const found = await stateOf(made, run.runId);
  expect(found).toMatchObject({ nextOrd: 5, journalBytes: 64 * mebibyte });
  expect(found && canRetry({ ...found, status: 'failed' })).toMatchObject({
    allowed: false,
    reason: expect.stringContaining('Split the work'),
  });
});

test('a run whose journal is full ends as failed and says what to do; what it had asked for is withdrawn', async () => {
  const desk = await openEngineDesk();
  onTestFinished(() => desk.made.close());
  const { runId } = await startSample(desk.made.engine);
  desk.activations.enqueue(runId);
  await desk.settle();
  desk.fromHost(proposalOf(runId, 'r1', '0/all:a/0'));
  await desk.pass(1);
  const approvals = (): unknown[] => desk.made.reader.prepare('SELECT status FROM approval').pluck().all();
  expect(approvals()).toEqual(['pending']);
  const record = stepRecord('0/all:b/0', { result: text(64 * mebibyte) });
  desk.fromHost({ kind: 'record', runId, activation: 1, record });
  await desk.settle();
  expect(await stateOf(desk.made, runId)).toMatchObject({
    status: 'failed',
    partial: true,
    error: {
      code: 'too-large',
      message: expect.stringContaining('What was recorded until then is kept'),
      hint: expect.stringContaining('Split the work'),
    },
  });
  expect(approvals()).toEqual(['withdrawn']);
});
