import type { Finding } from './finding.ts';
import type { Ledger } from './ledger.ts';
import { hasTable, type Row, type Store } from './store.ts';

const finalPhases: ReadonlySet<unknown> = new Set(['done', 'failed', 'cancelled']);
const finalRuns: ReadonlySet<unknown> = new Set([
  'succeeded',
  'continued',
  'failed',
  'cancelled',
  'compensated',
  'needs-attention',
]);

/**
 * I5: a run belongs to the present owner, only one activation has ever written a path's end, and of the present owner
 * no more are at work than their queues allow.
 */
export function checkOwners(store: Store, ledger: Ledger): Finding[] {
  const findings: string[] = [];
  const epoch = Number(store.meta.get('owner-epoch') ?? 0);
  for (const run of store.runs) {
    const id = String(run['run_id']);
    const own = Number(run['owner_epoch']);
    if (own > epoch) findings.push(`Run ${id} belongs to owner ${own}; the store has had ${epoch}.`);
    if (run['status'] === 'running' && own !== epoch && ledger.isRecovered)
      findings.push(`Run ${id} is running under owner ${own}; the present one is ${epoch}.`);
    if (run['status'] === 'running' && Number(run['activation']) < 1)
      findings.push(`Run ${id} is running and was never claimed.`);
    if (ledger.isSettled && !finalRuns.has(run['status']))
      findings.push(`Run ${id} is stuck: it is still ${run['status']}.`);
  }
  const ended = new Set<string>();
  for (const row of store.journal) {
    if (row['kind'] === 'lifecycle') continue;
    const place = `${row['run_id']} ${row['lineage_id']} ${row['path']}`;
    if (ended.has(place)) findings.push(`Entry ${place} was written again after its end (record ${row['ord']}).`);
    if (finalPhases.has(row['phase'])) ended.add(place);
  }
  if (ledger.isSettled)
    for (const effect of store.effects)
      if (['proposed', 'granted', 'holding', 'dispatched'].includes(String(effect['status'])))
        findings.push(`Effect ${effect['effect_id']} is stuck: it is still ${effect['status']}.`);
  findings.push(...overLimits(store, epoch));
  return findings.map((what) => ({ invariant: 'I5', what }));
}

/** What an earlier owner had at work is not counted: it is taken up again, and waits for its turn. */
function overLimits(store: Store, epoch: number): string[] {
  if (!hasTable(store.db, 'queue')) return [];
  const atWork = store.runs.filter((run) => run['status'] === 'running' && Number(run['owner_epoch']) === epoch);
  const findings: string[] = [];
  for (const { name, concurrency, per_key: perKey } of store.db.prepare('SELECT * FROM queue').all() as Row[]) {
    const runs = atWork.filter((run) => run['queue'] === name);
    if (concurrency != null && runs.length > Number(concurrency))
      findings.push(`Queue ${name} has ${runs.length} runs at work and allows ${concurrency}.`);
    const keys = new Map<string, number>();
    for (const { queue_key: key } of runs) if (key != null) keys.set(String(key), (keys.get(String(key)) ?? 0) + 1);
    for (const [key, many] of keys)
      if (perKey != null && many > Number(perKey))
        findings.push(`Queue ${name} has ${many} runs of key ${key} at work and allows ${perKey}.`);
  }
  return findings;
}
