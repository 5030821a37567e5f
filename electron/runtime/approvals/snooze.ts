import type { EffectBundle } from '../engine/states.ts';
import { refusedAsStale } from './as-seen.ts';
import type { DutyCommand } from './duty-commands.ts';
import type { Decided, DecisionEnv } from './events.ts';
import { refuse, when } from './refusals.ts';

/** Hides an item from one person's list, never past its expiry; for everybody else nothing changes. */
export function snooze(
  bundle: EffectBundle,
  command: Extract<DutyCommand, { kind: 'snooze' }>,
  env: DecisionEnv,
): Decided {
  const refused = refusedAsStale(bundle, command, env);
  if (refused !== null) return refused;
  const { approval } = bundle;
  if (approval === null) return refuse('wrong-state', 'This action waits for nobody.');
  const { by, untilMs, event } = command;
  if (untilMs === null) {
    if (!approval.snoozed.some(({ personId }) => personId === by.personId))
      return refuse('wrong-state', 'You have not snoozed it.');
    return { ok: true, events: [{ type: 'duty.snoozed', personId: by.personId, by: by.printedName, snooze: null }] };
  }
  if (untilMs <= env.nowMs) return refuse('refused', `That moment is over: ${when(untilMs)}. Nothing was snoozed.`);
  if (untilMs >= approval.expiresAtMs)
    return refuse('refused', `It expires ${when(approval.expiresAtMs)}; it can be snoozed until before that only.`);
  const own = { personId: by.personId, untilMs, event };
  return { ok: true, events: [{ type: 'duty.snoozed', personId: by.personId, by: by.printedName, snooze: own }] };
}
