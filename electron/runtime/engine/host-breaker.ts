import type { AtMs, Ms } from '../../../shared/ids.ts';
import type { Logger } from '../ports.ts';
import { quarantineRelease } from '../releases/quarantine.ts';
import type { Stores } from '../store/stores.ts';
import { systemActor } from './audit-entry.ts';
import type { Change, Decide, Engine } from './engine-port.ts';
import type { BreakerState } from './states.ts';

/** Crashes of a release's hosts within the window that open its breaker. */
const mostCrashes = 5;
const windowMs: Ms = 60_000;
/** How long it stays open at first; twice as long each time, and then this long. */
const firstOpenMs: Ms = 30_000;
const longestOpenMs: Ms = 900_000;
/** A trial that fails as often as this, in a row, puts the release into quarantine. */
const mostOpenings = 4;
/** A trial host that has lived this long has passed, whatever its run is still doing. */
const trialMs: Ms = 60_000;

/**
 * Stops a release whose hosts keep crashing from starting more of them.
 *
 *   closed --5 crashes a minute--> open --after a while--> trial (one host, one run) --it holds--> closed
 *                                    ^-----------------------it crashes--------------' (4 times: quarantine)
 */
export interface HostBreaker {
  crashed(releaseHash: string, reason: string): void;
  /** Another run may be given to a host of this release that has so many. */
  mayTake(releaseHash: string, runs: number): boolean;
  /** A host of it is up. */
  up(releaseHash: string): void;
  /** A run has left a host of it that goes on living. */
  held(releaseHash: string): void;
  /** After a start, and after somebody reset one. */
  rearm(): void;
}

export interface HostBreakerOptions {
  readonly engine: Pick<Engine, 'transact' | 'after' | 'now'>;
  readonly stores: Stores;
  readonly log: Logger;
  /** A release may be started again, or for a trial. */
  readonly onMayStart: () => void;
  /** It was put into quarantine: its runs are taken out of their hosts. */
  readonly onQuarantined: (agentId: string, releaseHash: string) => void;
}

export function createHostBreaker({ engine, stores, log, onMayStart, onQuarantined }: HostBreakerOptions): HostBreaker {
  const { releaseHolds } = stores;
  const crashes = new Map<string, AtMs[]>();
  const timers = new Map<string, () => void>();

  async function change<R>(releaseHash: string, decide: Decide<{ release: string }, R>): Promise<R | null> {
    try {
      return await engine.transact({ release: releaseHash }, decide);
    } catch (error) {
      log.warn('a crash breaker could not be written', { releaseHash, error: String(error) });
      return null;
    }
  }

  async function opened(releaseHash: string, reason: string, many: number): Promise<void> {
    const state = await change(releaseHash, open(releaseHash, reason, many, releaseHolds.breaker));
    if (state === null) return;
    log.warn('a release may start no host for a while', { releaseHash, retryAtMs: state.retryAtMs, reason });
    if (state.openings >= mostOpenings) {
      const why = `its hosts kept crashing, and so did ${mostOpenings - 1} trials: ${reason}`;
      const done = await change(releaseHash, quarantineRelease(null, why, releaseHolds));
      if (done !== null) onQuarantined(state.agentId, releaseHash);
    }
    arm(state);
  }

  /** Until it may be tried. */
  function arm({ releaseHash, state, retryAtMs }: BreakerState): void {
    timers.get(releaseHash)?.();
    timers.delete(releaseHash);
    if (state !== 'open') return;
    const cancel = engine.after(Math.max(0, retryAtMs - engine.now()), () => {
      timers.delete(releaseHash);
      void change(releaseHash, tryAgain(releaseHash, releaseHolds.breaker)).then(onMayStart);
    });
    timers.set(releaseHash, cancel);
  }

  function held(releaseHash: string): void {
    if (releaseHolds.breaker(releaseHash)?.state !== 'trial') return;
    void change(releaseHash, close(releaseHash, releaseHolds.breaker)).then(onMayStart);
  }

  return {
    crashed(releaseHash, reason) {
      const since = engine.now() - windowMs;
      const recent = [...(crashes.get(releaseHash) ?? []).filter((at) => at > since), engine.now()];
      const isTrial = releaseHolds.breaker(releaseHash) !== null;
      crashes.set(releaseHash, isTrial || recent.length >= mostCrashes ? [] : recent);
      if (isTrial || recent.length >= mostCrashes) void opened(releaseHash, reason, recent.length);
    },
    mayTake(releaseHash, runs) {
      // Not even to find out that none of its runs may go on: a host loads the agent's code.
      if (releaseHolds.quarantine(releaseHash) !== null) return false;
      const state = releaseHolds.breaker(releaseHash)?.state;
      return state === undefined || (state === 'trial' && runs === 0);
    },
    up(releaseHash) {
      if (releaseHolds.breaker(releaseHash)?.state === 'trial') engine.after(trialMs, () => held(releaseHash));
    },
    held,
    rearm() {
      for (const [releaseHash, cancel] of timers)
        if (releaseHolds.breaker(releaseHash) === null) {
          cancel();
          timers.delete(releaseHash);
        }
      for (const state of releaseHolds.breakers()) arm(state);
      onMayStart();
    },
  };
}

type Known = (releaseHash: string) => BreakerState | null;

function open(
  releaseHash: string,
  reason: string,
  many: number,
  known: Known,
): Decide<{ release: string }, BreakerState | null> {
  return ({ release }, env) => {
    const before = known(releaseHash);
    // Another host of it crashed meanwhile, or it is gone.
    if (release === null || before?.state === 'open') return { ok: true, changes: [], reply: null };
    const openings = (before?.openings ?? 0) + 1;
    const openMs = Math.min(firstOpenMs * 2 ** (openings - 1), longestOpenMs);
    const { agentId } = release;
    const retryAtMs = env.nowMs + openMs;
    const state: BreakerState = { releaseHash, agentId, state: 'open', openings, reason, atMs: env.nowMs, retryAtMs };
    const facts = { agent: agentId, release: releaseHash, crashes: many, reason, retryAtMs };
    const changes: Change[] = [
      { put: 'breaker', state },
      { put: 'audit', entry: { kind: 'breaker.opened', actor: systemActor, facts } },
    ];
    return { ok: true, changes, reply: state };
  };
}

function tryAgain(releaseHash: string, known: Known): Decide<{ release: string }, null> {
  return () => {
    const before = known(releaseHash);
    if (before?.state !== 'open') return { ok: true, changes: [], reply: null };
    return { ok: true, changes: [{ put: 'breaker', state: { ...before, state: 'trial' } }], reply: null };
  };
}

function close(releaseHash: string, known: Known): Decide<{ release: string }, null> {
  return () => {
    const before = known(releaseHash);
    if (before?.state !== 'trial') return { ok: true, changes: [], reply: null };
    const facts = { agent: before.agentId, release: releaseHash, reason: 'its trial held' };
    return {
      ok: true,
      changes: [
        { put: 'breaker-gone', releaseHash },
        { put: 'audit', entry: { kind: 'breaker.closed', actor: systemActor, facts } },
      ],
      reply: null,
    };
  };
}
