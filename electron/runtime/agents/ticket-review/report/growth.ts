/** Where a file's time span is cut in two: about half of the dated tickets on each side. */
export type TimeSplit = {
  readonly firstMs: number;
  readonly lastMs: number;
  /** The later half begins here. */
  readonly splitMs: number;
  readonly earlier: number;
  readonly later: number;
};

export type Trend = 'rising' | 'falling' | 'steady' | 'undated';

/** How a theme's share of all tickets moved from the earlier to the later half. */
export type Growth = {
  readonly trend: Trend;
  /** The theme's dated tickets in each half. */
  readonly earlier: number;
  readonly later: number;
  /** Later share over earlier share, with half a ticket added to each side; 1 where dates are missing. */
  readonly ratio: number;
  /** Two-proportion z of the difference: beyond 3, chance alone explains it once in 370 themes. */
  readonly z: number;
  /** What growth multiplies a theme's score by: 0.5 to 2. */
  readonly factor: number;
};

/** |z| from which a difference is called a trend; with 20 themes one report in twenty would name a false one. */
const CERTAIN_Z = 3;
const MOST_FACTOR = 2;
const DAY_MS = 86_400_000;
/** Fewer dated tickets, or a shorter span, tell nothing about growth. */
const FEWEST_DATED = 40;
const SHORTEST_SPAN_MS = 2 * DAY_MS;

/** Cuts the time span at the day of the middle ticket; null where dates are too few or too close together. */
export function splitTime(dates: readonly number[]): TimeSplit | null {
  const sorted = dates.toSorted((left, right) => left - right);
  const firstMs = sorted[0] ?? 0;
  const lastMs = sorted.at(-1) ?? 0;
  if (sorted.length < FEWEST_DATED || lastMs - firstMs < SHORTEST_SPAN_MS) return null;
  const middle = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const splitMs = Math.floor(middle / DAY_MS) * DAY_MS;
  const earlier = sorted.filter((date) => date < splitMs).length;
  if (earlier === 0) return null;
  return { firstMs, lastMs, splitMs, earlier, later: sorted.length - earlier };
}

/**
 * A theme's growth: its share of the later half over its share of the earlier half, so that a file that simply holds
 * more recent tickets does not make every theme grow. The factor is that ratio to the power of min(1, |z| / 3), held
 * between 0.5 and 2: a difference that chance explains moves the score little.
 */
export function growthOf(dates: readonly number[], split: TimeSplit | null): Growth {
  if (split === null) return { trend: 'undated', earlier: 0, later: 0, ratio: 1, z: 0, factor: 1 };
  const later = dates.filter((date) => date >= split.splitMs).length;
  const earlier = dates.length - later;
  const laterShare = (later + 0.5) / (split.later + 1);
  const earlierShare = (earlier + 0.5) / (split.earlier + 1);
  const ratio = laterShare / earlierShare;
  const pooled = (earlier + later) / (split.earlier + split.later);
  const spread = Math.sqrt(pooled * (1 - pooled) * (1 / split.earlier + 1 / split.later));
  const z = spread === 0 ? 0 : (later / split.later - earlier / split.earlier) / spread;
  const factor = Math.min(MOST_FACTOR, Math.max(1 / MOST_FACTOR, ratio)) ** Math.min(1, Math.abs(z) / CERTAIN_Z);
  const trend = z >= CERTAIN_Z ? 'rising' : z <= -CERTAIN_Z ? 'falling' : 'steady';
  return { trend, earlier, later, ratio, z, factor };
}

/** A theme's share of the tickets in equally full slices of time, oldest first; empty where dates are missing. */
export function sharesOverTime(
  datesOfTheme: readonly number[],
  allDates: readonly number[],
  slices: number,
): readonly number[] {
  const sorted = allDates.toSorted((left, right) => left - right);
  if (sorted.length < FEWEST_DATED) return [];
  const bounds = Array.from({ length: slices - 1 }, (_, slice) => {
    return sorted[Math.floor(((slice + 1) * sorted.length) / slices)] ?? 0;
  });
  const sliceOf = (date: number): number => bounds.filter((bound) => date >= bound).length;
  const all = Array.from({ length: slices }, () => 0);
  const inside = Array.from({ length: slices }, () => 0);
  for (const date of sorted) all[sliceOf(date)] = (all[sliceOf(date)] ?? 0) + 1;
  for (const date of datesOfTheme) inside[sliceOf(date)] = (inside[sliceOf(date)] ?? 0) + 1;
  return inside.map((count, slice) => count / Math.max(1, all[slice] ?? 0));
}
