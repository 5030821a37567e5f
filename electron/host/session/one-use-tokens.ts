import { createHash, randomBytes } from 'node:crypto';
import type { AtMs, Ms } from '../../../shared/ids.ts';

/** How long a link, or the file that the browser is started on, can be used. */
export const tokenLifeMs: Ms = 60_000;

/** `launch` is posted by the launch file; `session` stands in the fragment of an address. */
export type TokenPurpose = 'launch' | 'session';

export interface OneUseTokens {
  issue(purpose: TokenPurpose): string;
  /** True once, for a token of that purpose that has not expired. */
  take(token: string, purpose: TokenPurpose): boolean;
}

/** Tokens of 256 bits. Only their hashes are held, so neither a dump nor a timing tells one. */
export function oneUseTokens(nowMs: () => AtMs): OneUseTokens {
  const issued = new Map<string, { readonly purpose: TokenPurpose; readonly expiresAtMs: AtMs }>();
  return {
    issue(purpose) {
      const now = nowMs();
      for (const [hash, { expiresAtMs }] of issued) if (expiresAtMs <= now) issued.delete(hash);
      const token = newSecret();
      issued.set(hashOf(token), { purpose, expiresAtMs: now + tokenLifeMs });
      return token;
    },
    take(token, purpose) {
      const hash = hashOf(token);
      const found = issued.get(hash);
      if (found === undefined || found.purpose !== purpose) return false;
      issued.delete(hash);
      return found.expiresAtMs > nowMs();
    },
  };
}

/** 256 random bits, safe in an address, a header and a cookie. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** Lower-case hex SHA-256 of a secret: what is kept in its place. */
export function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
