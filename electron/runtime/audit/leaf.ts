import { hash } from 'node:crypto';
import { asId, type Sha256 } from '../../../shared/ids.ts';

/** Merkle tree of RFC 9162, section 2.1: leaves are hashed behind 0x00, inner nodes behind 0x01. */
export const emptyRoot: Sha256 = asId<Sha256>(hash('sha256', '', 'hex'));

/** SHA-256(0x00 ‖ bytes); a text stands for its UTF-8 bytes. */
export function leafHash(bytes: string | Uint8Array): Sha256 {
  const length = typeof bytes === 'string' ? Buffer.byteLength(bytes) : bytes.length;
  const room = scratch(length + 1);
  room[0] = 0;
  if (typeof bytes === 'string') room.write(bytes, 1, 'utf8');
  else room.set(bytes, 1);
  return asId<Sha256>(hash('sha256', room.subarray(0, length + 1), 'hex'));
}

/** SHA-256(0x01 ‖ left ‖ right). */
export function nodeHash(left: string, right: string): Sha256 {
  node[0] = 1;
  node.write(left, 1, 'hex');
  node.write(right, 33, 'hex');
  return asId<Sha256>(hash('sha256', node, 'hex'));
}

/**
 * The roots of the complete subtrees a tree of `size` leaves is made of, largest first: one per set bit of `size`.
 * It is all that is needed to append a leaf or to tell the root.
 */
export interface Frontier {
  readonly size: number;
  readonly roots: readonly string[];
}

export const emptyFrontier: Frontier = { size: 0, roots: [] };

/** The frontier with one more leaf; at most log2(size) hashes, one on average. */
export function appendLeaf(frontier: Frontier, leaf: string): Frontier {
  const roots = [...frontier.roots];
  let carried = leaf;
  for (let bits = frontier.size; bits % 2 === 1; bits = Math.floor(bits / 2)) {
    const left = roots.pop();
    if (left === undefined) throw new RangeError('the frontier does not fit its size');
    carried = nodeHash(left, carried);
  }
  roots.push(carried);
  return { size: frontier.size + 1, roots };
}

/** The root of the tree the frontier stands for. */
export function rootOf(frontier: Frontier): Sha256 {
  const smallest = frontier.roots.at(-1);
  if (smallest === undefined) return emptyRoot;
  let root = smallest;
  for (let index = frontier.roots.length - 2; index >= 0; index -= 1)
    root = nodeHash(frontier.roots[index] ?? '', root);
  return asId<Sha256>(root);
}

/** The root over all leaf hashes in order. */
export function merkleRoot(leaves: Iterable<string>): Sha256 {
  let frontier = emptyFrontier;
  for (const leaf of leaves) frontier = appendLeaf(frontier, leaf);
  return rootOf(frontier);
}

/** SHA-256 over rows in order, each preceded by its length, so that no two lists of rows read the same. */
export function digestRows(rows: Iterable<string>): Sha256 {
  let all = '';
  for (const row of rows) all += `${Buffer.byteLength(row)}:${row}`;
  return asId<Sha256>(hash('sha256', all, 'hex'));
}

const node = Buffer.alloc(65);
let shared = Buffer.alloc(4096);

/** Reused between calls: nothing here outlives the synchronous hash that reads it. */
function scratch(bytes: number): Buffer {
  if (bytes > 1024 * 1024) return Buffer.alloc(bytes);
  if (bytes > shared.length) shared = Buffer.alloc(Math.max(bytes, shared.length * 2));
  return shared;
}
