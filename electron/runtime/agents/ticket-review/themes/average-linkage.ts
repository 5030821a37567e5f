/**
 * Agglomerative clustering by average linkage (UPGMA; Sokal and Michener, 1958), with the nearest-neighbour chain
 * (Murtagh, 1983): quadratic time and no more memory than the distances, which are overwritten. Merges until at
 * most `most` groups are left, and on while the next merge is no farther than `farthest`. Returns each row's group,
 * numbered by first appearance.
 */
export function averageLinkage(
  distances: Float32Array,
  rows: number,
  stop: { readonly most: number; readonly farthest: number },
): Int32Array {
  const merges = chainMerges(distances, rows);
  merges.sort((a, b) => a.height - b.height || a.order - b.order);
  const parent = Int32Array.from({ length: rows }, (_, row) => row);
  for (const [done, merge] of merges.entries()) {
    if (rows - done <= stop.most && merge.height > stop.farthest) break;
    parent[rootOf(parent, merge.right)] = rootOf(parent, merge.left);
  }
  const numbers = new Map<number, number>();
  return Int32Array.from({ length: rows }, (_, row) => {
    const root = rootOf(parent, row);
    if (!numbers.has(root)) numbers.set(root, numbers.size);
    return numbers.get(root)!;
  });
}

interface Merge {
  readonly left: number;
  readonly right: number;
  readonly height: number;
  readonly order: number;
}

function chainMerges(distances: Float32Array, rows: number): Merge[] {
  const sizes = new Int32Array(rows).fill(1);
  const merges: Merge[] = [];
  const chain: number[] = [];
  let firstAlive = 0;
  while (merges.length < rows - 1) {
    while (sizes[firstAlive] === 0) firstAlive += 1;
    if (chain.length === 0) chain.push(firstAlive);
    const tip = chain[chain.length - 1]!;
    const previous = chain[chain.length - 2] ?? -1;
    // The previous link wins ties, or equal distances would send the chain round in circles.
    let nearest = previous;
    let distance = previous < 0 ? Infinity : distances[tip * rows + previous]!;
    for (let other = firstAlive; other < rows; other += 1) {
      if (sizes[other] === 0 || other === tip) continue;
      if (nearest < 0 || distances[tip * rows + other]! < distance) {
        distance = distances[tip * rows + other]!;
        nearest = other;
      }
    }
    if (nearest !== previous) {
      chain.push(nearest);
      continue;
    }
    chain.length -= 2;
    merges.push({ left: previous, right: tip, height: distance, order: merges.length });
    absorb(distances, rows, sizes, previous, tip);
  }
  return merges;
}

/** Group `kept` takes in `gone`; distances become the size-weighted mean (Lance and Williams, 1967). */
function absorb(distances: Float32Array, rows: number, sizes: Int32Array, kept: number, gone: number): void {
  const total = sizes[kept]! + sizes[gone]!;
  for (let other = 0; other < rows; other += 1) {
    if (sizes[other] === 0 || other === kept || other === gone) continue;
    const mean =
      (sizes[kept]! * distances[kept * rows + other]! + sizes[gone]! * distances[gone * rows + other]!) / total;
    distances[kept * rows + other] = mean;
    distances[other * rows + kept] = mean;
  }
  sizes[kept] = total;
  sizes[gone] = 0;
}

function rootOf(parent: Int32Array, row: number): number {
  let at = row;
  while (parent[at] !== at) {
    parent[at] = parent[parent[at]!]!;
    at = parent[at]!;
  }
  return at;
}
