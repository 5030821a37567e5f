import type { AgentHost } from './host-pool.ts';

export interface ReleaseHostsOptions {
  readonly start: (releaseHash: string) => Promise<AgentHost>;
  /** It can be given runs. */
  readonly onUp: (host: AgentHost) => void;
}

/** The host of each release that runs and questions are given to. One that is being ended is forgotten at once. */
export interface ReleaseHosts {
  /** The host of this release, started when there is none. */
  of(releaseHash: string): Promise<AgentHost>;
  /** It is given to nobody any more: it is being ended, or has ended by itself. */
  forget(hostId: string): void;
}

export function createReleaseHosts({ start, onUp }: ReleaseHostsOptions): ReleaseHosts {
  const current = new Map<string, Promise<AgentHost>>();
  const living = new Map<string, AgentHost>();

  return {
    of(releaseHash) {
      const known = current.get(releaseHash);
      if (known !== undefined) return known;
      const started = start(releaseHash).then((host) => {
        living.set(host.hostId, host);
        onUp(host);
        return host;
      });
      current.set(releaseHash, started);
      started.catch(() => current.delete(releaseHash));
      return started;
    },
    forget(hostId) {
      const host = living.get(hostId);
      // Forgotten before: another host of its release may have been started since, and that one stays.
      if (host === undefined) return;
      living.delete(hostId);
      current.delete(host.releaseHash);
    },
  };
}
