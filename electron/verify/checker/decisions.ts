import { approversNeeded } from './approvers.ts';
import { wrongBatches } from './batches.ts';
import type { Finding } from './finding.ts';
import type { Ledger } from './ledger.ts';
import { by, type Row, type Store } from './store.ts';

const endings: ReadonlySet<unknown> = new Set(['reject', 'respond', 'expire', 'withdraw', 'edit', 'supersede']);
/** Statuses that an item reaches only through people who approved it. */
const approved: ReadonlySet<unknown> = new Set([
  'holding',
  'dispatched',
  'executed',
  'failed',
  'unknown',
  'rolled-back',
]);
/** The decision that a status stands for. */
const decidedBy: Readonly<Record<string, string>> = { rejected: 'reject', responded: 'respond', expired: 'expire' };

/** I7: the decisions of each item, read in order, end in exactly what its status says; the log has each of them. */
export function checkDecisions(store: Store, ledger: Ledger): Finding[] {
  const findings = wrongBatches(store, ledger);
  const decisions = by(store.decisions, 'approval_id');
  const envelopes = new Map(store.effects.map((effect) => [String(effect['effect_id']), effect['envelope']]));
  const logged = new Map<string, number>();
  for (const { event } of store.audit)
    if ((event?.kind === 'approval.decided' || event?.kind === 'approval.undone') && event.approval !== null)
      logged.set(event.approval, (logged.get(event.approval) ?? 0) + 1);
  for (const approval of store.approvals) {
    const id = String(approval['approval_id']);
    const own = decisions.get(id) ?? [];
    const wrong = wrongDecisions(approval, own, envelopes.get(String(approval['effect_id'])));
    if (wrong !== null) findings.push(`Approval ${id} is ${approval['status']}: ${wrong}`);
    if ((logged.get(id) ?? 0) !== own.length)
      findings.push(`Approval ${id} has ${own.length} decisions and the log has ${logged.get(id) ?? 0}.`);
  }
  return findings.map((what) => ({ invariant: 'I7', what }));
}

function wrongDecisions(approval: Row, decisions: readonly Row[], envelope: unknown): string | null {
  const status = String(approval['status']);
  const kinds = decisions.map((decision) => decision['decision']);
  const ends = kinds.filter((kind) => endings.has(kind));
  if (ends.length > 1) return `it was ended ${ends.length} times (${ends.join(', ')}).`;
  if (ends.length === 1 && !endings.has(kinds.at(-1))) return `a ${kinds.at(-1)} came after its ${ends[0]}.`;
  const standing = decisions
    .slice(kinds.lastIndexOf('undo') + 1)
    .filter((decision) => decision['decision'] === 'approve');
  const people = new Set(standing.map((decision) => decision['person_id'])).size;
  const needed = approversNeeded(approval['tier'], envelope);
  if (people !== standing.length) return 'one person approved it twice.';
  if (approved.has(status))
    return ends.length === 0 && people === needed
      ? null
      : `${people} of ${needed} approvals stand, and ${ends.length} endings.`;
  if (status === 'pending') return people + ends.length === 0 ? null : 'it has a decision that stands.';
  if (status === 'partly-approved')
    return ends.length === 0 && people > 0 && people < needed ? null : `${people} approvals stand.`;
  const named = decidedBy[status];
  if (named !== undefined) return ends[0] === named ? null : `its decision is ${String(ends[0] ?? 'missing')}.`;
  return ends.length === 1 || people === needed ? null : 'no decision ended it.';
}
