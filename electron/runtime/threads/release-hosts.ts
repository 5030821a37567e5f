import type { AgentHost } from './host-pool.ts';

export interface ReleaseHostsOptions {
  readonly start: (releaseHash: string) => Promise<AgentHost>;
  /** It can be given runs. */
  readonly onUp: (host: AgentHost) => void;
}

/** The hosts of each release. One that is being ended is forgotten at once. */
export interface ReleaseHosts {
  /** The host of this release that questions, and runs without one, are given to; started when there is none. */
  of(releaseHash: string): Promise<AgentHost>;
  /** One more, beside those that are busy. */
  another(releaseHash: string): Promise<AgentHost>;
  /** It is given to nobody any more: it is being ended, or has ended by itself. Its release; null when it was forgotten before. */
  forget(hostId: string): string | null;
  /** Some host of it lives and is not being ended. */
  has(releaseHash: string): boolean;
}

export function createReleaseHosts({ start, onUp }: ReleaseHostsOptions): ReleaseHosts {
  const current = new Map<string, Promise<AgentHost>>();
  const living = new Map<string, { readonly host: AgentHost; readonly started: Promise<AgentHost> }>();

  function another(releaseHash: string): Promise<AgentHost> {
    const started = start(releaseHash).then((host) => {
      living.set(host.hostId, { host, started });
      onUp(host);
      return host;
    });
    current.set(releaseHash, started);
    started.catch(() => drop(releaseHash, started));
    return started;
  }

  /** The one started last may be another by now, and that one stays. */
  function drop(releaseHash: string, started: Promise<AgentHost>): void {
    if (current.get(releaseHash) === started) current.delete(releaseHash);
  }

  return {
    of: (releaseHash) => current.get(releaseHash) ?? another(releaseHash),
    another,
    forget(hostId) {
      const known = living.get(hostId);
      if (known === undefined) return null;
      living.delete(hostId);
      drop(known.host.releaseHash, known.started);
      return known.host.releaseHash;
    },
    has: (releaseHash) => [...living.values()].some(({ host }) => host.releaseHash === releaseHash),
  };
}
