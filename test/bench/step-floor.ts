import { join } from 'node:path';
import { migrate } from '../../electron/runtime/store/migrations/migrations.ts';
import { openWriter } from '../../electron/runtime/store/open.ts';
import { systemIds } from '../../electron/runtime/system-ports.ts';
import { emptyFolder, perSecond } from './sitting.ts';

/** The rows of one step in the product's own schema, written raw, one commit each: commits a second. */
export function stepRowsFloor(steps: number): number {
  const db = openWriter(join(emptyFolder('floor-step'), 'lanekeeper.db'));
  migrate(db);
  const journal = db.prepare(
    `INSERT INTO journal_tail (run_id, ord, lineage_id, path, kind, name, args_hash, phase, attempt, result, error, duration_ms, due_at_ms, at_ms, sdk_version)
     VALUES (?, ?, ?, ?, 'step', 'step', '', 'done', 1, ?, NULL, 0, NULL, ?, 1)`,
  );
  const audit = db.prepare(
    "INSERT INTO audit (seq, kind, bytes, previous_hash, leaf_hash, at_ms) VALUES (?, 'journal-batch', ?, ?, ?, ?)",
  );
  const head = db.prepare("INSERT OR REPLACE INTO meta (key, value) VALUES ('audit-head', ?), ('event-head', ?)");
  const begin = db.prepare('BEGIN IMMEDIATE');
  const commit = db.prepare('COMMIT');
  const runId = systemIds.uuid();
  const lineageId = systemIds.uuid();
  const result = JSON.stringify({ ok: true, note: 'z'.repeat(150) });
  const hash = 'a'.repeat(64);
  const bytes = 'b'.repeat(560);
  const state = JSON.stringify({ chainId: runId, seq: 1, hash, frontier: Array.from({ length: 10 }, () => hash) });
  const write = (ord: number): void => {
    begin.run();
    journal.run(runId, ord, lineageId, String(ord - 1), result, ord);
    audit.run(ord, bytes, hash, hash, ord);
    head.run(state, String(ord));
    commit.run();
  };
  for (let ord = 1; ord <= 500; ord += 1) write(ord);
  const began = performance.now();
  for (let ord = 501; ord <= 500 + steps; ord += 1) write(ord);
  const rate = perSecond(steps, performance.now() - began);
  db.close();
  return rate;
}
