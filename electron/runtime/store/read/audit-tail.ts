import { genesisHash, type ChainHead } from '../../audit/chain.ts';
import { leafHash } from '../../audit/leaf.ts';
import type { Db } from '../open.ts';

interface TailRow {
  readonly seq: number;
  readonly bytes: string;
  readonly previousHash: string;
  readonly leafHash: string;
}

/** Hashes the last events of the log again and follows them from the recorded end backwards. */
export function checkAuditTail(
  db: Db,
  head: ChainHead | null,
  most: number,
): { readonly problem: string | null; readonly events: number } {
  const rows = db
    .prepare(
      'SELECT seq, bytes, previous_hash AS previousHash, leaf_hash AS leafHash FROM audit ORDER BY seq DESC LIMIT ?',
    )
    .all(most) as TailRow[];
  const bad = (problem: string): { problem: string; events: number } => ({ problem, events: rows.length });
  if (head === null) return rows.length === 0 ? { problem: null, events: 0 } : bad('its recorded end is missing');
  let seq = head.seq;
  let hash = head.hash;
  for (const row of rows) {
    if (row.seq !== seq) return bad(`event ${seq} is missing`);
    if (row.leafHash !== hash || leafHash(row.bytes) !== hash) return bad(`event ${seq} is not what was recorded`);
    seq -= 1;
    hash = row.previousHash;
  }
  if (seq === 0 && hash !== genesisHash) return bad('its first event is not the first');
  if (rows.length < most && seq !== 0) return bad(`event ${seq} is missing`);
  return { problem: null, events: rows.length };
}
