import { createHash } from 'node:crypto';
import { afterAll, expect, test } from 'vitest';
import type { ApprovalSummary } from '../../../shared/domain/approval.ts';
import type { Envelope } from '../../../shared/domain/envelope.ts';
import { toolRegistry } from '../../../electron/runtime/tools/registry.ts';
import { changedRecords, endOf, pendingUpdates, tamperedWhileHeld } from '../../helpers/held-approvals.ts';
import { policyHolding, preparedWorkspace } from '../../helpers/prepared-workspace.ts';
import { agentFolder, endRuntimes, startRuntime, type RuntimeProcess } from '../../helpers/runtime-process.ts';
import { approvalsAre, runIs, seen, show, sideBySide, startPlan, updateOf } from '../../helpers/scripted-runs.ts';
import { inStore, reseal, type StoredRows } from '../../helpers/stored-approvals.ts';

afterAll(endRuntimes);

async function started(): Promise<RuntimeProcess> {
  const runtime = await startRuntime({ workspace: await preparedWorkspace(policyHolding(0)) });
  await runtime.call('agent.add', { folder: agentFolder('scripted') });
  return runtime;
}

const grantOf = 'WHERE effect_id = @effectId';
const forgeries: Readonly<Record<string, readonly [sql: string, end: RegExp]>> = {
  none: [`DELETE FROM grant_row ${grantOf}`, /^stale: There is no grant for it/],
  revoked: [`UPDATE grant_row SET status = 'revoked' ${grantOf}`, /^stale: The grant is revoked/],
  consumed: [`UPDATE grant_row SET status = 'consumed' ${grantOf}`, /^stale: The grant is consumed/],
  expired: [`UPDATE grant_row SET expires_at_ms = minted_at_ms ${grantOf}`, /^pending$/],
  hash: [`UPDATE grant_row SET envelope_hash = '${'0'.repeat(64)}' ${grantOf}`, /^stale: .*another hash/],
  lineage: [`UPDATE grant_row SET lineage_id = 'another' ${grantOf}`, /^stale: .*another lineage/],
  policy: [`UPDATE grant_row SET policy_id = 'another' ${grantOf}`, /^stale: .*another policy\./],
  version: [`UPDATE grant_row SET policy_version = 99 ${grantOf}`, /^stale: .*another policy version/],
  approval: [`UPDATE grant_row SET approval_id = 'another' ${grantOf}`, /^stale: .*another approval/],
  early: [`UPDATE grant_row SET minted_at_ms = minted_at_ms + 600000 ${grantOf}`, /^stale: .*after the present moment/],
  nobody: [`UPDATE grant_row SET reviewers = '[]' ${grantOf}`, /^stale: .*the grant names 0/],
  stranger: [
    `UPDATE grant_row SET reviewers = '[{"personId":"ben","role":"reviewer"}]' ${grantOf}`,
    /^stale: There is no decision of ben/,
  ],
  undecided: ['DELETE FROM decision WHERE approval_id = @approvalId', /^stale: There is no decision of ada/],
};

test('A2: a gated effect runs on its own live, unexpired, unrevoked, matching grant row and on nothing else', async () => {
  const runtime = await started();
  const { runId, items } = await pendingUpdates(runtime, ['untouched', 'forced', ...Object.keys(forgeries)]);
  const { forced, ...others } = Object.fromEntries(items) as { forced: ApprovalSummary };
  await tamperedWhileHeld(runtime, Object.values(others), (rows) => {
    for (const [name, [sql]] of Object.entries(forgeries)) {
      const { effectId, approvalId } = items.get(name) as ApprovalSummary;
      expect(rows.prepare(sql).run({ effectId, approvalId }).changes).toBe(1);
    }
    // What control flow alone would go by: both rows say that it was approved.
    rows.prepare("UPDATE effect SET status = 'granted', hold_until_ms = 1 WHERE effect_id = ?").run(forced.effectId);
    rows.prepare("UPDATE approval SET status = 'holding' WHERE approval_id = ?").run(forced.approvalId);
  });
  for (const [name, [, end]] of Object.entries(forgeries))
    expect(await endOf(runtime, items.get(name) as ApprovalSummary), name).toMatch(end);
  expect(await endOf(runtime, forced)).toMatch(/^stale: There is no grant for it/);
  expect(await endOf(runtime, items.get('untouched') as ApprovalSummary)).toBe('executed');
  const { effects } = await show(runtime, runId);
  expect(effects.filter(({ dispatches }) => dispatches > 0)).toMatchObject([{ status: 'done' }]);
  expect(changedRecords(runtime)).toEqual(['untouched']);
});

test('A3: the envelope is the canonical text of every fact the decision is about, and its hash is its identity', async () => {
  const runtime = await started();
  const runId = await startPlan(runtime, [sideBySide([updateOf('a3'), updateOf('a3')])]);
  const approvals = await approvalsAre(runtime, runId, 'pending', 2);
  const { policy, hash: policyHash } = await runtime.call('policy.show', {});
  const { run } = await show(runtime, runId);
  const envelopes: Envelope[] = [];
  for (const approval of approvals) {
    const card = await runtime.call('approval.show', { approvalId: approval.approvalId });
    expect(createHash('sha256').update(card.envelope, 'utf8').digest('hex')).toBe(approval.envelopeHash);
    const envelope = JSON.parse(card.envelope) as Envelope;
    expect(card.envelope).toBe(JSON.stringify(sorted(envelope)));
    expect(envelope).toEqual({
      tool: {
        id: 'record.update',
        version: toolRegistry.get('record.update')?.version,
        schemaHash: createHash('sha256')
          .update(JSON.stringify(sorted(toolRegistry.get('record.update')?.schema)))
          .digest('hex'),
      },
      target: 'record a3',
      params: { recordId: 'a3', set: { status: 'closed' } },
      preconditions: expect.objectContaining({ row_hash: null }),
      agent: { id: 'scripted', release: run.releaseHash },
      run: runId,
      step: expect.stringMatching(/all:b[01]/),
      lineage: run.lineageId,
      generation: 1,
      policy: { id: policy.id, version: policy.version, hash: policyHash },
      tier: 'gate',
      nonce: expect.stringMatching(/^[0-9a-f]{32}$/),
      createdAtMs: approval.createdAtMs,
      expiresAtMs: approval.expiresAtMs,
    });
    envelopes.push(envelope);
  }
  const [one, other] = envelopes;
  expect(one?.nonce).not.toBe(other?.nonce);
  expect(new Set(approvals.map(({ envelopeHash }) => envelopeHash)).size).toBe(2);
});

test('A3: bytes that are no longer those of their hash are neither approved nor run', async () => {
  const runtime = await started();
  const { items } = await pendingUpdates(runtime, ['before', 'after', 'layout', 'rehashed']);
  const [before, ...approved] = [...items.values()] as [ApprovalSummary, ...ApprovalSummary[]];
  const put = (rows: StoredRows, { effectId }: ApprovalSummary, from: string, to: string): void => {
    const sql = 'UPDATE effect SET envelope = replace(envelope, ?, ?) WHERE effect_id = ? AND instr(envelope, ?) > 0';
    expect(rows.prepare(sql).run(from, to, effectId, from).changes).toBe(1);
  };
  const closed = '"status":"closed"';
  inStore(runtime.workspace, (rows) => put(rows, before, closed, '"status":"opened"'));
  const { results } = await runtime.call('approval.approve', { items: [seen(before)] });
  expect(results).toMatchObject([
    { outcome: 'refused', status: 'pending', reason: expect.stringContaining('It cannot be approved; reject it.') },
  ]);
  const item = (name: string): ApprovalSummary => items.get(name) as ApprovalSummary;
  await tamperedWhileHeld(runtime, approved, (rows) => {
    put(rows, item('after'), closed, '"status":"opened"');
    put(rows, item('layout'), closed, `"status": "closed"`);
    put(rows, item('rehashed'), closed, '"status":"opened"');
    const { envelope } = rows
      .prepare('SELECT envelope FROM effect WHERE effect_id = ?')
      .get(item('rehashed').effectId) as {
      envelope: string;
    };
    const hash = createHash('sha256').update(envelope).digest('hex');
    rows.prepare('UPDATE effect SET envelope_hash = ? WHERE effect_id = ?').run(hash, item('rehashed').effectId);
  });
  expect(await endOf(runtime, item('after'))).toMatch(/^stale: The stored action has the hash/);
  expect(await endOf(runtime, item('layout'))).toMatch(/^stale: The stored action has the hash/);
  expect(await endOf(runtime, item('rehashed'))).toMatch(/^stale: The grant is for another hash/);
  expect(changedRecords(runtime)).toEqual([]);
});

type Difference = readonly [change: (envelope: Envelope) => Envelope, field: string];
const differences: Readonly<Record<string, Difference>> = {
  tool: [(one) => ({ ...one, tool: { ...one.tool, version: '0' } }), 'tool.version'],
  schema: [(one) => ({ ...one, tool: { ...one.tool, schemaHash: 'f'.repeat(64) } }), 'tool.schemaHash'],
  gone: [(one) => ({ ...one, tool: { ...one.tool, id: 'record.erase' } }), 'tool'],
  release: [(one) => ({ ...one, agent: { ...one.agent, release: 'e'.repeat(64) } }), 'agent.release'],
  run: [(one) => ({ ...one, run: 'another' }), 'run'],
  step: [(one) => ({ ...one, step: 'another' }), 'step'],
  lineage: [(one) => ({ ...one, lineage: 'another' }), 'grant.lineage'],
  policy: [(one) => ({ ...one, policy: { ...one.policy, hash: 'd'.repeat(64) } }), 'policy.hash'],
  tier: [(one) => ({ ...one, tier: 'auto' }), 'tier'],
  late: [(one) => ({ ...one, expiresAtMs: one.createdAtMs }), 'expiresAtMs'],
  state: [
    (one) => ({ ...one, preconditions: { ...one.preconditions, row_hash: 'c'.repeat(64) } }),
    'preconditions.row_hash',
  ],
};

test('A6: whatever was decided on and is not so any more at execution: nothing runs, and the item says which field', async () => {
  const runtime = await started();
  const { runId, items } = await pendingUpdates(runtime, ['same', ...Object.keys(differences)]);
  await tamperedWhileHeld(runtime, [...items.values()], (rows) => {
    for (const [name, item] of items) reseal(rows, item, differences[name]?.[0] ?? ((one) => one));
  });
  await runIs(runtime, runId, 'succeeded');
  const { events } = await runtime.call('audit.list', { kind: 'effect.refused', limit: 500 });
  for (const [name, [, field]] of Object.entries(differences)) {
    const item = items.get(name) as ApprovalSummary;
    expect(await endOf(runtime, item), name).toMatch(/^stale: ./);
    const refused = events.find(({ effectId }) => effectId === item.effectId);
    expect(refused?.summary, name).toContain(`(stale, ${field})`);
  }
  expect(changedRecords(runtime)).toEqual(['same']);
});

test('A6: while the audit log takes nothing, nothing runs; it runs once when the log can be written again', async () => {
  const runtime = await started();
  const { items } = await pendingUpdates(runtime, ['audited']);
  const [item] = [...items.values()] as [ApprovalSummary];
  await tamperedWhileHeld(runtime, [item], (rows) => {
    rows.exec(`CREATE TRIGGER no_intent BEFORE INSERT ON audit WHEN NEW.kind = 'effect.intent'
      BEGIN SELECT RAISE(ABORT, 'the audit log takes nothing'); END`);
  });
  await expect.poll(() => runtime.log(), { timeout: 20_000 }).toContain('the audit log takes nothing');
  expect(await runtime.call('approval.show', { approvalId: item.approvalId })).toMatchObject({ status: 'holding' });
  expect(changedRecords(runtime)).toEqual([]);
  inStore(runtime.workspace, (rows) => rows.exec('DROP TRIGGER no_intent'));
  expect(await endOf(runtime, item)).toBe('executed');
  expect(changedRecords(runtime)).toEqual(['audited']);
});

/** Keys in the order of RFC 8785, for the plain ASCII keys these envelopes have. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, item]) => [key, sorted(item)]),
  );
}
