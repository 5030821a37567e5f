import type { Tier } from './effect.ts';
import type { Role } from './person.ts';

export interface Permission {
  readonly allowed: boolean;
  /** One sentence; empty when allowed. */
  readonly reason: string;
}

/** Which roles may decide at which tier: the whole table. Auditors read, admins look after people and policy. */
const deciders: Readonly<Record<Role, readonly Tier[]>> = {
  reviewer: ['auto', 'notify', 'gate', 'gate-two'],
  operator: ['auto', 'notify', 'gate'],
  auditor: [],
  admin: [],
};

/**
 * Whether a role may decide on an action of this tier, or is one of those whose approval its policy asks for by name.
 * Unknown roles may not.
 */
export function canDecide(role: string, tier: Tier, askedFor: readonly string[] = []): Permission {
  const known = Object.hasOwn(deciders, role);
  if (known && role !== 'auditor' && tier !== 'deny' && askedFor.includes(role)) return { allowed: true, reason: '' };
  const allowed = known && deciders[role as Role].includes(tier);
  if (allowed) return { allowed, reason: '' };
  const reason =
    role === 'operator' && tier === 'gate-two'
      ? 'Two reviewers decide on this action; an operator cannot.'
      : `The role ${role} cannot decide on actions at tier ${tier}.`;
  return { allowed, reason };
}
