import Database from 'better-sqlite3';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { ada, ben, policyHolding, preparedWorkspace } from '../../helpers/prepared-workspace.ts';
import { agentFolder, endRuntimes, startRuntime, type RuntimeProcess } from '../../helpers/runtime-process.ts';
import { approvalsAre, effectsAre, runIs, seen, show, startPlan, updateOf } from '../../helpers/scripted-runs.ts';

afterAll(endRuntimes);

test('A10, A16: an agent that is told of an edit does not ask for the original again; a replay tells it the same, and a fork asks again', async () => {
  const workspace = await preparedWorkspace(policyHolding(0), [ada, ben]);
  const runtime = await startRuntime({ workspace });
  await runtime.call('agent.add', { folder: agentFolder('scripted') });
  const { request } = updateOf('e1', { status: 'closed' });
  const other = updateOf('e2')['request'];
  const plan = [
    { do: 'insist', request },
    { do: 'insist', request: other },
    { do: 'signal', name: 'go-on' },
  ];
  const runId = await startPlan(runtime, plan);
  const [waiting] = await approvalsAre(runtime, runId, 'pending');
  if (waiting === undefined) throw new Error('nothing to edit');
  const params = JSON.stringify({ recordId: 'e1', set: { status: 'in review' } });
  const { tools } = await runtime.call('approval.editForm', { approvalId: waiting.approvalId });
  expect(tools.find(({ toolId }) => toolId === 'record.update')?.schema).toMatchObject({
    required: ['recordId', 'set'],
  });
  expect(tools.find(({ toolId }) => toolId === 'unheard.of')).toBeUndefined();

  const wrong = await runtime.call('approval.previewEdit', { item: seen(waiting), params: '{"set": {}, "more": 1}' });
  expect(wrong.problems).toEqual([
    { field: 'recordId', problem: 'recordId is missing.' },
    { field: 'more', problem: 'more is not a parameter of this tool.' },
    { field: 'set', problem: 'set names no field.' },
  ]);
  await expect(
    runtime.call('approval.previewEdit', { item: seen(waiting), params: '{"recordId": "a", "recordId": "b"}' }),
  ).rejects.toMatchObject({ code: 'invalid-input', message: expect.stringMatching(/given twice/) });
  const { verdict } = await runtime.call('approval.previewEdit', { item: seen(waiting), params }, { as: 'ben' });
  expect(verdict).toMatchObject({ tier: 'gate', whyNotApprove: null, diff: [{ field: 'status', after: 'in review' }] });
  const preview = verdict?.token ?? '';
  const reason = 'somebody has to look first';
  await runtime.call('approval.edit', { item: seen(waiting), params, preview, reason }, { as: 'ben' });
  // Rejected it asks again; edited, and then rejected, it does not.
  const [second] = await approvalsAre(runtime, runId, 'pending');
  if (second === undefined) throw new Error('it did not go on');
  await runtime.call('approval.reject', { items: [seen(second)], reason: 'no' });
  const third = await runtime.until(async () => {
    const { approvals } = await runtime.call('approval.list', { status: ['pending'], runId });
    return approvals.find(({ approvalId }) => approvalId !== second.approvalId);
  });
  const changed = { item: seen(third), params: JSON.stringify({ recordId: 'e2', set: { status: 'later' } }) };
  const asked = await runtime.call('approval.previewEdit', changed, { as: 'ben' });
  const wish = { ...changed, preview: asked.verdict?.token ?? '', approve: false, reason };
  const { next } = await runtime.call('approval.edit', wish, { as: 'ben' });
  const [fourth] = await approvalsAre(runtime, runId, 'pending');
  expect(fourth?.approvalId).toBe(next.approvalId);
  await runtime.call('approval.reject', { items: fourth === undefined ? [] : [seen(fourth)], reason: 'not at all' });
  await runIs(runtime, runId, 'waiting-signal');
  await effectsAre(runtime, runId, 'refused', 'done');
  expect(recordOf(workspace, 'e1')).toEqual({ status: 'in review', times: 1 });
  const { supersededBy } = await runtime.call('approval.show', { approvalId: waiting.approvalId });
  const card = await runtime.call('approval.show', { approvalId: supersededBy?.approvalId ?? '' });
  expect(card).toMatchObject({
    status: 'executed',
    supersedes: { approvalId: waiting.approvalId },
    edited: { by: 'Ben K.', reason, changes: [{ field: 'params.set.status', before: 'closed', after: 'in review' }] },
  });

  await runtime.kill();
  const again = await startRuntime({ workspace });
  await again.call('signal.send', { runId, name: 'go-on', payload: 'null' });
  await runIs(again, runId, 'succeeded');
  const { output, effects } = await show(again, runId);
  expect(output).toMatchObject({
    results: [
      { outcome: 'done', edited: { from: request, to: { params: JSON.parse(params) }, by: 'Ben K.', reason } },
      { outcome: 'refused', cause: 'rejected', reason: 'not at all', edited: { from: other } },
      null,
    ],
  });
  expect(effects).toHaveLength(5);
  await asksAgain(again, runId);
  expect(await again.call('audit.verify', {})).toMatchObject({ ok: true });
});

/** A fork from the effect proposes what its code asks for, under a key of its own, and waits for a decision. */
async function asksAgain(runtime: RuntimeProcess, runId: string): Promise<void> {
  const { version } = await runtime.call('run.consequences', { runId, verb: 'fork', path: '0' });
  const fork = await runtime.call('run.fork', { runId, path: '0', version, reason: 'try it again' });
  const [asked] = await approvalsAre(runtime, fork.runId, 'pending');
  const { envelope, supersedes } = await runtime.call('approval.show', { approvalId: asked?.approvalId ?? '' });
  expect(JSON.parse(envelope)).toMatchObject({ params: { set: { status: 'closed' } }, generation: 1 });
  expect(supersedes).toBeNull();
}

function recordOf(workspace: string, recordId: string): { status: unknown; times: unknown } {
  const db = new Database(join(workspace, 'records.db'), { readonly: true });
  const data = db.prepare('SELECT data_json FROM record WHERE record_id = ?').pluck().get(recordId) as string;
  const times = db.prepare('SELECT count(*) FROM applied WHERE record_id = ?').pluck().get(recordId);
  db.close();
  return { status: (JSON.parse(data) as { status: unknown }).status, times };
}
