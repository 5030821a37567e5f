import type { DecisionEnv } from './events.ts';

/** The person behind a profile: the same person under several is one (A13). */
export function identityIn({
  identityOf,
  people,
}: Pick<DecisionEnv, 'identityOf' | 'people'>): (personId: string) => string {
  if (identityOf !== undefined) return identityOf;
  return (personId) => people?.find((one) => one.personId === personId)?.identity ?? personId;
}
