import Database from 'better-sqlite3';
import { join } from 'node:path';
import type { ApprovalSummary } from '../../shared/domain/approval.ts';
import type { Envelope } from '../../shared/domain/envelope.ts';
import { canonicalJson, sha256 } from '../../electron/runtime/json/canonical.ts';

/** The workspace's database as somebody who can write into it has it, beside a runtime that is at work. */
export type StoredRows = InstanceType<typeof Database>;

export function inStore<T>(workspace: string, act: (rows: StoredRows) => T): T {
  const rows = new Database(join(workspace, 'lanekeeper.db'), { timeout: 20_000 });
  try {
    return rows.transaction(() => act(rows)).immediate();
  } finally {
    rows.close();
  }
}

/** Gives an item another envelope under a hash of its own, in every row that names it: as if it had been opened and approved so. */
export function reseal(rows: StoredRows, item: ApprovalSummary, change: (envelope: Envelope) => Envelope): void {
  const stored = rows.prepare('SELECT envelope FROM effect WHERE effect_id = ?').pluck().get(item.effectId) as string;
  const bytes = canonicalJson(change(JSON.parse(stored) as Envelope));
  const hash = sha256(bytes);
  rows.prepare('UPDATE effect SET envelope = ?, envelope_hash = ? WHERE effect_id = ?').run(bytes, hash, item.effectId);
  for (const table of ['approval', 'decision', 'grant_row'])
    rows.prepare(`UPDATE ${table} SET envelope_hash = ? WHERE approval_id = ?`).run(hash, item.approvalId);
}
