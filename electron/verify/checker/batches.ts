import type { Ledger } from './ledger.ts';
import { by, hasTable, type Row, type Store } from './store.ts';

/** Verbs of jobs that decide; each is also what the decision is called. */
const deciding: ReadonlySet<unknown> = new Set(['approve', 'reject', 'undo']);

/** What batches say they decided was decided by whoever began them, and one that is over has told of every item. */
export function wrongBatches({ db, decisions }: Store, { isSettled }: Ledger): string[] {
  if (!hasTable(db, 'bulk_set')) return [];
  const rows = (sql: string): Row[] => db.prepare(sql).all() as Row[];
  const items = by(rows('SELECT * FROM bulk_item'), 'job_id');
  const sets = new Map(rows('SELECT * FROM bulk_set').map((row) => [String(row['job_id']), String(row['items'])]));
  const decided = by(decisions, 'approval_id');
  return rows('SELECT * FROM bulk_job').flatMap((job) => {
    const { verb } = job;
    if (!deciding.has(verb)) return [];
    const id = String(job['job_id']);
    const own = items.get(id) ?? [];
    const frozen = (sets.get(id) ?? '').split('\n');
    const applied = own.filter(({ status }) => status === 'applied');
    const findings = applied.flatMap(({ subject_id: subject }) =>
      decided
        .get(String(subject))
        ?.some(({ decision, person_id: person }) => decision === verb && person === job['person_id'])
        ? []
        : [`Batch ${id} says that it applied ${verb} to ${subject}, and there is no such decision.`],
    );
    for (const { n, subject_id: subject } of own)
      if (frozen[Number(n)]?.split(' ')[0] !== subject)
        findings.push(`Item ${n} of batch ${id} is ${subject}, which is not what was frozen there.`);
    const isWhole = own.length === job['total'] && applied.length === job['applied'];
    if (job['status'] === 'done' && !isWhole)
      findings.push(`Batch ${id} is done with ${job['applied']} of ${job['total']}, and tells of ${own.length} items.`);
    if (isSettled && job['status'] === 'running') findings.push(`Batch ${id} has not ended.`);
    return findings;
  });
}
