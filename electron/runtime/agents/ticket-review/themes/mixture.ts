import type { SparseMatrix } from './sparse-matrix.ts';

/** A smoothed multinomial for each group: what the words of a ticket say about the group it belongs to. */
export interface Mixture {
  readonly groups: number;
  /** log P(term | group), term after term, `groups` values each. */
  readonly logTerm: Float32Array;
  readonly logPrior: Float64Array;
}

/** The background counts as much as this share of an average group's own words. */
const BACKGROUND_SHARE = 0.15;
/** A smaller belonging adds nothing to a group's words; most tickets belong to one to four groups by more. */
const NEGLIGIBLE_SHARE = 1e-3;

/**
 * Counts for {@link fitMixture}: 1 + log(count), then each row divided by the square root of its sum. A ticket then
 * carries evidence worth the square root of its words: words come in bursts (Madsen, Kauchak and Elkan, 2005),
 * and full multinomial counts would make every long letter certain of its group.
 */
export function dampenedCounts(counts: SparseMatrix): SparseMatrix {
  const values = Float32Array.from(counts.values, (count) => 1 + Math.log(count));
  for (let row = 0; row < counts.rows; row += 1) {
    let sum = 0;
    for (let at = counts.starts[row]!; at < counts.starts[row + 1]!; at += 1) sum += values[at]!;
    for (let at = counts.starts[row]!; at < counts.starts[row + 1]!; at += 1) values[at]! /= Math.sqrt(sum);
  }
  return { ...counts, values };
}

/**
 * Expectation maximisation for a mixture of multinomials (Nigam et al., 2000), begun from given groups; label -1 means
 * not grouped yet. Each group's words are smoothed with the whole collection's (Dirichlet prior; Zhai and Lafferty,
 * 2004).
 */
export function fitMixture(counts: SparseMatrix, labels: Int32Array, groups: number, rounds: number): Mixture {
  const background = backgroundShares(counts);
  let belonging: Float32Array = new Float32Array(counts.rows * groups);
  for (const [row, label] of labels.entries()) if (label >= 0) belonging[row * groups + label] = 1;
  let mixture = maximise(counts, belonging, groups, background);
  for (let round = 0; round < rounds; round += 1) {
    belonging = belongingOf(counts, mixture);
    mixture = maximise(counts, belonging, groups, background);
  }
  return mixture;
}

/** P(group | row) for every row, row after row. */
export function belongingOf(counts: SparseMatrix, mixture: Mixture): Float32Array {
  const { groups, logTerm, logPrior } = mixture;
  const belonging = new Float32Array(counts.rows * groups);
  const scores = new Float64Array(groups);
  for (let row = 0; row < counts.rows; row += 1) {
    scores.set(logPrior);
    for (let at = counts.starts[row]!; at < counts.starts[row + 1]!; at += 1) {
      const from = counts.indexes[at]! * groups;
      const value = counts.values[at]!;
      for (let group = 0; group < groups; group += 1) scores[group]! += value * logTerm[from + group]!;
    }
    let best = scores[0]!;
    for (let group = 1; group < groups; group += 1) if (scores[group]! > best) best = scores[group]!;
    let total = 0;
    for (let group = 0; group < groups; group += 1) total += scores[group] = Math.exp(scores[group]! - best);
    for (let group = 0; group < groups; group += 1) belonging[row * groups + group] = scores[group]! / total;
  }
  return belonging;
}

/** The most probable group of each row; ties go to the lower number. */
export function likeliestGroups(belonging: Float32Array, groups: number): Int32Array {
  const likeliest = new Int32Array(belonging.length / groups);
  for (let row = 0, from = 0; row < likeliest.length; row += 1, from += groups) {
    let best = 0;
    for (let group = 1; group < groups; group += 1)
      if (belonging[from + group]! > belonging[from + best]!) best = group;
    likeliest[row] = best;
  }
  return likeliest;
}

function maximise(counts: SparseMatrix, belonging: Float32Array, groups: number, background: Float64Array): Mixture {
  const mass = new Float64Array(counts.columns * groups);
  const totals = new Float64Array(groups);
  const sizes = new Float64Array(groups);
  const active = new Int32Array(groups);
  for (let row = 0; row < counts.rows; row += 1) {
    let actives = 0;
    for (let group = 0; group < groups; group += 1) {
      if (belonging[row * groups + group]! > NEGLIGIBLE_SHARE) active[actives++] = group;
    }
    let words = 0;
    for (let at = counts.starts[row]!; at < counts.starts[row + 1]!; at += 1) {
      const to = counts.indexes[at]! * groups;
      const value = counts.values[at]!;
      words += value;
      for (let k = 0; k < actives; k += 1) mass[to + active[k]!]! += value * belonging[row * groups + active[k]!]!;
    }
    for (let k = 0; k < actives; k += 1) {
      totals[active[k]!]! += words * belonging[row * groups + active[k]!]!;
      sizes[active[k]!]! += belonging[row * groups + active[k]!]!;
    }
  }
  const everything = totals.reduce((sum, total) => sum + total, 0);
  const smoothing = (BACKGROUND_SHARE * everything) / groups;
  const logTerm = new Float32Array(mass.length);
  const logTotals = totals.map((total) => Math.log(total + smoothing));
  for (let term = 0; term < counts.columns; term += 1) {
    const prior = smoothing * background[term]!;
    const logPriorOfTerm = Math.log(prior);
    // Most groups have none of a term's mass: their share of it is the prior's, without a logarithm for each.
    for (let group = 0, at = term * groups; group < groups; group += 1, at += 1) {
      const own = mass[at]!;
      logTerm[at] = (own === 0 ? logPriorOfTerm : Math.log(own + prior)) - logTotals[group]!;
    }
  }
  return { groups, logTerm, logPrior: sizes.map((size) => Math.log(size + 1)) };
}

function backgroundShares(counts: SparseMatrix): Float64Array {
  const shares = new Float64Array(counts.columns).fill(1e-9);
  let total = 0;
  for (const [at, term] of counts.indexes.entries()) {
    shares[term]! += counts.values[at]!;
    total += counts.values[at]!;
  }
  return shares.map((share) => share / Math.max(total, 1));
}
