import { afterAll, expect, test } from 'vitest';
import type { BatchPreview, BatchSheet } from '../../../shared/domain/batch.ts';
import { ada, ben, policyHolding, preparedWorkspace } from '../../helpers/prepared-workspace.ts';
import { agentFolder, endRuntimes, startRuntime } from '../../helpers/runtime-process.ts';
import { approvalsAre, replyTo, sideBySide, startPlan } from '../../helpers/scripted-runs.ts';
import { lanekeeper } from '../cli/lanekeeper-command.ts';

afterAll(endRuntimes);

test('the command line previews a batch, has members read first, decides, says what became of each, and takes it back', async () => {
  const runtime = await startRuntime({ workspace: await preparedWorkspace(policyHolding(600), [ada, ben]) });
  await runtime.call('agent.add', { folder: agentFolder('scripted') });
  const runId = await startPlan(runtime, [sideBySide(['a', 'b', 'c', 'd'].map(replyTo))]);
  await approvalsAre(runtime, runId, 'pending', 4);
  const batch = async (code: number, ...args: string[]): Promise<unknown> => {
    const ended = await lanekeeper(runtime.workspace, ['approvals', 'batch', ...args, '--as', 'ada', '--json']);
    expect(ended.stderr + ended.stdout).not.toContain('bug');
    expect(ended.code, ended.stderr).toBe(code);
    return ended.stdout === '' ? null : (JSON.parse(ended.stdout) as unknown);
  };

  const seen = (await batch(0, 'preview', '--run', runId)) as BatchPreview;
  expect(seen).toMatchObject({ chosen: 4, count: 4, cap: 50 });
  const left = seen.members[3]?.approvalId ?? '';
  const choice = ['--run', runId, '--except', left];
  expect(await batch(3, 'approve', ...choice)).toMatchObject({ readFirst: [expect.any(String)] });
  await batch(1, 'approve', ...choice, '--set', 'f'.repeat(64));
  const { job } = (await batch(0, 'approve', ...choice)) as BatchSheet;
  expect(job).toMatchObject({ verb: 'approve', total: 3, applied: 3 });
  expect(await batch(0, 'status', job.jobId)).toMatchObject({ became: [{ status: 'holding', count: 3 }] });
  expect(await batch(0, 'undo', job.jobId)).toMatchObject({ job: { verb: 'undo', applied: 3, linkedJob: job.jobId } });
  await batch(1, 'retry', job.jobId);
  await batch(2, 'reject', ...choice);
  expect(await batch(0, 'reject', left, '--reason', 'not this one')).toMatchObject({
    counts: [{ status: 'applied', count: 1 }],
  });
  expect(await batch(0, 'list')).toMatchObject([{ verb: 'reject' }, { verb: 'undo' }, { verb: 'approve' }]);
  await batch(2, 'preview');
  await batch(2, 'frob');
  await runtime.stop();
});
