import { sha256 } from '../json/canonical.ts';
import type { FrozenItem } from './item-line.ts';

/** Members that have to be opened before all are approved: one for each digit of their number, none of a single one. */
export function samplesNeeded(members: number): number {
  return members < 2 ? 0 : String(members).length;
}

/**
 * Which of them: chosen by chance, and the same ones for the same person each time, so that looking again does not
 * choose others, and nobody who makes the items can say which are looked at.
 */
export function samplesOf<M extends FrozenItem>(members: readonly M[], personId: string): readonly M[] {
  return members
    .map((member) => ({ member, rank: sha256(`${personId} ${member.approvalId} ${member.envelopeHash}`) }))
    .toSorted((one, other) => (one.rank < other.rank ? -1 : 1))
    .slice(0, samplesNeeded(members.length))
    .map(({ member }) => member);
}
