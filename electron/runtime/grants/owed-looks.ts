import type { Change } from '../engine/engine-port.ts';
import type { StandingGrantState } from './grant-states.ts';

type Version = Pick<StandingGrantState, 'grantId' | 'version'>;

/** Samples that were taken back before a person had answered, less those that were looked at in their place. */
export function owedLooks(grant: Version, count: (name: string) => number): number {
  return count(nameOf('lost', grant)) - count(nameOf('made-up', grant));
}

/** A sample is gone, and nobody has looked at it. */
export function lookLost(grant: Version): Change {
  return { put: 'counted', name: nameOf('lost', grant) };
}

/** Another action goes to a person in its place. */
export function lookMadeUp(grant: Version): Change {
  return { put: 'counted', name: nameOf('made-up', grant) };
}

function nameOf(what: 'lost' | 'made-up', { grantId, version }: Version): string {
  return `sample-${what}:${grantId}:${version}`;
}
