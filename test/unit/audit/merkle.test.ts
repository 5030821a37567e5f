import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  appendLeaf,
  digestRows,
  emptyFrontier,
  emptyRoot,
  leafHash,
  merkleRoot,
  rootOf,
} from '../../../electron/runtime/audit/leaf.ts';
import {
  consistencyProof,
  inclusionProof,
  verifyConsistency,
  verifyInclusion,
} from '../../../electron/runtime/audit/proof.ts';

/** The reference leaves of Certificate Transparency and the roots of their first n (RFC 9162 keeps the tree of RFC 6962). */
const referenceLeaves = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
].map((hex) => leafHash(Buffer.from(hex, 'hex')));
const referenceRoots = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

const leavesOf = (count: number): string[] => Array.from({ length: count }, (_, index) => leafHash(`leaf ${index}`));

test('the root over the reference leaves is the published one, for every size', () => {
  for (const [size, root] of referenceRoots.entries()) expect(merkleRoot(referenceLeaves.slice(0, size))).toBe(root);
  expect(emptyRoot).toBe(referenceRoots[0]);
});

test('the published inclusion and consistency proofs come out', () => {
  expect(inclusionProof(referenceLeaves, 5)).toEqual([
    'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
    'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  ]);
  expect(consistencyProof(referenceLeaves, 6)).toEqual([
    '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
    'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
    'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  ]);
});

test('appending leaf by leaf keeps no more than log2(n) hashes and gives the root over all of them', () => {
  let frontier = emptyFrontier;
  const leaves = leavesOf(200);
  for (const [index, leaf] of leaves.entries()) {
    frontier = appendLeaf(frontier, leaf);
    expect(frontier.roots.length).toBeLessThanOrEqual(Math.ceil(Math.log2(index + 2)));
    expect(rootOf(frontier)).toBe(slowRoot(leaves.slice(0, index + 1)));
  }
});

test('every leaf is proven to be in its tree, and no other leaf, place, size or root is', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 70 }), fc.nat(), (size, pick) => {
      const leaves = leavesOf(size);
      const index = pick % size;
      const claim = {
        leaf: leaves[index] ?? '',
        index,
        size,
        root: merkleRoot(leaves),
        proof: inclusionProof(leaves, index),
      };
      expect(verifyInclusion(claim)).toBe(true);
      expect(verifyInclusion({ ...claim, leaf: leafHash('another') })).toBe(false);
      expect(verifyInclusion({ ...claim, root: leafHash('another') })).toBe(false);
      expect(verifyInclusion({ ...claim, index: index + 1 })).toBe(false);
      expect(verifyInclusion({ ...claim, proof: [...claim.proof, leafHash('more')] })).toBe(false);
      expect(verifyInclusion({ ...claim, proof: claim.proof.slice(1) })).toBe(claim.proof.length === 0);
    }),
  );
});

test('a later tree is proven to have only grown, and a rewritten one is not', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 70 }), fc.nat(), (size, pick) => {
      const leaves = leavesOf(size);
      const before = 1 + (pick % size);
      const earlier = { size: before, root: merkleRoot(leaves.slice(0, before)) };
      const later = { size, root: merkleRoot(leaves) };
      const proof = consistencyProof(leaves, before);
      expect(verifyConsistency({ earlier, later, proof })).toBe(true);
      const rewritten = leaves.with(pick % before, leafHash('rewritten'));
      const forged = { size, root: merkleRoot(rewritten) };
      expect(verifyConsistency({ earlier, later: forged, proof: consistencyProof(rewritten, before) })).toBe(false);
      expect(verifyConsistency({ earlier: { ...earlier, root: leafHash('x') }, later, proof })).toBe(false);
    }),
  );
});

test('a text and its bytes have the same leaf hash, also beyond the size of the reused buffer', () => {
  for (const text of ['', 'ü€😀', 'x'.repeat(5000), 'é'.repeat(700_000)]) {
    const expected = createHash('sha256')
      .update(Buffer.from([0]))
      .update(text)
      .digest('hex');
    expect(leafHash(text)).toBe(expected);
    expect(leafHash(Buffer.from(text))).toBe(expected);
  }
});

test('rows cut at another place have another digest', () => {
  expect(digestRows(['ab', 'c'])).not.toBe(digestRows(['a', 'bc']));
  expect(digestRows(['a'])).not.toBe(digestRows(['a', '']));
  expect(digestRows(['a', 'b'])).not.toBe(digestRows(['b', 'a']));
});

/** The definition of RFC 9162, 2.1.1, by recursion. */
function slowRoot(leaves: readonly string[]): string {
  if (leaves.length === 1) return leaves[0] ?? '';
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  return createHash('sha256')
    .update(Buffer.from([1]))
    .update(Buffer.from(slowRoot(leaves.slice(0, split)), 'hex'))
    .update(Buffer.from(slowRoot(leaves.slice(split)), 'hex'))
    .digest('hex');
}
