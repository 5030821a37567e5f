import type { Sha256 } from '../../../shared/ids.ts';
import { encodeEvent } from './encode.ts';
import type { NewAuditEvent } from './kinds.ts';
import { appendLeaf, emptyFrontier, leafHash, rootOf, type Frontier } from './leaf.ts';

/** What the first event of a chain names as the one before it. */
export const genesisHash = '0'.repeat(64);

/** Where a chain ends: plain JSON, so that it can be kept in a row and handed to `appendEvent` after a restart. */
export interface ChainHead {
  readonly chainId: string;
  /** Seq of the last event; events count from 1, so it is also their number. 0 = empty. */
  readonly seq: number;
  /** Leaf hash of the last event. */
  readonly hash: string;
  readonly frontier: Frontier;
}

export interface AppendedEvent {
  readonly seq: number;
  /** Canonical JSON; its UTF-8 bytes are what the leaf is hashed from. */
  readonly bytes: string;
  readonly previousHash: string;
  readonly leafHash: Sha256;
  readonly head: ChainHead;
}

/** The head of a chain without events. */
export function emptyChain(chainId: string): ChainHead {
  return { chainId, seq: 0, hash: genesisHash, frontier: emptyFrontier };
}

/** Chains one event. Pure: the caller keeps the new head only once the row is committed. */
export function appendEvent(head: ChainHead, event: NewAuditEvent): AppendedEvent {
  const seq = head.seq + 1;
  const bytes = encodeEvent({ chainId: head.chainId, seq, previous: head.hash }, event);
  const leaf = leafHash(bytes);
  return {
    seq,
    bytes,
    previousHash: head.hash,
    leafHash: leaf,
    head: { chainId: head.chainId, seq, hash: leaf, frontier: appendLeaf(head.frontier, leaf) },
  };
}

/** The Merkle root a checkpoint would sign. */
export function chainRoot(head: ChainHead): Sha256 {
  return rootOf(head.frontier);
}
