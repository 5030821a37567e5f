/** Rows of (column, value) pairs, stored one after the other (compressed sparse rows). */
export interface SparseMatrix {
  readonly rows: number;
  readonly columns: number;
  /** Row r holds the entries `starts[r]` to `starts[r + 1]`, exclusive. */
  readonly starts: Int32Array;
  readonly indexes: Int32Array;
  readonly values: Float32Array;
}

/** A matrix from one list of (column, value) pairs per row. */
export function sparseMatrix(rows: readonly ReadonlyMap<number, number>[], columns: number): SparseMatrix {
  const starts = new Int32Array(rows.length + 1);
  for (const [row, entries] of rows.entries()) starts[row + 1] = starts[row]! + entries.size;
  const indexes = new Int32Array(starts[rows.length]!);
  const values = new Float32Array(indexes.length);
  let at = 0;
  for (const entries of rows) {
    for (const [column, value] of entries) {
      indexes[at] = column;
      values[at] = value;
      at += 1;
    }
  }
  return { rows: rows.length, columns, starts, indexes, values };
}

/** Calls `use` with each entry of one row. */
export function forEachEntry(matrix: SparseMatrix, row: number, use: (column: number, value: number) => void): void {
  const to = matrix.starts[row + 1]!;
  for (let at = matrix.starts[row]!; at < to; at += 1) use(matrix.indexes[at]!, matrix.values[at]!);
}

/** How many entries a row has. */
export function rowSize(matrix: SparseMatrix, row: number): number {
  return matrix.starts[row + 1]! - matrix.starts[row]!;
}

/** The given rows, in the given order. */
export function selectRows(matrix: SparseMatrix, rows: readonly number[]): SparseMatrix {
  const starts = new Int32Array(rows.length + 1);
  for (const [to, row] of rows.entries()) starts[to + 1] = starts[to]! + rowSize(matrix, row);
  const indexes = new Int32Array(starts[rows.length]!);
  const values = new Float32Array(indexes.length);
  for (const [to, row] of rows.entries()) {
    const from = matrix.starts[row];
    const end = matrix.starts[row + 1];
    indexes.set(matrix.indexes.subarray(from, end), starts[to]);
    values.set(matrix.values.subarray(from, end), starts[to]);
  }
  return { rows: rows.length, columns: matrix.columns, starts, indexes, values };
}

/** Scales every row to Euclidean length `lengthOf(row)`; rows without entries stay empty. */
export function scaleRows(matrix: SparseMatrix, lengthOf: (row: number) => number): SparseMatrix {
  const values = Float32Array.from(matrix.values);
  for (let row = 0; row < matrix.rows; row += 1) {
    const from = matrix.starts[row]!;
    const to = matrix.starts[row + 1]!;
    let squares = 0;
    for (let at = from; at < to; at += 1) squares += values[at]! ** 2;
    if (squares === 0) continue;
    const factor = lengthOf(row) / Math.sqrt(squares);
    for (let at = from; at < to; at += 1) values[at]! *= factor;
  }
  return { ...matrix, values };
}

/** `matrix × dense`, where `dense` is row-major with `width` columns. */
export function timesDense(matrix: SparseMatrix, dense: Float32Array, width: number): Float32Array {
  const product = new Float32Array(matrix.rows * width);
  for (let row = 0; row < matrix.rows; row += 1) {
    const target = row * width;
    for (let at = matrix.starts[row]!; at < matrix.starts[row + 1]!; at += 1) {
      const source = matrix.indexes[at]! * width;
      const value = matrix.values[at]!;
      for (let k = 0; k < width; k += 1) product[target + k]! += value * dense[source + k]!;
    }
  }
  return product;
}

/** `matrixᵀ × dense`, where `dense` is row-major with `width` columns. */
export function transposedTimesDense(matrix: SparseMatrix, dense: Float32Array, width: number): Float32Array {
  const product = new Float32Array(matrix.columns * width);
  for (let row = 0; row < matrix.rows; row += 1) {
    const source = row * width;
    for (let at = matrix.starts[row]!; at < matrix.starts[row + 1]!; at += 1) {
      const target = matrix.indexes[at]! * width;
      const value = matrix.values[at]!;
      for (let k = 0; k < width; k += 1) product[target + k]! += value * dense[source + k]!;
    }
  }
  return product;
}
