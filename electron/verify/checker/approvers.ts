/** People each tier asks for; a tier nobody knows asks for more than there can be. */
const byTier: Readonly<Record<string, number>> = { auto: 0, notify: 0, gate: 1, 'gate-two': 2 };

/** How many different people have to approve, as the tier and the envelope's own bytes say. */
export function approversNeeded(tier: unknown, envelope: unknown): number {
  const stated = approversIn(envelope);
  return Math.max(byTier[String(tier)] ?? Number.POSITIVE_INFINITY, stated.count ?? 0);
}

/** Roles that have to be among them. */
export function rolesNeeded(envelope: unknown): readonly string[] {
  return approversIn(envelope).roles ?? [];
}

function approversIn(envelope: unknown): { readonly count?: number; readonly roles?: readonly string[] } {
  if (typeof envelope !== 'string') return {};
  try {
    return (JSON.parse(envelope) as { approvers?: { count?: number; roles?: string[] } }).approvers ?? {};
  } catch {
    return {};
  }
}
