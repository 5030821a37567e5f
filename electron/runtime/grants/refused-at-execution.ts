import type { Envelope } from '../../../shared/domain/envelope.ts';
import { when } from '../approvals/refusals.ts';
import type { EffectBundle, GrantState } from '../engine/states.ts';
import { notCovered } from './consider.ts';
import type { GrantsAtHand } from './grant-states.ts';
import { brokenBy, notInForce, type GrantWorld } from './still-holds.ts';

/** Why a standing grant does not let an action leave after all, looked at in the transaction that writes the intent (A6). */
export function refusedAtExecution(
  bundle: EffectBundle,
  envelope: Envelope,
  standing: NonNullable<GrantState['standing']>,
  grants: GrantsAtHand,
  world: GrantWorld,
): string | null {
  const grant = grants.version(standing.grantId, standing.version);
  if (grant === null) return 'The standing grant that approved it is not there.';
  const name = `The standing grant "${grant.terms.title}"`;
  const off = notInForce(grant, world.nowMs);
  if (off !== null) return `${name} no longer covers it. ${off}`;
  const broken = brokenBy(grant, world);
  if (broken !== null) return `${name} no longer covers it. ${broken.reason}`;
  const outside = notCovered(grant, { bundle, envelope });
  if (outside !== null) return `${name} does not cover it. ${outside}`;
  const use = grants.useOf(bundle.effect.effectId);
  if (use?.status !== 'reserved' || use.grantId !== grant.grantId || use.version !== grant.version)
    return `${name} has no place reserved for it.`;
  if (use.envelopeHash !== bundle.effect.envelopeHash) return `${name} approved another action ${when(use.atMs)}.`;
  const used = grants.used(grant.grantId, grant.version);
  return used.count > grant.terms.count ? `${name} let through more than it may.` : null;
}
