import type { Person } from '../../../shared/domain/person.ts';
import type { AuditActor } from '../audit/kinds.ts';

/** Whose deed an audit event is. */
export function by({ personId, role }: Person): { readonly actor: AuditActor; readonly role: string } {
  return { actor: { kind: 'person', id: personId }, role };
}
