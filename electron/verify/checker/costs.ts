import type { Finding } from './finding.ts';
import { hasTable, type Store } from './store.ts';

/**
 * I8: what calls cost equals what was written down of them. This schema keeps no cost ledger yet, because no call costs
 * anything; so no record of a call may speak of a cost.
 */
export function checkCosts(store: Store): Finding[] {
  if (hasTable(store.db, 'cost'))
    return [{ invariant: 'I8', what: 'There is a cost ledger that this checker cannot read.' }];
  const findings: string[] = [];
  for (const row of store.journal) {
    if (row['kind'] !== 'model' || row['result'] === null) continue;
    const result: unknown = JSON.parse(String(row['result']));
    if (typeof result === 'object' && result !== null && ('usage' in result || 'cost' in result))
      findings.push(`Call ${row['path']} of run ${row['run_id']} has a cost that no ledger has.`);
  }
  return findings.map((what) => ({ invariant: 'I8', what }));
}
