import type { Decision } from '../../../shared/domain/approval.ts';
import { approversLeft, standsInFor, type Approvers } from '../../../shared/domain/duty.ts';
import type { Person } from '../../../shared/domain/person.ts';
import type { EffectBundle } from '../engine/states.ts';
import type { DecisionEnv } from './events.ts';
import { identityIn } from './identity.ts';
import { currentApprovals } from './standing.ts';

type Asked = Omit<Approvers, 'given' | 'lacking'>;

export type Counting =
  /** It counts, as the approval of `by`, and `onBehalfOf` whom they stand in for. */
  | { readonly ok: true; readonly onBehalfOf: Decision['onBehalfOf'] }
  /** One sentence. */
  | { readonly ok: false; readonly reason: string };

/**
 * Whether one more approval counts (A13). A person counts once, through whichever profile, and as well when somebody
 * stood in for them; who asked, and the authors of agent and policy, count nowhere that others are asked for.
 */
export function countApproval(bundle: EffectBundle, by: Person, env: DecisionEnv, asked: Asked): Counting {
  const own = asked.apart ? ownRule(by.personId, env, asked.count) : null;
  if (own !== null) return no(own);
  const identity = identityIn(env);
  const standing = currentApprovals(bundle);
  const mine = standing.find((earlier) => identity(earlier.personId) === identity(by.personId));
  if (mine !== undefined) {
    const through = mine.personId === by.personId ? '' : ` as ${mine.printedName}, which is the same person`;
    return no(`You have approved this already${through}; another person has to (${asked.count} are needed).`);
  }
  const forMe = standing.find(
    ({ onBehalfOf }) => onBehalfOf !== null && identity(onBehalfOf.personId) === identity(by.personId),
  );
  if (forMe !== undefined)
    return no(
      `${forMe.printedName} has approved this for you already; another person has to (${asked.count} are needed).`,
    );
  const left = approversLeft(
    asked,
    standing.map(({ role }) => role),
  );
  const { lacking } = left;
  if (lacking.length >= asked.count - left.given && lacking.length > 0 && !lacking.some((role) => role === by.role)) {
    const roles = lacking.map((role) => `a person with the role ${role}`).join(' and ');
    return no(`What is missing is the approval of ${roles}; yours as ${by.role} would not bring it further.`);
  }
  return { ok: true, onBehalfOf: standingInFor(bundle, by, env, asked) };
}

/** Whom a decision is taken for; null where that person counts already, or may not decide: then it is the decider's own. */
export function standingInFor(
  bundle: EffectBundle,
  by: Person,
  env: DecisionEnv,
  asked: Asked | null,
): Decision['onBehalfOf'] {
  const people = env.people ?? [];
  if (bundle.approval === null) return null;
  const personId = standsInFor(bundle.approval, by.personId, people, env.nowMs);
  if (personId === null) return null;
  const identity = identityIn(env);
  if (identity(personId) === identity(by.personId)) return null;
  if (asked !== null) {
    const taken = currentApprovals(bundle).flatMap((one) => [one.personId, one.onBehalfOf?.personId ?? '']);
    if (taken.some((id) => id !== '' && identity(id) === identity(personId))) return null;
    if (asked.apart && ownRule(personId, env, asked.count) !== null) return null;
  }
  const printedName = people.find((one) => one.personId === personId)?.printedName ?? personId;
  return { personId, printedName };
}

/** The "own" rules of A13; rejecting one's own is always possible. */
export function ownRule(personId: string, env: DecisionEnv, count: number): string | null {
  const identity = identityIn(env);
  const isSelf = (other: string | null): boolean => other !== null && identity(other) === identity(personId);
  const [asks, author] =
    count === 1
      ? ['the policy asks for somebody else than the one who asks', 'the policy asks for somebody else than its author']
      : count === 2
        ? [
            'where two people decide, neither may be the one who asks',
            'where two people decide, neither may be its author',
          ]
        : [
            `where ${count} people decide, none may be the one who asks`,
            `where ${count} people decide, none may be its author`,
          ];
  if (isSelf(env.startedBy)) return `You started this run; ${asks}.`;
  if (isSelf(env.askedBy)) return `You asked for this; ${asks}.`;
  if (env.editors?.some(isSelf) === true) return `You edited this action; ${author}.`;
  if (isSelf(env.releaseAuthor)) return `You added this agent; ${author}.`;
  if (isSelf(env.policyAuthor)) return `You wrote this policy; ${author}.`;
  return null;
}

/** Profiles of all those whose approval counts nowhere that others are asked for. */
export function ownOf(env: DecisionEnv): readonly string[] {
  const { startedBy, askedBy, editors = [], releaseAuthor, policyAuthor } = env;
  return [startedBy, askedBy, ...editors, releaseAuthor, policyAuthor].filter((one) => one !== null);
}

function no(reason: string): Counting {
  return { ok: false, reason };
}
