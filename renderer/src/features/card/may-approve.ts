import type { ApprovalDetail } from '../../../../shared/domain/approval.ts';
import { canDecide } from '../../../../shared/domain/deciding-role.ts';
import type { Person, Profile } from '../../../../shared/domain/person.ts';

type Asked = Pick<ApprovalDetail, 'tier' | 'approvers' | 'decisions' | 'who' | 'edited'>;

/** Who has approved an item, and still stands by it: those after the last time it was given back. */
export function standingApprovals({ decisions }: Pick<ApprovalDetail, 'decisions'>): ApprovalDetail['decisions'] {
  const lastReturn = decisions.findLastIndex(({ decision }) => decision === 'undo');
  return decisions.slice(lastReturn + 1).filter(({ decision }) => decision === 'approve');
}

/** Why this person can decide nothing on it, not even reject it. */
export function whyNotDecide(
  { tier, approvers }: Pick<Asked, 'tier' | 'approvers'>,
  { role }: Person,
): string | undefined {
  const permission = canDecide(role, tier, approvers.roles);
  return permission.allowed ? undefined : permission.reason;
}

/**
 * Why this person's approval would be refused, as far as the card knows it: the runtime looks again, and also at what
 * is not shown here. Undefined: nothing speaks against it.
 */
export function whyNotApprove(asked: Asked, person: Person, people: readonly Profile[]): string | undefined {
  const { approvers, who } = asked;
  const barred = whyNotDecide(asked, person);
  if (barred !== undefined) return barred;
  const identity = (id: string): string => people.find(({ personId }) => personId === id)?.identity ?? id;
  const isSelf = (id: string | null): boolean => id !== null && identity(id) === identity(person.personId);
  if (
    standingApprovals(asked).some(
      ({ personId, onBehalfOf }) => isSelf(personId) || isSelf(onBehalfOf?.personId ?? null),
    )
  )
    return 'You have approved this already; another person has to decide too.';
  if (!approvers.apart) return undefined;
  if (isSelf(who.startedBy)) return 'You started this run; other people decide on it.';
  if (isSelf(who.askedBy)) return 'You asked for this; other people decide on it.';
  return undefined;
}
