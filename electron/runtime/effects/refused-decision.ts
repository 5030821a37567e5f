import type { Person } from '../../../shared/domain/person.ts';
import type { WireError } from '../../../shared/errors.ts';
import type { AuditEntry } from '../engine/audit-entry.ts';
import type { EffectBundle } from '../engine/states.ts';

/** What the audit log keeps of a decision that was refused (A8). */
export function refusedDecision({ effect }: EffectBundle, by: Person, decision: string, error: WireError): AuditEntry {
  return {
    kind: 'approval.refused-decision',
    actor: { kind: 'person', id: by.personId },
    role: by.role,
    run: effect.runId,
    approval: effect.approvalId,
    effect: effect.effectId,
    facts: { decision, code: error.code, envelope: effect.envelopeHash, reason: error.message },
  };
}
