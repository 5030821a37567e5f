import { LanekeeperError } from '../../../shared/errors.ts';
import type { ApprovalDetail, DecisionOutcome } from '../../../shared/domain/approval.ts';
import type { Absence, Profile } from '../../../shared/domain/person.ts';
import { moveTo } from './approvals.ts';
import type { Handlers } from './handlers.ts';
import type { FakeRuntime } from './runtime.ts';

type Names =
  | 'approval.escalate'
  | 'approval.snooze'
  | 'approval.delegate'
  | 'approval.withdraw'
  | 'approval.reserve'
  | 'approval.release'
  | 'person.link'
  | 'person.setAbsence'
  | 'person.endAbsence';

/** What people do with items beside deciding, in the stand-in. */
export const dutyHandlers: Pick<Handlers, Names> = {
  'approval.escalate': ({ items, to }, runtime) => ({
    results: items.map((item) =>
      change(runtime, item, () => ({ assignedTo: [to ?? 'role:reviewer'], escalatedTo: to ?? 'role:reviewer' })),
    ),
  }),
  'approval.snooze': ({ items, untilMs, event }, runtime, as) => ({
    results: items.map((item) =>
      change(runtime, item, ({ snoozed }) => {
        const others = snoozed.filter(({ personId }) => personId !== as);
        return { snoozed: untilMs === null ? others : [...others, { personId: as, untilMs, event }] };
      }),
    ),
  }),
  'approval.delegate': ({ items, to, untilMs }, runtime, as) => ({
    results: items.map((item) =>
      change(runtime, item, () => ({
        assignedTo: [`person:${to}`],
        delegation: { by: as, byName: runtime.personOf(as).printedName, to, untilMs },
      })),
    ),
  }),
  'approval.withdraw': ({ items }, runtime) => ({
    results: items.map(({ approvalId }): DecisionOutcome => {
      runtime.publishApproval(moveTo(runtime.state, approvalId, 'withdrawn'));
      return { approvalId, outcome: 'decided', status: 'withdrawn' };
    }),
  }),
  'approval.reserve': () => ({ reservedBy: null }),
  'approval.release': () => ({ ok: true }),
  'person.link': ({ personId, to }, runtime) => changePerson(runtime, personId, { identity: to ?? personId }),
  'person.setAbsence': ({ personId, ...absence }, runtime) => changePerson(runtime, personId, { absence }),
  'person.endAbsence': ({ personId }, runtime) => changePerson(runtime, personId, { absence: null }),
};

function change(
  runtime: FakeRuntime,
  { approvalId }: { readonly approvalId: string },
  made: (item: ApprovalDetail) => Partial<ApprovalDetail>,
): DecisionOutcome {
  const item = runtime.state.approvals.get(approvalId);
  if (item === undefined) throw new LanekeeperError('not-found', `There is no approval ${approvalId}.`);
  const after = { ...item, ...made(item) };
  runtime.state.approvals.set(approvalId, after);
  runtime.publishApproval(after);
  return { approvalId, outcome: 'decided', status: after.status };
}

function changePerson(
  runtime: FakeRuntime,
  personId: string,
  made: { readonly identity?: string; readonly absence?: Absence | null },
): Profile {
  const { people } = runtime.state;
  const at = people.findIndex((person) => person.personId === personId);
  const found = people[at];
  if (found === undefined) throw new LanekeeperError('not-found', `There is no profile "${personId}".`);
  const after = { ...found, ...made };
  people[at] = after;
  runtime.publish('workspace.changed', { reason: 'people' });
  return after;
}
