import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { ApprovalSummary } from '../../../shared/domain/approval.ts';
import { keptTextsOf } from '../../../shared/domain/kept-text.ts';
import type { Envelope } from '../../../shared/domain/envelope.ts';
import { changedRecords, endOf, pendingUpdates, tamperedWhileHeld } from '../../helpers/held-approvals.ts';
import { startHttpTarget } from '../../helpers/http-target.ts';
import { policyHolding, preparedWorkspace } from '../../helpers/prepared-workspace.ts';
import { agentFolder, endRuntimes, startRuntime, type RuntimeProcess } from '../../helpers/runtime-process.ts';
import { approvalsAre, requestTo, runIs, seen, show, startPlan, updateOf } from '../../helpers/scripted-runs.ts';
import { inStore, reseal, type StoredRows } from '../../helpers/stored-approvals.ts';

afterAll(endRuntimes);

async function started(): Promise<RuntimeProcess> {
  const runtime = await startRuntime({ workspace: await preparedWorkspace(policyHolding(0)) });
  await runtime.call('agent.add', { folder: agentFolder('scripted') });
  return runtime;
}

type Tamper = (rows: StoredRows, item: ApprovalSummary) => void;

/** Other bytes under the same hash: whoever changed them did not know of it. */
function bytes(from: RegExp, to: string): Tamper {
  return (rows, { effectId }) => {
    const stored = rows.prepare('SELECT envelope FROM effect WHERE effect_id = ?').pluck().get(effectId) as string;
    expect(stored).toMatch(from);
    rows.prepare('UPDATE effect SET envelope = ? WHERE effect_id = ?').run(stored.replace(from, to), effectId);
  };
}

/** Another action under a hash of its own in every row but the grant: whoever changed it did know. */
function resealed(change: (one: Envelope) => Envelope): Tamper {
  return (rows, item) => {
    reseal(rows, item, change);
    rows
      .prepare('UPDATE grant_row SET envelope_hash = ? WHERE approval_id = ?')
      .run(item.envelopeHash, item.approvalId);
  };
}

/** The same, in the grant as well: as if all of it had been decided so. */
function everywhere(change: (one: Envelope) => Envelope): Tamper {
  return (rows, item) => reseal(rows, item, change);
}

function grant(column: string, value: string): Tamper {
  return (rows, { effectId }) => {
    const sql = `UPDATE grant_row SET ${column} = ${value} WHERE effect_id = ?`;
    expect(rows.prepare(sql).run(effectId).changes).toBe(1);
  };
}

/** Each place, how it is changed, and the name under which the card says so. */
const places: Readonly<Record<string, readonly [tamper: Tamper, named: string]>> = {
  'a parameter': [bytes(/"status":"closed"/, '"status":"opened"'), 'envelope'],
  'a parameter, with its hash': [
    resealed((one) => ({ ...one, params: { ...one.params, set: { status: 'opened' } } })),
    'grant.hash',
  ],
  'the target': [resealed((one) => ({ ...one, target: 'record another' })), 'grant.hash'],
  'the state it starts from': [
    everywhere((one) => ({ ...one, preconditions: { row_hash: 'c'.repeat(64) } })),
    'preconditions.row_hash',
  ],
  'the tool': [everywhere((one) => ({ ...one, tool: { ...one.tool, id: 'report.publish' } })), 'tool'],
  'its version': [everywhere((one) => ({ ...one, tool: { ...one.tool, version: '0' } })), 'tool.version'],
  'its schema': [
    everywhere((one) => ({ ...one, tool: { ...one.tool, schemaHash: 'f'.repeat(64) } })),
    'tool.schemaHash',
  ],
  'the agent’s release': [
    everywhere((one) => ({ ...one, agent: { ...one.agent, release: 'e'.repeat(64) } })),
    'agent.release',
  ],
  'the run': [everywhere((one) => ({ ...one, run: 'another' })), 'run'],
  'the step': [everywhere((one) => ({ ...one, step: 'another' })), 'step'],
  'the lineage': [everywhere((one) => ({ ...one, lineage: 'another' })), 'grant.lineage'],
  'the policy’s version': [
    everywhere((one) => ({ ...one, policy: { ...one.policy, version: 9 } })),
    'grant.policy version',
  ],
  'the policy’s hash': [
    everywhere((one) => ({ ...one, policy: { ...one.policy, hash: 'd'.repeat(64) } })),
    'policy.hash',
  ],
  'the tier': [everywhere((one) => ({ ...one, tier: 'auto' })), 'tier'],
  'its expiry': [everywhere((one) => ({ ...one, expiresAtMs: one.createdAtMs })), 'expiresAtMs'],
  'the nonce': [bytes(/"nonce":"\w\w/, '"nonce":"zz'), 'envelope'],
  'the hash in the grant': [grant('envelope_hash', `'${'0'.repeat(64)}'`), 'grant.hash'],
  'the grant’s effect': [grant('approval_id', "'another'"), 'grant.approval'],
};

test('A6: payload changed at each of 18 places between preview and run: always refused, always explained on the card by the name of the place', async () => {
  const runtime = await started();
  const { runId, items } = await pendingUpdates(runtime, ['untouched', ...Object.keys(places)]);
  await tamperedWhileHeld(runtime, [...items.values()], (rows) => {
    for (const [name, [tamper]] of Object.entries(places)) tamper(rows, items.get(name) as ApprovalSummary);
  });
  await runIs(runtime, runId, 'succeeded');
  for (const [name, [, named]] of Object.entries(places)) {
    const end = await endOf(runtime, items.get(name) as ApprovalSummary);
    expect(end, name).toMatch(/^stale: \S.{10,}/);
    expect(end, name).toContain(`(differs: ${named})`);
  }
  expect(changedRecords(runtime)).toEqual(['untouched']);
  const { effects } = await show(runtime, runId);
  expect(effects.filter(({ dispatches }) => dispatches > 0)).toHaveLength(1);
});

test('A6: the file that a long text is kept in, changed between preview and run: refused, and the card names the text', async () => {
  const target = await startHttpTarget();
  const runtime = await started();
  await runtime.call('settings.change', { egress: [{ origin: target.origin, isPrivate: true }] });
  const { request } = requestTo(`${target.origin}/notes`);
  const long = { field: 'body', as: 'repeated', text: 'x'.repeat(1_000), times: 300 };
  const runId = await startPlan(runtime, [{ do: 'strange-effect', request, ...long }]);
  const [item] = (await approvalsAre(runtime, runId, 'pending')) as [ApprovalSummary];
  const { envelope } = await runtime.call('approval.show', { approvalId: item.approvalId });
  const [kept] = keptTextsOf((JSON.parse(envelope) as Envelope).params);
  const file = join(runtime.workspace, 'artifacts', kept?.sha256.slice(0, 2) ?? '', kept?.sha256 ?? '');
  await tamperedWhileHeld(runtime, [item], () => writeFileSync(file, 'y'.repeat(300_000)));
  expect(await endOf(runtime, item)).toMatch(
    /^stale: The file that params\.body is kept in is no longer what was decided on/,
  );
  expect(target.got).toEqual([]);
});

test('A11: a rejected action is not carried out by another path: not by approving, undoing, settling or rolling back, not after a kill, and not by a change of its row', async () => {
  const runtime = await started();
  const runId = await startPlan(runtime, [updateOf('rejected'), { do: 'signal', name: 'go-on' }]);
  const [item] = (await approvalsAre(runtime, runId, 'pending')) as [ApprovalSummary];
  const { approvalId, effectId } = item;
  await runtime.call('approval.reject', { items: [seen(item)], reason: 'not this one' });
  const [rejected] = (await approvalsAre(runtime, runId, 'rejected')) as [ApprovalSummary];
  for (const version of [item, rejected])
    expect((await runtime.call('approval.approve', { items: [seen(version)] }, { as: 'ben' })).results).toMatchObject([
      { outcome: 'refused', status: 'rejected' },
    ]);
  expect((await runtime.call('approval.undo', { approvalIds: [approvalId] })).results).toMatchObject([
    { outcome: 'refused' },
  ]);
  for (const verdict of ['retry', 'happened'] as const)
    await expect(runtime.call('effect.reconcile', { effectId, verdict, reason: 'try' })).rejects.toThrow(
      /this one is refused/,
    );
  await expect(runtime.call('effect.compensate', { effectId })).rejects.toThrow(/refused|done/);
  inStore(runtime.workspace, (rows) => {
    rows.prepare("UPDATE effect SET status = 'granted', hold_until_ms = 1 WHERE effect_id = ?").run(effectId);
    rows.prepare("UPDATE approval SET status = 'holding' WHERE approval_id = ?").run(approvalId);
  });
  await runtime.kill();
  const again = await startRuntime({ workspace: runtime.workspace });
  await again.until(async () => {
    const { status } = await again.call('approval.show', { approvalId });
    return status === 'holding' ? undefined : true;
  });
  const { effects } = await show(again, runId);
  expect(effects).toMatchObject([{ dispatches: 0 }]);
  // Begun again, it asks again.
  await again.call('run.cancel', { runId });
  await runIs(again, runId, 'cancelled');
  await again.call('run.retry', { runId });
  expect(await approvalsAre(again, runId, 'pending')).toHaveLength(1);
});
