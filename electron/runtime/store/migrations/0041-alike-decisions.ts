import type { Db } from '../open.ts';

/** Earlier decisions on alike items, newest first, with all that is counted of them. */
export function alikeDecisions(db: Db): void {
  db.exec(`CREATE INDEX approval_alike ON approval (fingerprint, decided_at_ms DESC, status, approval_id)
    WHERE decided_at_ms IS NOT NULL`);
}
