import type { BatchMember } from '../../../shared/domain/batch.ts';
import type { Envelope } from '../../../shared/domain/envelope.ts';
import type { EffectBundle, EffectState } from '../engine/states.ts';

/** What is added up and compared of one member, so that the member itself need not be kept. */
export interface Looked extends Pick<EffectState['facts'], 'records' | 'people' | 'leaves' | 'canCompensate'> {
  readonly row: BatchMember;
  readonly money: EffectState['facts']['money'] | null;
  /** Characters of its envelope. */
  readonly length: number;
  readonly place: string | null;
  readonly hasEvidence: boolean;
}

export function lookedAt({ effect }: Pick<EffectBundle, 'effect'>, row: BatchMember): Looked {
  const { money, records, people, leaves, canCompensate, evidence } = effect.facts;
  return {
    row,
    money: money ?? null,
    records,
    people,
    leaves,
    canCompensate,
    length: effect.envelope.length,
    place: placeOf(effect.envelope),
    hasEvidence: evidence.length > 0,
  };
}

/** The part of a target that many share: the host of an address. Null where a target has none. */
export function placeOf(envelope: string): string | null {
  const { target } = JSON.parse(envelope) as Pick<Envelope, 'target'>;
  const found = /^[a-z][a-z0-9+.-]*:\/\/([^/?#\s]+)/i.exec(target) ?? /^[^\s@]+@([^\s@]+)$/.exec(target);
  return found?.[1]?.toLowerCase() ?? null;
}
