import Database from 'better-sqlite3';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { ApprovalSummary } from '../../shared/domain/approval.ts';
import { mostInList } from '../../shared/domain/batch.ts';
import type { Envelope } from '../../shared/domain/envelope.ts';
import type { RuntimeProcess } from './runtime-process.ts';
import { approvalsAre, seen, sideBySide, startPlan, updateOf } from './scripted-runs.ts';
import { inStore, type StoredRows } from './stored-approvals.ts';

/** Items of one run, each about a record of its own; `target` names the record. */
export async function pendingUpdates(runtime: RuntimeProcess, names: readonly string[]) {
  const runId = await startPlan(runtime, [sideBySide(names.map((name) => updateOf(name)))]);
  const approvals = await approvalsAre(runtime, runId, 'pending', names.length);
  const items = new Map<string, ApprovalSummary>();
  for (const approval of approvals) {
    const { envelope } = await runtime.call('approval.show', { approvalId: approval.approvalId });
    items.set((JSON.parse(envelope) as Envelope).target.slice('record '.length), approval);
  }
  return { runId, items };
}

/** Holds the agent back, approves these items, does something to what is stored, and lets them go. */
export async function tamperedWhileHeld(
  runtime: RuntimeProcess,
  items: readonly ApprovalSummary[],
  tamper: (rows: StoredRows) => void,
): Promise<void> {
  await runtime.call('agent.pause', { agentId: 'scripted', reason: 'between decision and execution' });
  for (let from = 0; from < items.length; from += mostInList) {
    const portion = items.slice(from, from + mostInList).map(seen);
    const { results } = await runtime.call('approval.approve', { items: portion });
    expect(results.filter(({ outcome }) => outcome !== 'decided')).toEqual([]);
  }
  inStore(runtime.workspace, tamper);
  await runtime.call('agent.resume', { agentId: 'scripted' });
}

export function changedRecords(runtime: RuntimeProcess): unknown[] {
  const records = new Database(join(runtime.workspace, 'records.db'), { readonly: true });
  try {
    return records.prepare('SELECT record_id FROM applied ORDER BY record_id').pluck().all();
  } finally {
    records.close();
  }
}

/** Waits until an item is out of its hold, and says what it has become. */
export function endOf(runtime: RuntimeProcess, { approvalId }: ApprovalSummary): Promise<string> {
  return runtime.until(async () => {
    const { status, causeDetail } = await runtime.call('approval.show', { approvalId });
    if (status === 'holding' || status === 'dispatched') return undefined;
    return causeDetail === null ? status : `${status}: ${causeDetail}`;
  });
}
