import type { SuspensionCause } from '../../../shared/domain/standing-grant.ts';
import type { AtMs } from '../../../shared/ids.ts';
import { canDecide } from '../../../shared/domain/deciding-role.ts';
import type { StandingGrantState } from './grant-states.ts';

/** The world a standing grant is held against, each time it lets something through and each time something changed. */
export interface GrantWorld {
  /** Trusted time. */
  readonly nowMs: AtMs;
  /** The release of its agent that is in force; null: there is none. */
  readonly releaseHash: string | null;
  readonly policy: { readonly id: string; readonly version: number; readonly hash: string };
  /** Its tool as it is now; null: there is none. */
  readonly tool: { readonly version: string; readonly schemaHash: string } | null;
  /** Away, with nobody who stands in. */
  readonly isAway: (personId: string) => boolean;
  /** The person behind a profile, as they are linked now (A13). */
  readonly identityOf: (personId: string) => string;
  /** The role a person has now; null: not there. */
  readonly roleOf: (personId: string) => string | null;
  /** Whether a drift alert of an agent is active. */
  readonly driftAlert: (agentId: string) => boolean;
  /** The clock has jumped, and nobody has said yet whether it is right. */
  readonly isClockHeld: boolean;
}

/** Why an active grant may not go on; null: nothing of what it was made under has changed. */
export function brokenBy(
  grant: StandingGrantState,
  world: GrantWorld,
): { readonly cause: SuspensionCause; readonly reason: string } | null {
  const { terms, bound, decidedBy, proposedBy } = grant;
  if (world.isClockHeld)
    return { cause: 'clock', reason: 'The clock jumped, so how long it has been in force is not known.' };
  if (bound === null || decidedBy === null || proposedBy === null)
    return { cause: 'people', reason: 'Nobody stands behind it.' };
  if (world.releaseHash !== bound.releaseHash)
    return { cause: 'release-change', reason: `Its agent ${terms.agentId} has another release than it was made for.` };
  const { policy } = world;
  if (policy.id !== bound.policy.id || policy.version !== bound.policy.version || policy.hash !== bound.policy.hash)
    return { cause: 'policy-change', reason: 'The policy changed after it was made.' };
  if (
    world.tool === null ||
    world.tool.version !== bound.tool.version ||
    world.tool.schemaHash !== bound.tool.schemaHash
  )
    return { cause: 'tool-change', reason: `The tool ${terms.toolId} is another one than it was made for.` };
  for (const personId of new Set([terms.ownerId, proposedBy.personId, decidedBy.personId])) {
    const role = world.roleOf(personId);
    if (role === null) return { cause: 'people', reason: `${personId}, who stands behind it, is not here.` };
    if (!canDecide(role, 'gate').allowed)
      return {
        cause: 'people',
        reason: `${personId}, who stands behind it, is ${role} now and decides on nothing here.`,
      };
  }
  const { identityOf } = world;
  const others = [proposedBy.personId, terms.ownerId, grant.createdBy];
  const same = others.find((one) => identityOf(one) === identityOf(decidedBy.personId));
  // Before it is in force nobody has approved it yet, and whoever does is looked at then.
  if (same !== undefined && grant.status === 'active')
    return { cause: 'people', reason: `${decidedBy.personId}, who approved it, is the same person as ${same}.` };
  if (world.isAway(terms.ownerId))
    return { cause: 'people', reason: `${terms.ownerId}, who owns it, is away and nobody stands in.` };
  return world.driftAlert(terms.agentId)
    ? { cause: 'drift', reason: `${terms.agentId} behaves otherwise than it did: a drift alert is active.` }
    : null;
}

/** Why it lets nothing through at this moment; null: it may. */
export function notInForce({ status, statusReason, terms }: StandingGrantState, nowMs: AtMs): string | null {
  if (status !== 'active') return `It is ${status}${statusReason === '' ? '.' : `: ${statusReason}`}`;
  if (nowMs < terms.notBeforeMs) return 'It is not in force yet.';
  return nowMs >= terms.expiresAtMs ? 'It has expired.' : null;
}
