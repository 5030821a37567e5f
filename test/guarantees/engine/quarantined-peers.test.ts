import { expect, onTestFinished, test } from 'vitest';
import type { PeerAsk } from '../../../electron/runtime/hosts/protocol.ts';
import { openEngineDesk } from '../../helpers/engine-desk.ts';
import { startSample } from '../../helpers/sample-runs.ts';

test('nothing of a quarantined release is started or gone on as by a run, and its code is told why', async () => {
  const desk = await openEngineDesk();
  onTestFinished(() => desk.made.close());
  const { engine } = desk.made;
  const { runId } = await startSample(engine);
  desk.activations.enqueue(runId);
  await desk.settle();
  const state = { releaseHash: 'a'.repeat(64), agentId: 'sample', by: 'Ada L.', reason: 'wrong', atMs: 1 };
  await engine.transact({}, () => ({ ok: true, changes: [{ put: 'quarantine', state }], reply: null }));
  const spawn = { agentId: 'sample', life: 'joined', title: null, withFile: false, deadlineInMs: null } as const;
  const asked: readonly PeerAsk[] = [
    { kind: 'spawn', ...spawn, input: '{}', atMs: 0 },
    { kind: 'continue', input: '{}', atMs: 0 },
  ];
  for (const [at, ask] of asked.entries())
    desk.fromHost({ kind: 'peer', runId, activation: 1, path: String(at), name: ask.kind, argsHash: 'h', ask });
  await desk.settle();
  const { lineageId = '' } = engine.stores.runs.load(runId) ?? {};
  for (const at of asked.keys())
    expect(engine.stores.journal.last(runId, lineageId, String(at))).toMatchObject({
      phase: 'failed',
      error: {
        code: 'refused',
        message: expect.stringContaining('quarantined by Ada L.: wrong. Nothing was started.'),
      },
    });
  expect(engine.stores.families.openInTree(runId)).toBe(0);
});
