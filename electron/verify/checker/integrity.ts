import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type Database from 'better-sqlite3';
import type { Finding } from './finding.ts';
import type { Store } from './store.ts';

/** Names of kept values inside a journal record. */
const storedRef = /"\$stored":"([0-9a-f]{64})"/g;

/** I9: SQLite's own checks on both databases, and every kept file under the hash it is named by. */
export function checkIntegrity(store: Store): Finding[] {
  const findings: string[] = [];
  findings.push(...wrongDatabase(store.db, 'lanekeeper.db'));
  if (store.records !== null) findings.push(...wrongDatabase(store.records, 'records.db'));
  const wanted = new Map<string, string>();
  for (const artifact of store.artifacts) wanted.set(String(artifact['sha256']), `artifact ${artifact['name']}`);
  for (const run of store.runs) {
    if (run['file'] === null) continue;
    const file = JSON.parse(String(run['file'])) as { sha256: string };
    wanted.set(file.sha256, `the input of run ${run['run_id']}`);
  }
  for (const row of store.journal)
    for (const [, sha256 = ''] of String(row['result'] ?? '').matchAll(storedRef))
      wanted.set(sha256, `a value of entry ${row['path']}`);
  for (const [sha256, what] of wanted) {
    const wrong = wrongFile(store.folder, sha256);
    if (wrong !== null) findings.push(`The file ${sha256.slice(0, 12)} of ${what} ${wrong}.`);
  }
  return findings.map((what) => ({ invariant: 'I9', what }));
}

function wrongDatabase(db: Database.Database, name: string): string[] {
  const verdict = (db.pragma('integrity_check') as { integrity_check: string }[]).map((row) => row.integrity_check);
  const broken = db.pragma('foreign_key_check') as { table: string; parent: string }[];
  return [
    ...(verdict[0] === 'ok' ? [] : [`${name} is damaged: ${verdict.slice(0, 3).join('; ')}.`]),
    ...broken
      .slice(0, 3)
      .map(({ table, parent }) => `${name}: a row of ${table} names a row of ${parent} that is not there.`),
  ];
}

function wrongFile(folder: string, sha256: string): string | null {
  try {
    const bytes = readFileSync(join(folder, 'artifacts', sha256.slice(0, 2), sha256));
    return createHash('sha256').update(bytes).digest('hex') === sha256 ? null : 'holds other bytes';
  } catch {
    return 'is missing';
  }
}
