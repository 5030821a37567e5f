import Database from 'better-sqlite3';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { mostLookedAt, similarWords } from '../../../shared/domain/similar.ts';
import { createSimilarReads } from '../../../electron/runtime/store/read/similar-reads.ts';
import { policyHolding, preparedWorkspace } from '../../helpers/prepared-workspace.ts';
import { agentFolder, endRuntimes, startRuntime } from '../../helpers/runtime-process.ts';
import { approvalsAre, replyTo, runIs, seen, startPlan, updateOf } from '../../helpers/scripted-runs.ts';

afterAll(endRuntimes);

test('a card says how alike actions were decided before, why, and which were rolled back; and what its run costs', async () => {
  const runtime = await startRuntime({ workspace: await preparedWorkspace(policyHolding(0)) });
  await runtime.call('agent.add', { folder: agentFolder('scripted') });
  const pending = async (recordId: string) => {
    const runId = await startPlan(runtime, [{ do: 'step' }, updateOf(recordId)]);
    const [item] = await approvalsAre(runtime, runId, 'pending');
    if (item === undefined) throw new Error('nothing to approve');
    return { runId, item };
  };
  const first = await pending('first');
  const alike = () => runtime.call('approval.similar', { approvalId: first.item.approvalId });
  expect(similarWords(await alike())).toBe('Nothing alike has been decided here before.');

  for (const recordId of ['one', 'two']) {
    const { runId, item } = await pending(recordId);
    await runtime.call('approval.approve', { items: [seen(item)], reason: `fine: ${recordId}` }, { as: 'ben' });
    await runIs(runtime, runId, 'succeeded');
  }
  const refused = await pending('three');
  await runtime.call('approval.reject', { items: [seen(refused.item)], reason: 'not this one' }, { as: 'ben' });
  // Another tool is not alike, and what still waits counts for nothing.
  const other = await approvalsAre(runtime, await startPlan(runtime, [replyTo('other')]), 'pending');
  await runtime.call('approval.approve', { items: other.map(seen) });
  await pending('still waiting');

  const [undone] = (await runtime.call('approval.list', { status: ['executed'], toolId: 'record.update' })).approvals;
  await runtime.call('effect.compensate', { effectId: undone?.effectId ?? '' });
  const [undo] = await approvalsAre(runtime, undone?.runId ?? '', 'pending');
  if (undo === undefined) throw new Error('no undoing');
  await runtime.call('approval.approve', { items: [seen(undo)] }, { as: 'ben' });
  await approvalsAre(runtime, undone?.runId ?? '', 'rolled-back');

  const known = await alike();
  expect(known).toMatchObject({ lookedAt: 3, isMore: false, approved: 2, rejected: 1, rolledBack: 1 });
  expect(known.last).toHaveLength(3);
  expect(known.last[0]).toMatchObject({ status: 'rejected', by: 'Ben K.', reason: 'not this one' });
  expect(similarWords(known)).toBe('2 of 3 approved (66 %), 1 rolled back later, 1 rejected');

  const { cost, who } = await runtime.call('approval.show', { approvalId: first.item.approvalId });
  expect(cost).toMatchObject({ soFar: { steps: 1 }, runsLookedAt: expect.any(Number), projected: { steps: 1 } });
  expect(cost.runsLookedAt).toBeGreaterThanOrEqual(2);
  expect(who.releaseBy).toBe('ada');

  // The newest thousand are the base, from an index that holds all that is counted.
  const db = new Database(join(runtime.workspace, 'lanekeeper.db'), { readonly: true });
  const plan = db
    .prepare(
      `EXPLAIN QUERY PLAN SELECT approval_id, status FROM approval WHERE fingerprint = 'x' AND decided_at_ms IS NOT NULL
       AND approval_id <> 'y' ORDER BY decided_at_ms DESC LIMIT ${mostLookedAt}`,
    )
    .all() as { detail: string }[];
  expect(plan.map(({ detail }) => detail)).toEqual([expect.stringContaining('USING COVERING INDEX approval_alike')]);
  expect(createSimilarReads(db).similar({ approvalId: first.item.approvalId })).toEqual(known);
  db.close();
});
