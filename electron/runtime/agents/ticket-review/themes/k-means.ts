import type { DenseRows } from './latent-space.ts';
import type { SeededRandom } from './seeded-random.ts';

/** Rounds end when no more than this share of the rows changes its group. */
const SETTLED_SHARE = 0.002;

/**
 * Spherical k-means (Dhillon and Modha, 2001) over unit rows: each row's group, 0..k-1. Starts are chosen by greedy
 * k-means++ (Arthur and Vassilvitskii, 2007). Stops after `rounds` at the latest. An emptied group is restarted on the row its own group fits worst.
 */
export function sphericalKMeans(points: DenseRows, groups: number, rounds: number, random: SeededRandom): Int32Array {
  const { rows, width } = points;
  let centres = startingCentres(points, groups, random);
  const assigned = new Int32Array(rows).fill(-1);
  const fit = new Float32Array(rows);
  for (let round = 0; round < rounds; round += 1) {
    const changed = assignAll(points, centres, groups, assigned, fit);
    if (changed <= rows * SETTLED_SHARE) break;
    centres = meanDirections(points, groups, assigned, fit);
  }
  return assigned;

  function meanDirections(from: DenseRows, count: number, labels: Int32Array, fits: Float32Array): Float32Array {
    const sums = new Float32Array(count * width);
    const sizes = new Int32Array(count);
    for (let row = 0; row < rows; row += 1) {
      const group = labels[row]!;
      sizes[group]! += 1;
      for (let k = 0; k < width; k += 1) sums[group * width + k]! += from.values[row * width + k]!;
    }
    for (let group = 0; group < count; group += 1) {
      if (sizes[group] === 0) {
        const worst = lowest(fits);
        fits[worst] = Infinity;
        sums.set(from.values.subarray(worst * width, (worst + 1) * width), group * width);
      }
      normalise(sums, group * width, width);
    }
    return sums;
  }
}

function assignAll(
  points: DenseRows,
  centres: Float32Array,
  groups: number,
  assigned: Int32Array,
  fit: Float32Array,
): number {
  const { rows, width, values } = points;
  let changed = 0;
  for (let row = 0; row < rows; row += 1) {
    let best = 0;
    let bestFit = -Infinity;
    for (let group = 0; group < groups; group += 1) {
      const sum = cosine(values, row * width, centres, group * width, width);
      if (sum > bestFit) {
        bestFit = sum;
        best = group;
      }
    }
    if (assigned[row] !== best) changed += 1;
    assigned[row] = best;
    fit[row] = bestFit;
  }
  return changed;
}

/** Dot product of two unit vectors; four running sums, since one would wait for each addition before the next. */
function cosine(left: Float32Array, leftFrom: number, right: Float32Array, rightFrom: number, width: number): number {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let k = 0;
  for (; k + 3 < width; k += 4) {
    a += left[leftFrom + k]! * right[rightFrom + k]!;
    b += left[leftFrom + k + 1]! * right[rightFrom + k + 1]!;
    c += left[leftFrom + k + 2]! * right[rightFrom + k + 2]!;
    d += left[leftFrom + k + 3]! * right[rightFrom + k + 3]!;
  }
  for (; k < width; k += 1) a += left[leftFrom + k]! * right[rightFrom + k]!;
  return a + b + c + d;
}

function startingCentres(points: DenseRows, groups: number, random: SeededRandom): Float32Array {
  const { rows, width, values } = points;
  const centres = new Float32Array(groups * width);
  const nearest = new Float64Array(rows).fill(Infinity);
  const trials = 2 + Math.floor(Math.log(groups));
  for (let group = 0; group < groups; group += 1) {
    let chosen = Math.floor(random() * rows);
    let chosenDistances: Float64Array | undefined;
    let chosenTotal = Infinity;
    for (let trial = 0; trial < (group === 0 ? 1 : trials); trial += 1) {
      const candidate = group === 0 ? chosen : drawByDistance(nearest, random);
      const distances = new Float64Array(rows);
      let total = 0;
      for (let row = 0; row < rows; row += 1) {
        const sum = cosine(values, row * width, values, candidate * width, width);
        distances[row] = Math.min(nearest[row]!, Math.max(0, 1 - sum));
        total += distances[row]!;
      }
      if (total >= chosenTotal) continue;
      chosen = candidate;
      chosenTotal = total;
      chosenDistances = distances;
    }
    if (chosenDistances !== undefined) nearest.set(chosenDistances);
    centres.set(values.subarray(chosen * width, (chosen + 1) * width), group * width);
  }
  return centres;
}

function drawByDistance(distances: Float64Array, random: SeededRandom): number {
  let total = 0;
  for (const distance of distances) total += distance;
  let left = random() * total;
  for (let row = 0; row < distances.length; row += 1) {
    left -= distances[row]!;
    if (left < 0) return row;
  }
  return Math.floor(random() * distances.length);
}

function lowest(values: Float32Array): number {
  let at = 0;
  for (let k = 1; k < values.length; k += 1) if (values[k]! < values[at]!) at = k;
  return at;
}

function normalise(block: Float32Array, from: number, width: number): void {
  let squares = 0;
  for (let k = 0; k < width; k += 1) squares += block[from + k]! ** 2;
  if (squares === 0) return;
  const factor = 1 / Math.sqrt(squares);
  for (let k = 0; k < width; k += 1) block[from + k]! *= factor;
}
