import { merkleRoot, nodeHash } from './leaf.ts';

/** The audit path of leaf `index` in a tree over `leaves` (RFC 9162, 2.1.3.1), nearest sibling first. */
export function inclusionProof(leaves: readonly string[], index: number): readonly string[] {
  if (!Number.isInteger(index) || index < 0 || index >= leaves.length) throw new RangeError('no such leaf');
  if (leaves.length === 1) return [];
  const split = largestPowerBelow(leaves.length);
  return index < split
    ? [...inclusionProof(leaves.slice(0, split), index), merkleRoot(leaves.slice(split))]
    : [...inclusionProof(leaves.slice(split), index - split), merkleRoot(leaves.slice(0, split))];
}

/** Whether `leaf` stands at `index` in the tree of `size` leaves with this root (RFC 9162, 2.1.3.2). */
export function verifyInclusion(claim: {
  readonly leaf: string;
  readonly index: number;
  readonly size: number;
  readonly root: string;
  readonly proof: readonly string[];
}): boolean {
  if (claim.index < 0 || claim.index >= claim.size) return false;
  let first = claim.index;
  let last = claim.size - 1;
  let hash = claim.leaf;
  for (const sibling of claim.proof) {
    if (last === 0) return false;
    if (first % 2 === 1 || first === last) {
      hash = nodeHash(sibling, hash);
      while (first % 2 === 0 && first !== 0) {
        first = half(first);
        last = half(last);
      }
    } else {
      hash = nodeHash(hash, sibling);
    }
    first = half(first);
    last = half(last);
  }
  return last === 0 && hash === claim.root;
}

/** That the tree over the first `size` leaves is a prefix of the whole (RFC 9162, 2.1.4.1). */
export function consistencyProof(leaves: readonly string[], size: number): readonly string[] {
  if (!Number.isInteger(size) || size < 1 || size > leaves.length) throw new RangeError('no such earlier tree');
  return size === leaves.length ? [] : subproof(leaves, { size, isWhole: true });
}

/** Whether a later tree only added leaves to an earlier one (RFC 9162, 2.1.4.2). */
export function verifyConsistency(claim: {
  readonly earlier: { readonly size: number; readonly root: string };
  readonly later: { readonly size: number; readonly root: string };
  readonly proof: readonly string[];
}): boolean {
  const { earlier, later } = claim;
  if (earlier.size < 1 || earlier.size > later.size) return false;
  if (earlier.size === later.size) return claim.proof.length === 0 && earlier.root === later.root;
  // A tree of a power of two is one complete subtree: its root is the first node and is not sent.
  const path = isPowerOfTwo(earlier.size) ? [earlier.root, ...claim.proof] : [...claim.proof];
  const start = path.shift();
  if (start === undefined) return false;
  let first = earlier.size - 1;
  let last = later.size - 1;
  while (first % 2 === 1) {
    first = half(first);
    last = half(last);
  }
  let earlierHash = start;
  let laterHash = start;
  for (const sibling of path) {
    if (last === 0) return false;
    if (first % 2 === 1 || first === last) {
      earlierHash = nodeHash(sibling, earlierHash);
      laterHash = nodeHash(sibling, laterHash);
      while (first % 2 === 0 && first !== 0) {
        first = half(first);
        last = half(last);
      }
    } else {
      laterHash = nodeHash(laterHash, sibling);
    }
    first = half(first);
    last = half(last);
  }
  return last === 0 && earlierHash === earlier.root && laterHash === later.root;
}

function subproof(leaves: readonly string[], part: { size: number; isWhole: boolean }): readonly string[] {
  if (part.size === leaves.length) return part.isWhole ? [] : [merkleRoot(leaves)];
  const split = largestPowerBelow(leaves.length);
  return part.size <= split
    ? [...subproof(leaves.slice(0, split), part), merkleRoot(leaves.slice(split))]
    : [
        ...subproof(leaves.slice(split), { size: part.size - split, isWhole: false }),
        merkleRoot(leaves.slice(0, split)),
      ];
}

function largestPowerBelow(count: number): number {
  let power = 1;
  while (power * 2 < count) power *= 2;
  return power;
}

function isPowerOfTwo(count: number): boolean {
  return largestPowerBelow(count * 2) === count;
}

function half(count: number): number {
  return Math.floor(count / 2);
}
