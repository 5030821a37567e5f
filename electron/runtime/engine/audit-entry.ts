import type { AuditActor, AuditFacts, AuditKind } from '../audit/kinds.ts';

export const systemActor: AuditActor = { kind: 'system', id: 'lanekeeper' };

/** An audit event as a decision names it; the store adds time and chains it in the same transaction. */
export type AuditEntry = {
  [K in AuditKind]: {
    readonly kind: K;
    readonly actor: AuditActor;
    readonly role?: string | null;
    readonly run?: string | null;
    readonly step?: string | null;
    readonly approval?: string | null;
    readonly effect?: string | null;
    readonly causes?: readonly string[];
    readonly payloads?: Readonly<Record<string, string>>;
    readonly facts: Readonly<AuditFacts[K]>;
  };
}[AuditKind];
