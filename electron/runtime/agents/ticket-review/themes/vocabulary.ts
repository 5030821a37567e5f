import type { SparseMatrix } from './sparse-matrix.ts';
import { forEachEntry, scaleRows } from './sparse-matrix.ts';

/** Numbers for terms in order of first appearance. */
export interface Vocabulary {
  readonly size: () => number;
  readonly idOf: (term: string) => number;
  readonly termOf: (id: number) => string;
}

/** An empty vocabulary that numbers each new term it is asked for. */
export function createVocabulary(): Vocabulary {
  const ids = new Map<string, number>();
  const terms: string[] = [];
  return {
    size: () => terms.length,
    termOf: (id) => terms[id]!,
    idOf(term) {
      let id = ids.get(term);
      if (id === undefined) {
        id = terms.length;
        ids.set(term, id);
        terms.push(term);
      }
      return id;
    },
  };
}

/** How often each distinct item occurs. */
export function tally(items: Iterable<number>): Map<number, number> {
  const counts = new Map<number, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return counts;
}

/** In how many rows each column has an entry. */
export function documentFrequencies(matrix: SparseMatrix): Int32Array {
  const frequencies = new Int32Array(matrix.columns);
  for (const column of matrix.indexes) frequencies[column]! += 1;
  return frequencies;
}

/** The matrix without the columns that fewer than `fewest` rows use; the others keep their order. */
export function withoutRareColumns(matrix: SparseMatrix, fewest: number): SparseMatrix {
  const renumbered = new Int32Array(matrix.columns).fill(-1);
  let columns = 0;
  for (const [column, frequency] of documentFrequencies(matrix).entries()) {
    if (frequency < fewest) continue;
    renumbered[column] = columns;
    columns += 1;
  }
  const starts = new Int32Array(matrix.rows + 1);
  const indexes: number[] = [];
  const values: number[] = [];
  for (let row = 0; row < matrix.rows; row += 1) {
    forEachEntry(matrix, row, (column, value) => {
      if (renumbered[column]! < 0) return;
      indexes.push(renumbered[column]!);
      values.push(value);
    });
    starts[row + 1] = indexes.length;
  }
  return { rows: matrix.rows, columns, starts, indexes: Int32Array.from(indexes), values: Float32Array.from(values) };
}

/**
 * TF-IDF of a matrix of counts: (1 + log count) × (1 + log((1 + rows) / (1 + rows with the term))), as scikit-learn's
 * `TfidfVectorizer(sublinear_tf=True)` has it, each row scaled to length one.
 */
export function tfIdf(counts: SparseMatrix): SparseMatrix {
  const frequencies = documentFrequencies(counts);
  const idf = Float64Array.from(frequencies, (frequency) => 1 + Math.log((1 + counts.rows) / (1 + frequency)));
  const values = counts.values.map((count, at) => (1 + Math.log(count)) * idf[counts.indexes[at]!]!);
  return scaleRows({ ...counts, values }, () => 1);
}
