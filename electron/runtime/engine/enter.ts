import { repairCounters, unfinishedRuns, type Recount } from '../store/counter-store.ts';
import { DamagedError } from '../store/damaged-error.ts';
import { damageRung, isDamage, type Climbed } from '../store/integrity-ladder.ts';
import { migrate } from '../store/migrations/migrations.ts';
import type { Db } from '../store/open.ts';
import { systemActor, type AuditEntry } from './audit-entry.ts';
import type { Decide } from './engine-port.ts';
import { enterWorkspace, type WorkspaceMeta } from '../store/workspace-meta.ts';

/** The schema as it is known here, and the workspace entered, its counts made again unless that is left for later; a database that refuses either is closed again. */
export function entered(db: Db, { rungs, left }: Climbed): { meta: WorkspaceMeta; counted: Recount } {
  try {
    migrate(db);
    const meta = enterWorkspace(db);
    return { meta, counted: left.length === 0 ? repairCounters(db) : { unfinished: unfinishedRuns(db), repaired: [] } };
  } catch (error) {
    db.close();
    throw isDamage(error) ? new DamagedError([...rungs, damageRung(error)]) : error;
  }
}

/** The start as the audit log has it, with what an earlier process left to be taken up. */
export function noteOpened(
  instance: string,
  version: string,
  found: { readonly runs: number; readonly intents: number; readonly holds: number },
): Decide<object, null> {
  const opened: AuditEntry = { kind: 'workspace.opened', actor: systemActor, facts: { instance, version } };
  const recovery: AuditEntry = { kind: 'recovery', actor: systemActor, facts: found };
  const entries = found.runs + found.intents + found.holds === 0 ? [opened] : [opened, recovery];
  return () => ({ ok: true, changes: entries.map((entry) => ({ put: 'audit', entry })), reply: null });
}

/** An orderly end; a start that finds none knows that the process before it was killed. */
export const noteClosed: Decide<object, null> = () => ({
  ok: true,
  changes: [{ put: 'audit', entry: { kind: 'workspace.closed', actor: systemActor, facts: { reason: 'shutdown' } } }],
  reply: null,
});
