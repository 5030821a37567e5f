const ROTATION_SWEEPS = 12;
const NEGLIGIBLE = 1e-12;

/**
 * Makes the columns of a row-major block orthonormal, in place: modified Gram-Schmidt, run twice for stability
 * (Giraud, Langou and Rozložník, 2005). A column that depends on earlier ones becomes zero.
 */
export function orthonormalise(block: Float32Array, rows: number, width: number): void {
  const columns = Array.from({ length: width }, (_, k) => {
    const column = new Float64Array(rows);
    for (let row = 0; row < rows; row += 1) column[row] = block[row * width + k]!;
    return column;
  });
  for (const [k, column] of columns.entries()) {
    const before = Math.sqrt(dot(column, column));
    for (let pass = 0; pass < 2; pass += 1) {
      for (let j = 0; j < k; j += 1) {
        const other = columns[j]!;
        const share = dot(column, other);
        for (let row = 0; row < rows; row += 1) column[row]! -= share * other[row]!;
      }
    }
    const length = Math.sqrt(dot(column, column));
    const factor = length > before * 1e-6 ? 1 / length : 0;
    for (let row = 0; row < rows; row += 1) block[row * width + k] = column[row]! *= factor;
  }
}

/**
 * All eigenvalues and eigenvectors of a symmetric matrix, the largest value first; vector k is column k. Cyclic
 * Jacobi rotations (Golub and Van Loan, Matrix Computations, 8.5).
 */
export function symmetricEigen(
  matrix: Float64Array,
  size: number,
): { readonly values: Float64Array; readonly vectors: Float64Array } {
  const work = Float64Array.from(matrix);
  const vectors = new Float64Array(size * size);
  for (let i = 0; i < size; i += 1) vectors[i * size + i] = 1;
  for (let sweep = 0; sweep < ROTATION_SWEEPS; sweep += 1) {
    if (!rotateAll(work, vectors, size)) break;
  }
  const order = Array.from({ length: size }, (_, i) => i).toSorted((a, b) => work[b * size + b]! - work[a * size + a]!);
  const sortedVectors = new Float64Array(size * size);
  for (const [to, from] of order.entries()) {
    for (let row = 0; row < size; row += 1) sortedVectors[row * size + to] = vectors[row * size + from]!;
  }
  return { values: Float64Array.from(order, (from) => work[from * size + from]!), vectors: sortedVectors };
}

function rotateAll(work: Float64Array, vectors: Float64Array, size: number): boolean {
  let trace = 0;
  for (let i = 0; i < size; i += 1) trace += Math.abs(work[i * size + i]!);
  const threshold = (NEGLIGIBLE * Math.max(trace, Number.MIN_VALUE)) / size;
  let isRotated = false;
  for (let p = 0; p < size - 1; p += 1) {
    for (let q = p + 1; q < size; q += 1) {
      const off = work[p * size + q]!;
      if (Math.abs(off) <= threshold) continue;
      isRotated = true;
      const theta = (work[q * size + q]! - work[p * size + p]!) / (2 * off);
      const tangent = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
      const cosine = 1 / Math.sqrt(tangent * tangent + 1);
      rotateColumns(work, size, p, q, cosine, tangent * cosine);
      rotateRows(work, size, p, q, cosine, tangent * cosine);
      rotateColumns(vectors, size, p, q, cosine, tangent * cosine);
    }
  }
  return isRotated;
}

function rotateColumns(block: Float64Array, size: number, p: number, q: number, cosine: number, sine: number): void {
  for (let row = 0; row < size; row += 1) {
    const left = block[row * size + p]!;
    const right = block[row * size + q]!;
    block[row * size + p] = cosine * left - sine * right;
    block[row * size + q] = sine * left + cosine * right;
  }
}

function rotateRows(block: Float64Array, size: number, p: number, q: number, cosine: number, sine: number): void {
  for (let column = 0; column < size; column += 1) {
    const upper = block[p * size + column]!;
    const lower = block[q * size + column]!;
    block[p * size + column] = cosine * upper - sine * lower;
    block[q * size + column] = sine * upper + cosine * lower;
  }
}

function dot(left: Float64Array, right: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < left.length; at += 1) sum += left[at]! * right[at]!;
  return sum;
}
