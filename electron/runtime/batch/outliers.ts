import { moneyWords } from '../../../shared/domain/money.ts';
import type { Looked } from './looked-at.ts';

/** Fewer members than this have no usual value. */
const fewest = 5;
/** Median absolute deviations, in units of a normal spread, beyond which a value stands out. */
const farOut = 3.5;
/** And it has to be this much more or less than the middle: alike values that differ by little are alike. */
const leastRatio = 1.5;
/** A place to which no more than this share of the members goes is unusual in the set. */
const rareShare = 0.1;

export interface OutlierReasons {
  readonly reasons: readonly string[];
  /** How far out it is: outliers are shown the furthest first. */
  readonly distance: number;
}

/** The middle of some numbers, and what they usually differ from it by. */
export interface Usual {
  readonly middle: number;
  /** 0: they are all the same. */
  readonly spread: number;
}

/** Robust against the very values that are looked for: neither median moves with a few that are far out. */
export function usualOf(values: readonly number[]): Usual {
  const middle = medianOf(values);
  const off = values.map((value) => Math.abs(value - middle));
  const spread = 1.4826 * medianOf(off);
  // More than half are the same: what the others differ by, on average, stands in.
  return { middle, spread: spread > 0 ? spread : (1.2533 * sumOf(off)) / Math.max(1, off.length) };
}

export function medianOf(values: readonly number[]): number {
  const sorted = Float64Array.from(values).toSorted();
  const half = sorted.length >> 1;
  if (sorted.length === 0) return 0;
  return sorted.length % 2 === 1 ? (sorted[half] ?? 0) : ((sorted[half - 1] ?? 0) + (sorted[half] ?? 0)) / 2;
}

/**
 * Pure. Members that differ from the rest, with the reasons: an amount, a size or a number of people or records far from
 * the middle, a place where nothing of this kind went before, no evidence where the others have some. In the order of
 * the members; null for those that are like the others. `knownPlaces`: where actions of this tool have gone.
 */
export function outliersIn(
  members: readonly Looked[],
  knownPlaces: ReadonlySet<string>,
): readonly (OutlierReasons | null)[] {
  if (members.length < fewest) return members.map(() => null);
  const measures = measuresOf(members);
  const goThere = new Map<string, number>();
  for (const { place } of members) if (place !== null) goThere.set(place, (goThere.get(place) ?? 0) + 1);
  const withEvidence = members.filter(({ hasEvidence }) => hasEvidence).length;
  return members.map((member) => {
    const reasons: string[] = [];
    let distance = 0;
    for (const { value, usual, words } of measures) {
      const found = value(member);
      if (found === null) continue;
      const far = distanceOf(found, usual);
      if (far === null) continue;
      reasons.push(words(found, usual.middle));
      distance = Math.max(distance, far);
    }
    const { place } = member;
    const isRare = place !== null && (goThere.get(place) ?? 0) <= Math.max(1, members.length * rareShare);
    if (isRare && goThere.size > 1 && !knownPlaces.has(place) && goThere.size <= members.length / 2) {
      reasons.push(`goes to ${place}, where nothing of this kind went before`);
      distance = Math.max(distance, farOut);
    }
    if (!member.hasEvidence && withEvidence * 2 > members.length) {
      reasons.push('has no evidence, as the others have');
      distance = Math.max(distance, farOut);
    }
    return reasons.length === 0 ? null : { reasons, distance };
  });
}

interface Measure {
  readonly value: (member: Looked) => number | null;
  readonly usual: Usual;
  readonly words: (found: number, middle: number) => string;
}

function measuresOf(members: readonly Looked[]): readonly Measure[] {
  const measure = (value: Measure['value'], words: Measure['words']): Measure => {
    const values = members.flatMap((member) => value(member) ?? []);
    // Too few to say what is usual: a spread without end takes none for unusual.
    const usual = values.length < fewest ? { middle: medianOf(values), spread: Infinity } : usualOf(values);
    return { value, usual, words };
  };
  const currencies = new Set(members.flatMap(({ money }) => money?.currency ?? []));
  const counts = (name: 'people' | 'records'): Measure =>
    measure(
      (member) => member[name],
      (found, middle) =>
        `${found.toLocaleString('en')} ${name}, where ${middle.toLocaleString('en')} ${middle === 1 ? 'is' : 'are'} usual`,
    );
  return [
    ...Array.from(currencies, (currency) =>
      measure(
        ({ money }) => (money?.currency === currency ? money.micros : null),
        (found, middle) =>
          `${moneyWords({ micros: found, currency })}, ${times(found, middle)} the middle (${moneyWords({ micros: Math.round(middle), currency })})`,
      ),
    ),
    counts('people'),
    counts('records'),
    measure(
      ({ length }) => length,
      (found, middle) => `${times(found, middle)} the usual length`,
    ),
  ];
}

/** In units of the usual spread; null when the value is like the others. */
function distanceOf(value: number, { middle, spread }: Usual): number | null {
  const off = Math.abs(value - middle);
  if (off === 0 || spread === 0) return null;
  const far = off / spread;
  const ratio = middle === 0 || value === 0 ? Infinity : Math.max(value / middle, middle / value);
  return far > farOut && ratio >= leastRatio ? far : null;
}

function times(found: number, middle: number): string {
  if (middle === 0) return 'beyond';
  const ratio = found / middle;
  return `${ratio >= 10 ? Math.round(ratio).toLocaleString('en') : ratio.toFixed(ratio < 0.1 ? 2 : 1)} ×`;
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
