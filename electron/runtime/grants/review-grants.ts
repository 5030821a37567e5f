import type { Change, Decide } from '../engine/engine-port.ts';
import { movedGrant } from './grant-changes.ts';
import type { GrantEvent } from './grant-events.ts';
import type { StandingGrantState } from './grant-states.ts';
import { grantWorldOf } from './grant-world.ts';
import { brokenBy } from './still-holds.ts';

/** Holds every grant against the world as it is: what no longer fits suspends itself, what is over expires. */
export function reviewGrants(
  ending: () => readonly StandingGrantState[],
  isClockHeld: boolean,
): Decide<Record<string, never>, null> {
  return (loaded, env) => {
    const changes: Change[] = [];
    for (const grant of ending()) {
      const event = dueEvent(grant);
      if (event !== null) changes.push(...movedGrant(grant, [event], null, env.nowMs).changes);
    }
    return { ok: true, changes, reply: null };

    function dueEvent(grant: StandingGrantState): GrantEvent | null {
      // While the clock is in doubt nothing is over because of it.
      if (!isClockHeld && env.nowMs >= grant.terms.expiresAtMs) return { type: 'expired' };
      if (grant.status !== 'active') return null;
      const broken = brokenBy(grant, grantWorldOf(grant.terms, loaded, env, isClockHeld));
      return broken === null ? null : { type: 'suspended', ...broken };
    }
  };
}
