import { approversNeeded, rolesNeeded } from './approvers.ts';
import type { Finding } from './finding.ts';
import { by, type AuditEvent, type Row, type Store } from './store.ts';

/** Statuses an effect has only after it was sent. */
export const sentStatuses: ReadonlySet<unknown> = new Set(['dispatched', 'done', 'failed', 'unknown', 'compensated']);

/** I2: whatever was sent had its intent committed first and, where people decide, a grant used up by it. */
export function checkIntents(store: Store): Finding[] {
  const findings: string[] = [];
  const grants = by(store.grants, 'effect_id');
  const intents = new Map<string, AuditEvent[]>();
  const consumed = new Map<string, number>();
  for (const { event } of store.audit) {
    if (event?.kind === 'effect.intent' && event.effect !== null)
      intents.set(event.effect, [...(intents.get(event.effect) ?? []), event]);
    if (event?.kind === 'grant.consumed') {
      const grant = String(event.facts['grant']);
      consumed.set(grant, (consumed.get(grant) ?? 0) + 1);
    }
  }
  for (const effect of store.effects) {
    const id = String(effect['effect_id']);
    const own = grants.get(id) ?? [];
    const recorded = intents.get(id) ?? [];
    if (recorded.length !== effect['dispatches'])
      findings.push(
        `Effect ${id} counts ${effect['dispatches']} dispatches and the log has ${recorded.length} intents.`,
      );
    if (sentStatuses.has(effect['status'])) {
      if (effect['intent_at_ms'] === null || recorded.length === 0)
        findings.push(`Effect ${id} was sent without an intent.`);
      findings.push(...wrongGrants(effect, own, consumed));
    } else if (effect['intent_at_ms'] !== null) findings.push(`Effect ${id} is ${effect['status']} and has an intent.`);
    const live = own.filter((grant) => grant['status'] === 'live').length;
    const mayRun = effect['status'] === 'granted' || effect['status'] === 'holding';
    if (live !== (mayRun ? 1 : 0)) findings.push(`Effect ${id} is ${effect['status']} and has ${live} live grants.`);
  }
  return findings.map((what) => ({ invariant: 'I2', what }));
}

function wrongGrants(effect: Row, grants: readonly Row[], consumed: ReadonlyMap<string, number>): string[] {
  const id = String(effect['effect_id']);
  const used = grants.filter((grant) => grant['status'] === 'consumed');
  if (used.length !== 1) return [`Effect ${id} was sent and used up ${used.length} grants.`];
  const grant = used[0] as Row;
  const times = consumed.get(String(grant['grant_id'])) ?? 0;
  if (times !== 1) return [`The grant of effect ${id} was consumed ${times} times by the log.`];
  const needed = approversNeeded(effect['tier'], effect['envelope']);
  const reviewers = JSON.parse(String(grant['reviewers'])) as { personId: string; role: string }[];
  const people = new Set(reviewers.map((reviewer) => reviewer.personId)).size;
  if (people < needed) return [`Effect ${id} of tier ${effect['tier']} ran on a grant of ${people} people.`];
  const roles = reviewers.map(({ role }) => role);
  for (const role of rolesNeeded(effect['envelope'])) {
    const at = roles.indexOf(role);
    if (at === -1) return [`Effect ${id} ran without the approval of the role ${role} that its envelope asks for.`];
    roles.splice(at, 1);
  }
  return [];
}
