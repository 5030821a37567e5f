import type { AuditActor, AuditFacts, AuditKind, AuditOrigin } from '../audit/kinds.ts';

export const systemActor: AuditActor = { kind: 'system', id: 'lanekeeper' };

/** An audit event as a decision names it; the store adds time and chains it in the same transaction. */
export type AuditEntry = {
  [K in AuditKind]: Omit<AuditOrigin, 'wallMs' | 'monotonicMs' | 'bootId'> & {
    readonly kind: K;
    readonly facts: Readonly<AuditFacts[K]>;
  };
}[AuditKind];
