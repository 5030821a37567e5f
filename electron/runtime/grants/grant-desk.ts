import type { AtMs, Ms } from '../../../shared/ids.ts';
import type { Broker } from '../effects/broker-port.ts';
import { createAlarm } from '../engine/alarm.ts';
import type { Logger } from '../ports.ts';
import type { SqliteEngine } from '../store/sqlite-engine.ts';
import { reviewGrants } from './review-grants.ts';

/** How soon a review that could not be saved is tried again. */
const againMs: Ms = 2_000;
/** What a grant was made under: a change of any of these may end it. */
const moving: ReadonlySet<string> = new Set(['agents', 'people', 'policy', 'clock', 'standing-grants', 'drift']);

export interface GrantDesk {
  /** After a start, and when the clock moved: what is over by now, or no longer fits. */
  review(): Promise<void>;
  close(): void;
}

export interface GrantDeskOptions {
  readonly engine: Pick<SqliteEngine, 'stores' | 'transact' | 'after' | 'now' | 'clockAheadMs' | 'onNoticed'>;
  readonly broker: Pick<Broker, 'takeBackGranted'>;
  readonly log: Logger;
}

/**
 * Ends standing grants by themselves: at their time, and as soon as something changed that they were made under. What an
 * ended one granted and nobody has sent waits for a person again.
 */
export function createGrantDesk({ engine, broker, log }: GrantDeskOptions): GrantDesk {
  const grants = engine.stores.standingGrants;
  let isClosed = false;
  let isDue = false;
  const alarm = createAlarm(engine, nextEndMs, async () => {
    await review();
    return 'all';
  });
  const forget = engine.onNoticed((notices) => {
    if (notices.some((notice) => moving.has(notice))) reviewSoon(0);
  });

  function nextEndMs(): AtMs | null {
    const ends = grants.ending().map(({ terms }) => terms.expiresAtMs);
    return ends.length === 0 ? null : Math.min(...ends);
  }

  /** A turn later: what changed is committed by then, and many changes are looked at once. */
  function reviewSoon(afterMs: Ms): void {
    if (isDue || isClosed) return;
    isDue = true;
    engine.after(afterMs, () => {
      isDue = false;
      if (isClosed) return;
      review().catch((error: unknown) => {
        log.warn('standing grants could not be looked at', { error: String(error) });
        reviewSoon(againMs);
      });
    });
  }

  async function review(): Promise<void> {
    if (grants.ending().length > 0)
      await engine.transact({}, reviewGrants(grants.ending, engine.clockAheadMs() !== null));
    // Whoever ended a grant, what it granted and nobody sent does not go on under it.
    for (const { grantId, version, effectId } of grants.reserved()) {
      const grant = grants.version(grantId, version);
      if (grant?.status === 'active') continue;
      const why = grant === null ? '' : ` It is ${grant.status}. ${grant.statusReason}`;
      await broker.takeBackGranted(effectId, `The standing grant that approved it is no longer in force.${why}`);
    }
    alarm.rearm();
  }

  return {
    review,
    close() {
      isClosed = true;
      forget();
      alarm.close();
    },
  };
}
