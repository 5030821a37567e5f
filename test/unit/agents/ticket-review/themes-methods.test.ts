import { expect, test } from 'vitest';
import { averageLinkage } from '../../../../electron/runtime/agents/ticket-review/themes/average-linkage.ts';
import {
  orthonormalise,
  symmetricEigen,
} from '../../../../electron/runtime/agents/ticket-review/themes/dense-algebra.ts';
import { wantedGroups } from '../../../../electron/runtime/agents/ticket-review/themes/grouping.ts';
import { sphericalKMeans } from '../../../../electron/runtime/agents/ticket-review/themes/k-means.ts';
import { latentRows, unitRows } from '../../../../electron/runtime/agents/ticket-review/themes/latent-space.ts';
import {
  belongingOf,
  dampenedCounts,
  fitMixture,
  likeliestGroups,
} from '../../../../electron/runtime/agents/ticket-review/themes/mixture.ts';
import { phraseVariety } from '../../../../electron/runtime/agents/ticket-review/themes/phrase-variety.ts';
import {
  sampledPositions,
  seededRandom,
} from '../../../../electron/runtime/agents/ticket-review/themes/seeded-random.ts';
import { sparseMatrix } from '../../../../electron/runtime/agents/ticket-review/themes/sparse-matrix.ts';
import { tfIdf, withoutRareColumns } from '../../../../electron/runtime/agents/ticket-review/themes/vocabulary.ts';
import { agreement } from '../../../bench/v-measure.ts';

function distancesOf(points: readonly number[]): Float32Array {
  return Float32Array.from(points.flatMap((a) => points.map((b) => Math.abs(a - b))));
}

test('average linkage parts points on a line where the gaps are', () => {
  const points = [0, 10, 1, 11, 2, 30];
  const stop = { most: 3, farthest: -1 };
  expect([...averageLinkage(distancesOf(points), points.length, stop)]).toEqual([0, 1, 0, 1, 0, 2]);
});

test('average linkage goes on merging what is near and stops at what is far', () => {
  const points = [0, 1, 2, 50];
  expect([...averageLinkage(distancesOf(points), 4, { most: 4, farthest: 5 })]).toEqual([0, 0, 0, 1]);
  expect([...averageLinkage(distancesOf(points), 4, { most: 1, farthest: 5 })]).toEqual([0, 0, 0, 0]);
});

test('average linkage ends on equal distances', () => {
  const rows = 60;
  const labels = averageLinkage(new Float32Array(rows * rows).fill(1), rows, { most: 7, farthest: -1 });
  expect(new Set(labels).size).toBe(7);
});

test('eigenvectors rebuild the matrix, the largest value first', () => {
  const matrix = Float64Array.of(4, 1, 0, 1, 3, 1, 0, 1, 2);
  const { values, vectors } = symmetricEigen(matrix, 3);
  expect(values).toEqual(values.toSorted((a, b) => b - a));
  for (let i = 0; i < 3; i += 1) {
    for (let j = 0; j < 3; j += 1) {
      const rebuilt = [0, 1, 2].reduce((sum, k) => sum + vectors[i * 3 + k]! * values[k]! * vectors[j * 3 + k]!, 0);
      expect(rebuilt).toBeCloseTo(matrix[i * 3 + j]!, 9);
    }
  }
});

test('orthonormal columns have length one and right angles; a dependent column becomes zero', () => {
  const block = Float32Array.of(1, 1, 2, 0, 1, 0, 1, 0, 2);
  orthonormalise(block, 3, 3);
  const dot = (a: number, b: number) =>
    [0, 1, 2].reduce((sum, row) => sum + block[row * 3 + a]! * block[row * 3 + b]!, 0);
  expect(dot(0, 0)).toBeCloseTo(1, 5);
  expect(dot(1, 1)).toBeCloseTo(1, 5);
  expect(dot(0, 1)).toBeCloseTo(0, 5);
  expect(dot(2, 2)).toBe(0);
});

test('the latent space keeps all inner products of a matrix of low rank', () => {
  const random = seededRandom(5);
  const left = Array.from({ length: 30 }, () => [random(), random()]);
  const right = Array.from({ length: 12 }, () => [random(), random()]);
  const rows = left.map((a) => new Map(right.map((b, column) => [column, a[0]! * b[0]! + a[1]! * b[1]!] as const)));
  const latent = latentRows(sparseMatrix(rows, 12), 2, seededRandom(6));
  for (const [i, j] of [
    [0, 0],
    [3, 17],
    [29, 4],
  ] as const) {
    const truth = [...rows[i]!].reduce((sum, [column, value]) => sum + value * rows[j]!.get(column)!, 0);
    const found = [0, 1].reduce((sum, k) => sum + latent.values[i * 2 + k]! * latent.values[j * 2 + k]!, 0);
    expect(found).toBeCloseTo(truth, 3);
  }
});

test('k-means finds three plain directions from any seed', () => {
  const directions = [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ];
  const noise = seededRandom(9);
  const values = Float32Array.from(
    Array.from({ length: 90 }, (_, row) => directions[row % 3]!.map((value) => value + 0.1 * noise())).flat(),
  );
  const points = unitRows({ rows: 90, width: 3, values }, 3);
  for (const seed of [1, 2, 3, 4, 5]) {
    const labels = sphericalKMeans(points, 3, 50, seededRandom(seed));
    expect([...labels].every((label, row) => label === labels[row % 3])).toBe(true);
    expect(new Set(labels).size).toBe(3);
  }
});

test('the mixture corrects wrong starting labels and places rows it was not given', () => {
  const rows = Array.from(
    { length: 60 },
    (_, row) => new Map(Array.from({ length: 4 }, (_unused, k) => [(row % 2) * 6 + ((row + k) % 6), 1] as const)),
  );
  const counts = dampenedCounts(sparseMatrix(rows, 12));
  const start = Int32Array.from(rows, (_, row) => (row < 6 ? 1 - (row % 2) : row < 40 ? row % 2 : -1));
  const labels = likeliestGroups(belongingOf(counts, fitMixture(counts, start, 2, 10)), 2);
  expect([...labels]).toEqual(rows.map((_, row) => row % 2));
});

test('each row belongs to its groups by shares that sum to one', () => {
  const counts = dampenedCounts(sparseMatrix([new Map([[0, 2]]), new Map([[1, 1]]), new Map()], 2));
  const shares = belongingOf(counts, fitMixture(counts, Int32Array.of(0, 1, 0), 2, 3));
  for (const row of [0, 1, 2]) expect(shares[row * 2]! + shares[row * 2 + 1]!).toBeCloseTo(1, 5);
});

test('rare columns go, and the weights of every row have length one', () => {
  const counts = sparseMatrix(
    [
      new Map([
        [0, 3],
        [1, 1],
      ]),
      new Map([
        [0, 1],
        [2, 1],
      ]),
      new Map([[2, 5]]),
    ],
    3,
  );
  const kept = withoutRareColumns(counts, 2);
  expect(kept.columns).toBe(2);
  const weights = tfIdf(kept);
  for (let row = 0; row < 3; row += 1) {
    const squares = weights.values.subarray(weights.starts[row], weights.starts[row + 1]).map((value) => value ** 2);
    expect(squares.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5);
  }
});

test('a phrase used in many surroundings has more variety than a copied one', () => {
  const texts = [
    'a late fee came',
    'the late fee was wrong',
    'no late fee again',
    'own complicity in crime',
    'own complicity in crime',
  ];
  const tickets = texts.map((text) => ({ text }));
  expect(phraseVariety(['late fee', 'complicity in'], [0, 1, 2, 3, 4], tickets)).toEqual([3, 1]);
});

test('a sample is ascending, without repeats, and of the size asked for', () => {
  const sample = sampledPositions(1_000, 100, seededRandom(3));
  expect(sample).toHaveLength(100);
  expect(sample).toEqual([...new Set(sample)].toSorted((a, b) => a - b));
  expect(sampledPositions(5, 5, seededRandom(3))).toEqual([0, 1, 2, 3, 4]);
});

test('the number of groups grows with the square root of the texts, up to the limit', () => {
  expect([1, 4, 100, 400, 100_000].map((texts) => wantedGroups(texts, 20))).toEqual([1, 2, 10, 20, 20]);
});

test('V-measure, homogeneity and completeness are those scikit-learn documents', () => {
  expect(agreement(['a', 'a', 'b', 'b'], [0, 0, 1, 2])).toMatchObject({
    homogeneity: expect.closeTo(1, 9),
    completeness: expect.closeTo(2 / 3, 9),
    v: expect.closeTo(0.8, 9),
  });
  expect(agreement(['a', 'a', 'b', 'b'], [0, 1, 0, 1]).v).toBeCloseTo(0, 9);
  expect(agreement(['a', 'b'], [1, 0]).v).toBeCloseTo(1, 9);
});
