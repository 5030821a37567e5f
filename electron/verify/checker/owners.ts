import type { Finding } from './finding.ts';
import type { Ledger } from './ledger.ts';
import type { Store } from './store.ts';

const finalPhases: ReadonlySet<unknown> = new Set(['done', 'failed', 'cancelled']);
const finalRuns: ReadonlySet<unknown> = new Set([
  'succeeded',
  'continued',
  'failed',
  'cancelled',
  'compensated',
  'needs-attention',
]);

/** I5: a run belongs to the present owner, and only one activation has ever written a path's end. */
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
  return findings.map((what) => ({ invariant: 'I5', what }));
}
