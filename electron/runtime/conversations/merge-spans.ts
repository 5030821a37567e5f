import type { AtMs, Ms } from '../../../shared/ids.ts';

/** From, to. */
export type Span = readonly [AtMs, AtMs];

/** How long any of these was, side by side counted once. */
export function lengthOf(spans: readonly Span[]): Ms {
  let [total, until] = [0, Number.NEGATIVE_INFINITY];
  for (const [from, to] of spans.toSorted(([one], [other]) => one - other)) {
    total += Math.max(0, to - Math.max(from, until));
    until = Math.max(until, to);
  }
  return total;
}
