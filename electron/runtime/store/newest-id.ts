import type { Db } from './open.ts';

/** Whose rows are read in the order of their ids: what came last is told by it, and what is taken first. */
const ordered = [
  ['run', 'run_id'],
  ['effect', 'effect_id'],
  ['approval', 'approval_id'],
  ['decision', 'decision_id'],
  ['grant_row', 'grant_id'],
  ['signal', 'signal_id'],
  ['artifact', 'artifact_id'],
] as const;

/** The highest id there is; null: there is none. An id that is no UUID begins with another letter than these have. */
export function newestId(db: Db): string | null {
  const highest = ordered.map(([table, column]) => `SELECT max(${column}) AS id FROM ${table} WHERE ${column} < 'g'`);
  return db
    .prepare(`SELECT max(id) FROM (${highest.join(' UNION ALL ')})`)
    .pluck()
    .get() as string | null;
}
