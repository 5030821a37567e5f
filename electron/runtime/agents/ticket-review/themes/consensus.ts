import { averageLinkage } from './average-linkage.ts';
import { sphericalKMeans } from './k-means.ts';
import type { DenseRows } from './latent-space.ts';
import { unitRows } from './latent-space.ts';
import type { SeededRandom } from './seeded-random.ts';

/** How many separate runs vote. Measured: 16 spread more over seeds, 48 no less than 24. */
const RUNS = 24;
/** Latent dimensions of the runs, in turn: coarse views join what is alike in kind, finer ones part what differs in detail. */
const DIMENSIONS = [20, 30, 40];
/** A few rounds are enough of a start for `refine`, and leave more difference between the runs than many. */
const K_MEANS_ROUNDS = 4;
/** Each run looks for a number of groups drawn from this range, as shares of the number wanted. */
const FEWEST_GROUPS = 0.75;
const MOST_GROUPS = 1.25;

/** The most latent dimensions any run uses. */
export const LATENT_DIMENSIONS = Math.max(...DIMENSIONS);

/**
 * Consensus clustering by evidence accumulation (Fred and Jain, 2005): many runs of k-means, each with its own
 * dimensions, number of groups and start, each made better by `refine`; two rows are as near as the share of runs that
 * put them together; average linkage over those shares gives the groups. One run depends on its start, the vote of
 * many hardly does. Quadratic in the rows.
 */
export function consensusGroups(
  latent: DenseRows,
  groups: number,
  random: SeededRandom,
  refine: (labels: Int32Array, groups: number) => Int32Array,
): Int32Array {
  const spaces = DIMENSIONS.map((width) => unitRows(latent, width));
  const apart = new Float32Array(latent.rows * latent.rows).fill(1);
  for (let run = 0; run < RUNS; run += 1) {
    const span = groups * (MOST_GROUPS - FEWEST_GROUPS);
    const wanted = Math.max(2, Math.round(groups * FEWEST_GROUPS + random() * span));
    const count = Math.min(wanted, latent.rows);
    const labels = sphericalKMeans(spaces[run % spaces.length]!, count, K_MEANS_ROUNDS, random);
    drawTogether(apart, refine(labels, count));
  }
  return averageLinkage(apart, latent.rows, { most: groups, farthest: -1 });
}

function drawTogether(apart: Float32Array, labels: Int32Array): void {
  const members: number[][] = [];
  for (const [row, label] of labels.entries()) (members[label] ??= []).push(row);
  for (const group of members) {
    for (const row of group ?? []) for (const other of group ?? []) apart[row * labels.length + other]! -= 1 / RUNS;
  }
}
