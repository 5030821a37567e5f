import { approversOf } from '../../../shared/domain/duty.ts';
import type { Person } from '../../../shared/domain/person.ts';
import type { Policy } from '../../../shared/domain/policy.ts';
import { policyAgentId, policyToolId, type PolicyDeciders } from '../../../shared/domain/policy-version.ts';
import { canDecide } from '../../../shared/domain/deciding-role.ts';
import { policyChangeFacts } from '../tools/policy-change/facts.ts';
import { evaluatePolicy } from './evaluate.ts';

/** Who could approve a change of a policy that is in force, as it judges an ordinary one. */
export function decidersOf(policy: Policy, people: readonly Person[]): PolicyDeciders {
  const { effectClass, external, conditionalWrite, canCompensate: reversible } = policyChangeFacts;
  const { tier, approvers } = evaluatePolicy(policy, {
    toolId: policyToolId,
    toolKnown: true,
    effectClass,
    agentId: policyAgentId,
    release: '',
    target: `policy ${policy.id}`,
    params: {},
    money: null,
    labels: [],
    atMs: 0,
    budgetUsed: null,
    external,
    reversible,
    conditionalWrite,
    tainted: [],
    firstTime: false,
    driftAlert: false,
  });
  const asked = approversOf(tier, approvers);
  return {
    tier: tier === 'gate' ? 'gate' : 'gate-two',
    needed: asked.count,
    roles: [...asked.roles],
    people: people.filter(({ role }) => canDecide(role, tier, asked.roles).allowed).map(({ personId }) => personId),
  };
}
