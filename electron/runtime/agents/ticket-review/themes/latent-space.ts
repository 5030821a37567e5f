import type { SparseMatrix } from './sparse-matrix.ts';
import { timesDense, transposedTimesDense } from './sparse-matrix.ts';
import type { SeededRandom } from './seeded-random.ts';
import { seededNormal } from './seeded-random.ts';
import { orthonormalise, symmetricEigen } from './dense-algebra.ts';

/** Row vectors of one length, stored row after row. */
export interface DenseRows {
  readonly rows: number;
  readonly width: number;
  readonly values: Float32Array;
}

const OVERSAMPLING = 10;
const POWER_ITERATIONS = 4;

/**
 * Latent semantic analysis (Deerwester et al., 1990): the rows of `matrix` in the space of its leading singular
 * vectors, scaled by the singular values, the strongest first. Found by randomised subspace iteration (Halko,
 * Martinsson and Tropp, 2011, algorithm 4.4) on `matrix × matrixᵀ`, so that only row-sized blocks are
 * orthonormalised.
 */
export function latentRows(matrix: SparseMatrix, dimensions: number, random: SeededRandom): DenseRows {
  const width = Math.min(dimensions + OVERSAMPLING, matrix.rows, matrix.columns);
  const kept = Math.min(dimensions, width);
  let basis: Float32Array = new Float32Array(matrix.rows * width);
  for (let at = 0; at < basis.length; at += 1) basis[at] = seededNormal(random);
  orthonormalise(basis, matrix.rows, width);
  for (let round = 0; round < POWER_ITERATIONS; round += 1) {
    basis = timesDense(matrix, transposedTimesDense(matrix, basis, width), width);
    orthonormalise(basis, matrix.rows, width);
  }
  // Rayleigh-Ritz: eigenvectors of the small matrix basisᵀ M Mᵀ basis rotate the basis onto singular vectors.
  const projected = transposedTimesDense(matrix, basis, width);
  const { values, vectors } = symmetricEigen(gram(projected, matrix.columns, width), width);
  const result = new Float32Array(matrix.rows * kept);
  for (let row = 0; row < matrix.rows; row += 1) {
    for (let k = 0; k < kept; k += 1) {
      let sum = 0;
      for (let j = 0; j < width; j += 1) sum += basis[row * width + j]! * vectors[j * width + k]!;
      result[row * kept + k] = sum * Math.sqrt(Math.max(values[k]!, 0));
    }
  }
  return { rows: matrix.rows, width: kept, values: result };
}

/** The first `width` coordinates of each row, scaled to length one; rows of zeros stay zero. */
export function unitRows(source: DenseRows, width: number): DenseRows {
  const kept = Math.min(width, source.width);
  const values = new Float32Array(source.rows * kept);
  for (let row = 0; row < source.rows; row += 1) {
    const from = row * source.width;
    let squares = 0;
    for (let k = 0; k < kept; k += 1) squares += source.values[from + k]! ** 2;
    const factor = squares > 0 ? 1 / Math.sqrt(squares) : 0;
    for (let k = 0; k < kept; k += 1) values[row * kept + k] = source.values[from + k]! * factor;
  }
  return { rows: source.rows, width: kept, values };
}

function gram(dense: Float32Array, rows: number, width: number): Float64Array {
  const result = new Float64Array(width * width);
  for (let row = 0; row < rows; row += 1) {
    const from = row * width;
    for (let i = 0; i < width; i += 1) {
      const value = dense[from + i]!;
      if (value === 0) continue;
      for (let j = i; j < width; j += 1) result[i * width + j]! += value * dense[from + j]!;
    }
  }
  for (let i = 0; i < width; i += 1) for (let j = 0; j < i; j += 1) result[i * width + j] = result[j * width + i]!;
  return result;
}
