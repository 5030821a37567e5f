import Database from 'better-sqlite3';
import type { ChainHead } from '../audit/chain.ts';
import { createAuditReads } from './read/audit-reads.ts';

export interface DatabaseVerdict {
  /** Null when everything is as it should be; else what is wrong, in one sentence. */
  readonly problem: string | null;
  readonly schema: number;
  readonly audit: { readonly events: number; readonly head: string } | null;
}

/**
 * Checks a database file that nothing else has open: every page, every index, every reference, and the audit log to
 * its end. It is left as one plain file, without a WAL beside it.
 */
export function checkDatabase(path: string, holds: 'workspace' | 'records'): DatabaseVerdict {
  try {
    return check(path, holds);
  } catch (error) {
    return { problem: `The database cannot be read: ${sentence(error)}`, schema: 0, audit: null };
  }
}

function check(path: string, holds: 'workspace' | 'records'): DatabaseVerdict {
  const db = new Database(path, { fileMustExist: true });
  try {
    db.pragma('cell_size_check = ON');
    db.pragma('journal_mode = DELETE');
    const schema = Number(db.pragma('user_version', { simple: true }));
    const bad = (problem: string): DatabaseVerdict => ({ problem, schema, audit: null });
    const found = db.pragma('integrity_check(3)') as { integrity_check: string }[];
    if (found[0]?.integrity_check !== 'ok')
      return bad(`The database is damaged: ${found.map((row) => row.integrity_check).join('; ')}.`);
    if (holds === 'records') return { problem: null, schema, audit: null };
    const loose = (db.pragma('foreign_key_check') as unknown[]).length;
    if (loose > 0) return bad(`${loose} rows refer to rows that are not there.`);
    const verdict = createAuditReads(db).verify();
    if (!verdict.ok) return bad(`The audit log does not verify: ${verdict.firstBad?.reason ?? 'it ends too early.'}`);
    const head = db.prepare("SELECT value FROM meta WHERE key = 'audit-head'").pluck().get() as string | undefined;
    const hash = head === undefined ? '' : (JSON.parse(head) as ChainHead).hash;
    return { problem: null, schema, audit: { events: verdict.events, head: hash } };
  } finally {
    db.close();
  }
}

function sentence(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
