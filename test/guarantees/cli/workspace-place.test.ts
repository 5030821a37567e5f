import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { policyHolding, preparedWorkspace } from '../../helpers/prepared-workspace.ts';
import { agentFolder, outbox, startRuntime } from '../../helpers/runtime-process.ts';
import { approvalsAre, replyTo, startPlan } from '../../helpers/scripted-runs.ts';
import { json, lanekeeper } from './lanekeeper-command.ts';

interface Decided {
  readonly id: string;
  readonly outcome: string;
  readonly status: string;
  readonly reason?: string;
}

const ada = { personId: 'ada', printedName: 'Ada L.', role: 'reviewer' } as const;

/** A copy, as `cp -a` makes it, of a workspace where one reply waits for a decision. */
async function copiedWorkspace(): Promise<{ copy: string; approvalId: string }> {
  const workspace = await preparedWorkspace(policyHolding(0), [ada]);
  const runtime = await startRuntime({ workspace });
  await runtime.call('agent.add', { folder: agentFolder('scripted') });
  const runId = await startPlan(runtime, [replyTo('1')]);
  const [approval] = await approvalsAre(runtime, runId, 'pending');
  await runtime.stop();
  const copy = join(mkdtempSync(join(tmpdir(), 'lanekeeper-copy-')), 'workspace');
  execFileSync('cp', ['-a', workspace, copy]);
  return { copy, approvalId: approval?.approvalId ?? '' };
}

test('approving in a copied workspace ends at once with 3, and says what settles it; "moved" carries it out', async () => {
  const { copy, approvalId } = await copiedWorkspace();
  const approved = await json<Decided[]>(copy, ['approvals', 'approve', approvalId]);
  expect(approved.code).toBe(3);
  expect(approved.value).toMatchObject([{ id: approvalId, outcome: 'refused', status: 'holding' }]);
  expect(approved.value[0]?.reason).toContain('lanekeeper workspace moved');
  expect(outbox(copy)).toEqual([]);
  const moved = await json<object>(copy, ['workspace', 'moved', '--reason', 'a new disk']);
  expect([moved.code, moved.value]).toEqual([0, { settled: 'moved' }]);
  // The command stays until what goes on again has been sent.
  expect(outbox(copy)).toHaveLength(1);
  const audit = await json<{ summary: string }[]>(copy, ['audit', 'list', '--kind', 'workspace.place-settled']);
  expect(audit.value.map(({ summary }) => summary)).toEqual([
    'ada said this workspace was moved: a new disk; effects go on.',
  ]);
});

test('"copied" makes the approval wait again, and approving it once more carries it out', async () => {
  const { copy, approvalId } = await copiedWorkspace();
  await lanekeeper(copy, ['approvals', 'approve', approvalId]);
  expect((await json<object>(copy, ['workspace', 'copied', '--reason', 'a trial'])).value).toEqual({
    settled: 'copied',
  });
  expect(outbox(copy)).toEqual([]);
  const approved = await json<Decided[]>(copy, ['approvals', 'approve', approvalId]);
  expect(approved.value).toMatchObject([{ outcome: 'applied' }]);
  expect(outbox(copy)).toHaveLength(1);
});

test('a verdict needs a reason, and one that nobody asked for is refused in words', async () => {
  const workspace = await preparedWorkspace(policyHolding(0), [ada]);
  for (const verdict of ['moved', 'copied', 'clock']) {
    expect((await lanekeeper(workspace, ['workspace', verdict])).code).toBe(2);
    const refused = await json<{ error: { code: string; message: string } }>(workspace, [
      'workspace',
      verdict,
      '--reason',
      'as I say',
    ]);
    expect([refused.code, refused.value.error.code]).toEqual([1, 'wrong-state']);
    expect(refused.value.error.message).toContain('nothing is asked');
  }
});

test('a workspace in a synced folder is refused with a hint, and nothing is made there', async () => {
  const folder = join(mkdtempSync(join(tmpdir(), 'lanekeeper-synced-')), 'Dropbox', 'workspace');
  const { code, value } = await json<{ error: { code: string; hint: string } }>(folder, ['agents', 'list']);
  expect([code, value.error.code]).toEqual([1, 'refused']);
  expect(value.error.hint).toContain('--workspace DIR');
  expect(existsSync(folder)).toBe(false);
});
