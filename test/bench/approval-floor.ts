import { join } from 'node:path';
import { openWriter } from '../../electron/runtime/store/open.ts';

const perGroup = 50;

/** The rows a batch of approvals leaves, written raw: no guard, no hash, no reply; one flush for each 50 of them. Ms. */
export function approvalFloor(folder: string, fingerprint: string): number {
  const db = openWriter(join(folder, 'lanekeeper.db'));
  db.pragma('wal_autocheckpoint = 4000');
  const last = db.prepare('SELECT kind, bytes FROM audit WHERE kind = ? ORDER BY seq DESC LIMIT 1');
  const texts = ['approval.decided', 'grant.minted'].map((kind) => last.get(kind) as { kind: string; bytes: string });
  const ids = db
    .prepare(
      `SELECT approval_id AS approvalId, effect_id AS effectId, run_id AS runId, envelope_hash AS hash FROM approval
       WHERE fingerprint = ? AND status = 'pending' ORDER BY approval_id`,
    )
    .all(fingerprint) as { approvalId: string; effectId: string; runId: string; hash: string }[];
  const model = db
    .prepare("SELECT * FROM decision WHERE decision = 'approve' ORDER BY decision_id DESC LIMIT 1")
    .get() as Record<string, unknown>;
  const grant = db.prepare('SELECT * FROM grant_row ORDER BY grant_id DESC LIMIT 1').get() as Record<string, unknown>;
  const insert = (table: string, of: Record<string, unknown>) => {
    const names = Object.keys(of);
    return db.prepare(
      `INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map((name) => `@${name}`).join(', ')})`,
    );
  };
  const putDecision = insert('decision', model);
  const putGrant = insert('grant_row', grant);
  const approval = db.prepare(
    "UPDATE approval SET status = 'holding', version = 2, hold_until_ms = ?, decided_by = 'Ada L.', decided_at_ms = ? WHERE approval_id = ?",
  );
  const effect = db.prepare(
    "UPDATE effect SET status = 'holding', hold_until_ms = ?, changed_at_ms = ? WHERE effect_id = ?",
  );
  const run = db.prepare('UPDATE run SET pending_approvals = pending_approvals - 1 WHERE run_id = ?');
  const audit = db.prepare(
    'INSERT INTO audit (seq, kind, bytes, previous_hash, leaf_hash, at_ms) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const item = db.prepare(
    "INSERT INTO bulk_item (job_id, n, subject_id, status, reason) VALUES (?, ?, ?, 'applied', '')",
  );
  const job = db.prepare('UPDATE bulk_job SET applied = ? WHERE job_id = ?');
  const meta = db.prepare('INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)');
  const counter = db.prepare('UPDATE counter SET n = n + ? WHERE name = ?');
  const jobId = 'floor';
  db.prepare(
    `INSERT INTO bulk_job (job_id, verb, params, person_id, by_person, reason, status, total, applied, ignored, created_at_ms)
     VALUES (?, 'approve', '{}', 'ada', 'Ada L.', '', 'done', ?, 0, 0, 0)`,
  ).run(jobId, ids.length);
  let seq = Number(db.prepare('SELECT max(seq) FROM audit').pluck().get());
  const head = String(db.prepare("SELECT value FROM meta WHERE key = 'audit-head'").pluck().get());
  const hash = 'f'.repeat(64);
  const began = performance.now();
  for (let from = 0; from < ids.length; from += perGroup) {
    db.exec('BEGIN IMMEDIATE');
    for (const [at, one] of ids.slice(from, from + perGroup).entries()) {
      const n = from + at;
      approval.run(n, n, one.approvalId);
      effect.run(n, n, one.effectId);
      run.run(one.runId);
      putDecision.run({
        ...model,
        decision_id: `floor-${n.toString().padStart(30, '0')}`,
        approval_id: one.approvalId,
        envelope_hash: one.hash,
      });
      putGrant.run({
        ...grant,
        grant_id: `floor-${n.toString().padStart(30, '0')}`,
        effect_id: one.effectId,
        approval_id: one.approvalId,
        envelope_hash: one.hash,
      });
      for (const { kind, bytes } of texts) audit.run((seq += 1), kind, bytes, hash, hash, n);
      item.run(jobId, n, one.approvalId);
    }
    job.run(from + perGroup, jobId);
    counter.run(perGroup, 'approval:holding');
    counter.run(-perGroup, 'approval:pending');
    audit.run((seq += 1), 'journal-batch', texts[0]?.bytes ?? '', hash, hash, from);
    meta.run('floor-head', head);
    db.exec('COMMIT');
  }
  const took = performance.now() - began;
  db.close();
  return took;
}
