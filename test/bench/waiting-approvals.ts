import { join } from 'node:path';
import { canonicalJson, sha256 } from '../../electron/runtime/json/canonical.ts';
import type { Envelope } from '../../shared/domain/envelope.ts';
import { openWriter } from '../../electron/runtime/store/open.ts';

type Row = Record<string, unknown>;

/** Ids whose order is that of their number, as the product's own are. */
function idOf(kind: 'a' | 'e' | 'c' | 'd', n: number): string {
  return `019fffff-${kind}000-7000-8000-${n.toString(16).padStart(12, '0')}`;
}

/**
 * Copies one run that waits for one decision, by raw rows: each copy is a run of its own with an action of its own, whose
 * envelope names it and has its own hash. Half of them are of another kind, so that floor and product each have theirs.
 */
export function copyWaiting(folder: string, approvalId: string, many: number, fingerprints: readonly string[]): void {
  const db = openWriter(join(folder, 'lanekeeper.db'));
  const row = (table: string, key: string, id: unknown): Row =>
    db.prepare(`SELECT * FROM ${table} WHERE ${key} = ?`).get(id) as Row;
  const approval = row('approval', 'approval_id', approvalId);
  const effect = row('effect', 'effect_id', approval['effect_id']);
  const run = row('run', 'run_id', approval['run_id']);
  const insert = (table: string, of: Row) => {
    const names = Object.keys(of);
    return db.prepare(
      `INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map((name) => `@${name}`).join(', ')})`,
    );
  };
  const [putRun, putEffect, putApproval] = [insert('run', run), insert('effect', effect), insert('approval', approval)];
  const envelope = JSON.parse(effect['envelope'] as string) as Envelope;
  const total = many * fingerprints.length;
  for (let from = 0; from < total; from += 1_000)
    db.transaction(() => {
      for (let n = from; n < Math.min(total, from + 1_000); n += 1) {
        const [run_id, effect_id, approval_id, lineage_id] = [idOf('c', n), idOf('e', n), idOf('a', n), idOf('d', n)];
        const bytes = canonicalJson({ ...envelope, run: run_id, lineage: lineage_id, target: `ticket ${n}` });
        const hash = sha256(bytes);
        putRun.run({ ...run, run_id, lineage_id });
        putEffect.run({
          ...effect,
          effect_id,
          run_id,
          lineage_id,
          approval_id,
          effect_key: sha256(effect_id),
          envelope: bytes,
          envelope_hash: hash,
        });
        putApproval.run({
          ...approval,
          approval_id,
          effect_id,
          run_id,
          envelope_hash: hash,
          title: `Save 1 draft reply to ticket ${n}`,
          fingerprint: fingerprints[Math.floor(n / many)],
        });
      }
    })();
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.close();
}
