import type { AtMs, Ms } from '../../../shared/ids.ts';

/** An estimate from less than this would be a guess. */
const leastMs: Ms = 1_500;
/** The pace is that of the last seconds: a transfer that slows down says so soon. */
const recentMs: Ms = 6_000;

export interface TransferPace {
  /** Notes how much has been sent; how long the rest takes at the recent pace, or null while nobody can tell. */
  take(sentBytes: number, atMs: AtMs): Ms | null;
}

/** Follows one transfer of so many bytes. */
export function transferPace(totalBytes: number, startedAtMs: AtMs): TransferPace {
  let seen: { readonly atMs: AtMs; readonly sentBytes: number }[] = [{ atMs: startedAtMs, sentBytes: 0 }];
  return {
    take(sentBytes, atMs) {
      seen = [...seen.filter((one) => atMs - one.atMs <= recentMs), { atMs, sentBytes }];
      const [first] = seen;
      if (first === undefined || atMs - first.atMs < leastMs || sentBytes === first.sentBytes) return null;
      return ((totalBytes - sentBytes) * (atMs - first.atMs)) / (sentBytes - first.sentBytes);
    },
  };
}
