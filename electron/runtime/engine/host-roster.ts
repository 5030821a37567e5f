import type { AtMs, Ms } from '../../../shared/ids.ts';
import type { Engine } from './engine-port.ts';
import type { HostBreaker } from './host-breaker.ts';
import type { LiveHost } from './live-runs.ts';

/** A host without runs is ended after this long: an idle console holds no agent in memory. */
const emptyHostMs = 120_000;
/** Runs on one host from which the next host of its release stands ready: one run alone waits for a new one. */
const spareFrom = 2;
/** Runs on each host of a release from which it is given one more. */
const spreadFrom = 16;

export interface HostRosterOptions {
  readonly engine: Pick<Engine, 'now' | 'after'>;
  /** Asks the supervisor for a host of this release; answered by `up` or `failed`. */
  readonly needHost: (releaseHash: string, isAnother: boolean) => void;
  /** Wants the next host of this release to stand ready. */
  readonly spareHost: (releaseHash: string) => void;
  /** Hosts that work side by side, beyond one for each release with work. */
  readonly hosts: number;
  /** It is given no more runs; the next one asked for is another. */
  readonly retireHost: (hostId: string) => void;
  /** It has no runs, and will have none. */
  readonly idleHost: (host: LiveHost, reason: string) => void;
  readonly breaker: Pick<HostBreaker, 'mayTake' | 'up' | 'held'>;
}

/** The hosts there are, and those that were asked for. */
export interface HostRoster {
  up(host: LiveHost): void;
  gone(hostId: string): LiveHost | undefined;
  has(hostId: string): boolean;
  /** The host of this release that runs go to: of several, the one with the fewest. */
  of(releaseHash: string): LiveHost | undefined;
  /** Asks for one, once. */
  need(releaseHash: string, isAnother?: boolean): void;
  failed(releaseHash: string): void;
  /** A run has been given to it: after the last it takes, another host is asked for in its place. */
  took(host: LiveHost): void;
  /** A run has left it: with none left for a while, or for good, it is given back. */
  left(host: LiveHost): void;
  /** A claim for it has been committed, or was not. */
  settle(host: LiveHost): void;
  retire(hostId: string): void;
}

export function createHostRoster({
  engine,
  needHost,
  spareHost,
  hosts: most,
  retireHost,
  idleHost,
  breaker,
}: HostRosterOptions): HostRoster {
  const hosts = new Map<string, LiveHost>();
  const asked = new Set<string>();
  /** Releases whose next host has been made ready. */
  const spared = new Set<string>();
  /** When a host was last left without a run; only of those that are watched for it. */
  const emptySince = new Map<string, AtMs>();

  const loadOf = (host: LiveHost): number => host.runs.size + host.claiming;

  /** False while its breaker lets it have no more than it has. */
  function mayTake(releaseHash: string): boolean {
    let load = 0;
    for (const host of hosts.values()) if (host.releaseHash === releaseHash) load += loadOf(host);
    return breaker.mayTake(releaseHash, load);
  }

  function need(releaseHash: string, isAnother = false): void {
    if (asked.has(releaseHash) || !mayTake(releaseHash)) return;
    asked.add(releaseHash);
    needHost(releaseHash, isAnother);
  }

  /** With several runs on a host, the next host stands ready; with many on each, and room, there is one more. */
  function lookAround(host: LiveHost): void {
    const load = host.runs.size;
    if (load >= spareFrom && !spared.has(host.releaseHash)) {
      spared.add(host.releaseHash);
      spareHost(host.releaseHash);
    }
    if (load >= spreadFrom && hosts.size + asked.size < most) need(host.releaseHash, true);
  }

  function retire(hostId: string): void {
    const host = hosts.get(hostId);
    if (host === undefined || host.isRetiring) return;
    host.isRetiring = true;
    retireHost(hostId);
    // What it was given stays with it to its end; what comes next does not wait for that.
    if (host.runs.size > 0) need(host.releaseHash);
    left(host);
  }

  function left(host: LiveHost): void {
    if (loadOf(host) > 0 || !hosts.has(host.hostId)) return;
    if (host.isRetiring) return give(host, 'it had taken all the runs it takes');
    const isWatched = emptySince.has(host.hostId);
    emptySince.set(host.hostId, engine.now());
    if (!isWatched) watch(host, emptyHostMs);
  }

  /** One timer a host, however often it is left: it looks again when the host would have been empty for long enough. */
  function watch(host: LiveHost, delayMs: Ms): void {
    engine.after(delayMs, () => {
      const isEmpty = loadOf(host) === 0;
      const leftMs = (emptySince.get(host.hostId) ?? 0) + emptyHostMs - engine.now();
      if (isEmpty && leftMs > 0) return watch(host, leftMs);
      emptySince.delete(host.hostId);
      if (isEmpty) give(host, 'it had nothing to do');
    });
  }

  function give(host: LiveHost, reason: string): void {
    if (!hosts.delete(host.hostId)) return;
    spared.delete(host.releaseHash);
    idleHost(host, reason);
  }

  return {
    up(host) {
      asked.delete(host.releaseHash);
      spared.delete(host.releaseHash);
      hosts.set(host.hostId, host);
      breaker.up(host.releaseHash);
      left(host);
    },
    gone(hostId) {
      const host = hosts.get(hostId);
      hosts.delete(hostId);
      return host;
    },
    has: (hostId) => hosts.has(hostId),
    of(releaseHash) {
      if (!mayTake(releaseHash)) return undefined;
      let found: LiveHost | undefined;
      for (const host of hosts.values()) {
        if (host.releaseHash !== releaseHash || host.isRetiring) continue;
        if (found === undefined || loadOf(host) < loadOf(found)) found = host;
      }
      return found;
    },
    need,
    failed: (releaseHash) => void asked.delete(releaseHash),
    took(host) {
      host.taken += 1;
      lookAround(host);
      if (host.taken >= host.mostRuns) retire(host.hostId);
    },
    settle: left,
    left(host) {
      if (hosts.has(host.hostId)) breaker.held(host.releaseHash);
      left(host);
    },
    retire,
  };
}
