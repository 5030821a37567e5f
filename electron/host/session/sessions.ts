import type { AtMs, Ms } from '../../../shared/ids.ts';
import { hashOf, newSecret } from './one-use-tokens.ts';

/** A session nobody used for this long has ended. */
export const sessionIdleMs: Ms = 12 * 60 * 60 * 1000;
/** No session lives longer than this, however much it is used. */
export const sessionLifeMs: Ms = 7 * 24 * 60 * 60 * 1000;
const sessionCap = 20;
const windowCap = 50;

/** One browser: its cookie, and the second secret of each of its windows. Hashes only. */
export interface StoredSession {
  readonly cookieHash: string;
  readonly secretHashes: readonly string[];
  readonly createdAtMs: AtMs;
  readonly usedAtMs: AtMs;
}

export interface Sessions {
  /** A new window: of the browser that holds `cookie`, or of one not seen before. `secret` is told only here. */
  open(cookie: string | undefined): { readonly cookie: string; readonly secret: string };
  /** True when the cookie and the second secret belong together and the session has not ended. */
  knows(cookie: string | undefined, secret: string | undefined): boolean;
  /** Ends the session of this cookie, in all its windows. */
  end(cookie: string): void;
  /** Called once when the session of this cookie is ended; the returned function takes that back. */
  onEnd(cookie: string, ended: () => void): () => void;
}

export interface SessionPorts {
  nowMs(): AtMs;
  /** Sessions from before a restart. */
  readonly earlier: readonly StoredSession[];
  /** Called with every change that must outlive this process. */
  keep(sessions: readonly StoredSession[]): void;
}

/** The sessions of one host. Both halves are needed: the cookie that scripts cannot read, the secret that other sites cannot send. */
export function sessionsOf({ nowMs, earlier, keep }: SessionPorts): Sessions {
  let sessions = new Map(earlier.filter((each) => isAlive(each, nowMs())).map((each) => [each.cookieHash, each]));

  /** What is open under a session. */
  const windows = new Map<string, Set<() => void>>();

  function store(session: StoredSession): void {
    sessions.delete(session.cookieHash);
    sessions.set(session.cookieHash, session);
    sessions = new Map([...sessions].filter(([, each]) => isAlive(each, nowMs())).slice(-sessionCap));
    keep([...sessions.values()]);
  }

  function find(cookie: string | undefined): StoredSession | undefined {
    const found = cookie === undefined ? undefined : sessions.get(hashOf(cookie));
    return found !== undefined && isAlive(found, nowMs()) ? found : undefined;
  }

  return {
    open(offered) {
      const now = nowMs();
      const found = find(offered);
      const cookie = found !== undefined && offered !== undefined ? offered : newSecret();
      const secret = newSecret();
      const secretHashes = [...(found?.secretHashes ?? []), hashOf(secret)].slice(-windowCap);
      store({ cookieHash: hashOf(cookie), secretHashes, createdAtMs: found?.createdAtMs ?? now, usedAtMs: now });
      return { cookie, secret };
    },
    knows(cookie, secret) {
      const found = find(cookie);
      if (found === undefined || secret === undefined || !found.secretHashes.includes(hashOf(secret))) return false;
      // Written at most once a minute: a reload must not become a stream of writes.
      if (nowMs() - found.usedAtMs > 60_000) store({ ...found, usedAtMs: nowMs() });
      return true;
    },
    end(cookie) {
      const hash = hashOf(cookie);
      if (sessions.delete(hash)) keep([...sessions.values()]);
      for (const ended of windows.get(hash) ?? []) ended();
      windows.delete(hash);
    },
    onEnd(cookie, ended) {
      const hash = hashOf(cookie);
      const all = windows.get(hash) ?? new Set();
      windows.set(hash, all.add(ended));
      return () => {
        all.delete(ended);
        if (all.size === 0) windows.delete(hash);
      };
    },
  };
}

function isAlive(session: StoredSession, nowMs: AtMs): boolean {
  return nowMs - session.usedAtMs < sessionIdleMs && nowMs - session.createdAtMs < sessionLifeMs;
}
