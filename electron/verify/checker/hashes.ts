import { createHash } from 'node:crypto';
import type { Finding } from './finding.ts';
import { by, type Store } from './store.ts';

/** I4: one hash from the bytes that were shown to the intent that was sent. */
export function checkHashes(store: Store): Finding[] {
  const findings: string[] = [];
  const grants = by(store.grants, 'effect_id');
  const decisions = by(store.decisions, 'approval_id');
  const approvals = new Map(store.approvals.map((approval) => [String(approval['effect_id']), approval]));
  const audited = new Map<string, [string, string][]>();
  for (const { event } of store.audit) {
    if (event === null || event.effect === null || typeof event.facts['envelope'] !== 'string') continue;
    const told: [string, string] = [event.kind, event.facts['envelope']];
    const list = audited.get(event.effect);
    if (list === undefined) audited.set(event.effect, [told]);
    else list.push(told);
  }
  for (const effect of store.effects) {
    const id = String(effect['effect_id']);
    const hash = String(effect['envelope_hash']);
    const own = createHash('sha256').update(String(effect['envelope'])).digest('hex');
    const others: [string, string][] = [
      ['The bytes', own],
      ...(audited.get(id) ?? []).filter(([kind]) => kind !== 'approval.refused-decision'),
    ];
    const approval = approvals.get(id);
    if (approval !== undefined) {
      others.push(['The approval', String(approval['envelope_hash'])]);
      for (const decision of decisions.get(String(approval['approval_id'])) ?? [])
        others.push([`The decision ${decision['decision']}`, String(decision['envelope_hash'])]);
    }
    for (const grant of grants.get(id) ?? []) others.push(['A grant', String(grant['envelope_hash'])]);
    for (const [what, found] of others)
      if (found !== hash)
        findings.push(`${what} of effect ${id} has the hash ${found.slice(0, 12)}, not ${hash.slice(0, 12)}.`);
  }
  return findings.map((what) => ({ invariant: 'I4', what }));
}
