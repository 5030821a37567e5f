import { averageLinkage } from './average-linkage.ts';
import type { Bags } from './bags.ts';
import { countTermsAndPairs } from './bags.ts';
import { LATENT_DIMENSIONS, consensusGroups } from './consensus.ts';
import { latentRows } from './latent-space.ts';
import { belongingOf, dampenedCounts, fitMixture, likeliestGroups } from './mixture.ts';
import type { SeededRandom } from './seeded-random.ts';
import { sampledPositions } from './seeded-random.ts';
import type { SparseMatrix } from './sparse-matrix.ts';
import { forEachEntry, rowSize, scaleRows, selectRows } from './sparse-matrix.ts';
import { tfIdf, withoutRareColumns } from './vocabulary.ts';

/** The consensus compares every pair of texts, so it sees at most this many; the mixture places the others. */
export const CONSENSUS_TEXTS = 2_000;
/** Below this many different texts there is too little to vote on: plain average linkage over cosines. */
const FEW_TEXTS = 40;
/** In that case texts farther apart than this (1 - cosine) stay apart. */
const FAR = 0.88;
/** Rounds of expectation maximisation for each voting run, and for the groups they agree on. */
const ROUNDS_OF_A_RUN = 5;
const ROUNDS_AT_LAST = 10;
/** So many more groups are looked for than wanted, because some come out too small. */
const SPARE_GROUPS = 1.15;
/** A group with a smaller share of the texts is no theme; its texts join the next likeliest. */
const SMALLEST_SHARE = 0.004;
/** In fewer texts a term must stand in 2 to count, else in 3. */
const FEW_FOR_RARE_TERMS = 200;

/** Each row's group and how well it fits there (cosine with the group's middle, 0..1). */
export interface Grouping {
  readonly groups: number;
  readonly labels: Int32Array;
  readonly fit: Float32Array;
}

/** How many groups to look for among so many different texts: the square root of their number, at most `most`. */
export function wantedGroups(texts: number, most: number): number {
  return Math.max(1, Math.min(most, Math.round(Math.sqrt(texts))));
}

/**
 * Groups the different texts: consensus k-means in a latent space on a sample, refined by a mixture of multinomials
 * that also places every text outside the sample. Near linear in the number of texts.
 */
export function groupRows(bags: Bags, most: number, random: SeededRandom): Grouping {
  const rows = bags.counts.rows;
  const labels = rows < FEW_TEXTS ? groupFew(bags.counts, most) : groupMany(bags, most, random);
  const groups = labels.reduce((highest, label) => Math.max(highest, label + 1), 0);
  return { groups, labels, fit: fitToMiddle(tfIdf(bags.counts), labels, groups) };
}

function groupFew(counts: SparseMatrix, most: number): Int32Array {
  const weights = tfIdf(counts);
  const apart = new Float32Array(counts.rows * counts.rows);
  const dense = new Float64Array(counts.columns);
  for (let row = 0; row < counts.rows; row += 1) {
    forEachEntry(weights, row, (column, value) => (dense[column] = value));
    for (let other = 0; other < counts.rows; other += 1) {
      let cosine = 0;
      forEachEntry(weights, other, (column, value) => (cosine += value * dense[column]!));
      apart[row * counts.rows + other] = 1 - cosine;
    }
    forEachEntry(weights, row, (column) => (dense[column] = 0));
  }
  return averageLinkage(apart, counts.rows, { most, farthest: FAR });
}

function groupMany(bags: Bags, most: number, random: SeededRandom): Int32Array {
  const rows = bags.counts.rows;
  const sample = sampledPositions(rows, Math.min(rows, CONSENSUS_TEXTS), random);
  const wanted = wantedGroups(sample.length, most);
  const groups = Math.round(wanted * SPARE_GROUPS);
  const fewest = sample.length < FEW_FOR_RARE_TERMS ? 2 : 3;
  const pairs = withoutRareColumns(countTermsAndPairs(sample.map((row) => bags.termsOfRow(row))), fewest);
  // Longer tickets shape the latent space more: they hold more words to learn relations from.
  const weights = scaleRows(tfIdf(pairs), (row) => Math.sqrt(1 + rowSize(bags.counts, sample[row]!)));
  const counts = dampenedCounts(withoutRareColumns(bags.counts, fewest));
  const sampled = selectRows(counts, sample);
  const refine = (labels: Int32Array, count: number) =>
    likeliestGroups(belongingOf(sampled, fitMixture(sampled, labels, count, ROUNDS_OF_A_RUN)), count);
  const consensus = consensusGroups(latentRows(weights, LATENT_DIMENSIONS, random), groups, random, refine);
  const mixture = fitMixture(sampled, consensus, groups, ROUNDS_AT_LAST);
  const belonging = belongingOf(counts, mixture);
  return renumbered(likeliestGroups(withoutSmallGroups(belonging, groups, wanted, SMALLEST_SHARE * rows), groups));
}

/**
 * Empties the smallest groups, so that their rows go to the next likeliest group, until at most `most` are left and none
 * has fewer than `fewest` rows.
 */
function withoutSmallGroups(belonging: Float32Array, groups: number, most: number, fewest: number): Float32Array {
  const sizes = new Int32Array(groups);
  for (const group of likeliestGroups(belonging, groups)) sizes[group]! += 1;
  const bySize = [...sizes.keys()].toSorted((a, b) => sizes[b]! - sizes[a]! || a - b);
  const kept = new Set(bySize.filter((group, rank) => rank < most && sizes[group]! >= fewest));
  return belonging.map((share, at) => (kept.has(at % groups) ? share : -1));
}

/** Cosine of each row with the mean of its group's rows. */
function fitToMiddle(weights: SparseMatrix, labels: Int32Array, groups: number): Float32Array {
  const middles = Array.from({ length: groups }, () => new Float64Array(weights.columns));
  for (const [row, label] of labels.entries()) {
    forEachEntry(weights, row, (column, value) => (middles[label]![column]! += value));
  }
  const lengths = middles.map((middle) => Math.sqrt(middle.reduce((sum, value) => sum + value * value, 0)) || 1);
  return Float32Array.from(labels, (label, row) => {
    let sum = 0;
    forEachEntry(weights, row, (column, value) => (sum += value * middles[label]![column]!));
    return Math.min(1, Math.max(0, sum / lengths[label]!));
  });
}

function renumbered(labels: Int32Array): Int32Array {
  const numbers = new Map<number, number>();
  for (const label of labels) if (!numbers.has(label)) numbers.set(label, numbers.size);
  return labels.map((label) => numbers.get(label)!);
}
