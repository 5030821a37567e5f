import { termsOf } from '../../electron/runtime/agents/ticket-review/language/words.ts';
import { sphericalKMeans } from '../../electron/runtime/agents/ticket-review/themes/k-means.ts';
import type { SeededRandom } from '../../electron/runtime/agents/ticket-review/themes/seeded-random.ts';
import { sparseMatrix, timesDense } from '../../electron/runtime/agents/ticket-review/themes/sparse-matrix.ts';
import {
  createVocabulary,
  tally,
  tfIdf,
  withoutRareColumns,
} from '../../electron/runtime/agents/ticket-review/themes/vocabulary.ts';

/** The floor: TF-IDF of single words and one k-means run, what a first attempt with any library gives. */
export function plainKMeans(texts: readonly string[], groups: number, random: SeededRandom): number[] {
  const vocabulary = createVocabulary();
  const rows = texts.map((text) => tally(termsOf(text).map((term) => vocabulary.idOf(term))));
  const weights = tfIdf(withoutRareColumns(sparseMatrix(rows, vocabulary.size()), 2));
  const identity = new Float32Array(weights.columns * weights.columns);
  for (let at = 0; at < weights.columns; at += 1) identity[at * weights.columns + at] = 1;
  const points = { rows: weights.rows, width: weights.columns, values: timesDense(weights, identity, weights.columns) };
  return [...sphericalKMeans(points, groups, 100, random)];
}
