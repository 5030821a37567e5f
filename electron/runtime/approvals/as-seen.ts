import type { EffectBundle } from '../engine/states.ts';
import type { Decided, DecisionEnv, SeenCommand } from './events.ts';
import { closedReason, decidedBefore, refuse, when } from './refusals.ts';
import { canDecide } from '../../../shared/domain/deciding-role.ts';
import { isWaiting } from './standing.ts';

type Refused = Extract<Decided, { ok: false }>;
type Seen = Pick<SeenCommand, 'envelopeHash' | 'version'>;

/** Why nobody can decide on an item as this person saw it (A8), or this person cannot at all; null when they can. */
export function refusedAsSeen(
  bundle: EffectBundle,
  command: Seen & Pick<SeenCommand, 'by'>,
  env: DecisionEnv,
): Refused | null {
  const stale = refusedAsStale(bundle, command, env);
  if (stale !== null || bundle.approval === null) return stale;
  const { tier, approvers } = bundle.approval;
  const permission = canDecide(command.by.role, tier, approvers.roles);
  return permission.allowed ? null : refuse('not-allowed', permission.reason);
}

/** Why nothing can be done with an item as it was seen: it is over, another one, or too late. */
export function refusedAsStale(bundle: EffectBundle, seen: Seen, env: DecisionEnv): Refused | null {
  const { approval } = bundle;
  if (approval === null) return refuse('wrong-state', 'This action waits for nobody.');
  if (!isWaiting(bundle)) return refuse('already-decided', closedReason(bundle));
  const other = refusedOtherBytes(bundle, seen);
  if (other !== null) return other;
  return env.nowMs >= approval.expiresAtMs
    ? refuse('stale', `The request expired ${when(approval.expiresAtMs)}; nobody had answered. Nothing runs.`)
    : null;
}

/** Why it is not what was seen. */
export function refusedOtherBytes({ approval, ...bundle }: EffectBundle, seen: Seen): Refused | null {
  if (approval === null) return refuse('wrong-state', 'This action waits for nobody.');
  if (seen.envelopeHash !== approval.envelopeHash)
    return refuse('stale', 'What you decided on is not what is stored now; nothing was decided. Open the item again.');
  if (seen.version > approval.version)
    return refuse(
      'stale',
      `What you decided on is version ${seen.version}, and the item is at ${approval.version}: it has not come that far. Nothing was decided. Open the item again.`,
    );
  if (seen.version !== approval.version) {
    const before = decidedBefore({ approval, ...bundle });
    return refuse('stale', `The item changed after you opened it: ${before} Nothing was decided.`);
  }
  return null;
}
