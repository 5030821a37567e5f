import type { Decision } from '../../../shared/domain/approval.ts';
import type { Looked } from '../../../shared/domain/looked.ts';
import type { Person } from '../../../shared/domain/person.ts';
import type { EffectBundle } from '../engine/states.ts';
import type { DecisionEnv } from './events.ts';
import { identityIn } from './identity.ts';

/** Stands in a decision nobody took: expiry, recall, withdrawal by the system. */
export const nobody: Person = { personId: 'lanekeeper', printedName: 'Lanekeeper', role: 'admin' };

const meanings: Readonly<Record<Decision['decision'], string>> = {
  approve: 'I approve running exactly this action.',
  reject: 'I refuse this action; it must not run.',
  respond: 'I answer instead of letting this action run.',
  undo: 'The approval is taken back; nothing was sent.',
  expire: 'Nobody answered in time; the action is denied.',
  withdraw: 'The request is withdrawn; the action will not run.',
  edit: 'I put an edited action in its place; it must not run as it was.',
  supersede: 'The agent proposed it anew; it will not run as it was.',
};

/** A decision as it is kept (A5). */
export function decisionOf(
  bundle: EffectBundle,
  made: {
    readonly decision: Decision['decision'];
    readonly by: Person;
    readonly reason: string;
    readonly env: DecisionEnv;
    readonly expiresAtMs?: number;
    readonly onBehalfOf?: Decision['onBehalfOf'];
    readonly looked?: Looked | undefined;
  },
): Decision {
  const identity = identityIn(made.env);
  return {
    decisionId: made.env.decisionId,
    approvalId: bundle.approval?.approvalId ?? '',
    envelopeHash: bundle.effect.envelopeHash,
    decision: made.decision,
    meaning: meanings[made.decision],
    personId: made.by.personId,
    printedName: made.by.printedName,
    role: made.by === nobody ? 'system' : made.by.role,
    reason: made.reason,
    auth: 'asserted',
    selfInitiated: [made.env.startedBy, made.env.askedBy, ...(made.env.editors ?? [])].some(
      (personId) => personId !== null && identity(personId) === identity(made.by.personId),
    ),
    atMs: made.env.nowMs,
    expiresAtMs: made.expiresAtMs ?? null,
    onBehalfOf: made.onBehalfOf ?? null,
    ...(made.looked === undefined ? {} : { looked: made.looked }),
  };
}
