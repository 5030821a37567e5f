import type { Policy } from '../../shared/domain/policy.ts';
import { profileOf, type Person } from '../../shared/domain/person.ts';
import { systemClock } from '../../electron/runtime/system-ports.ts';
import { defaultPolicy } from '../../electron/runtime/policies/default-policy.ts';
import { policyHash } from '../../electron/runtime/policies/parse.ts';
import { freshWorkspace } from './runtime-process.ts';
import { openTestEngine } from './test-engine.ts';

/** The default policy with a hold window a test can wait for. */
export function policyHolding(seconds: number, version = 1): Policy {
  const rules = defaultPolicy.rules.flatMap((rule) =>
    rule.id === 'built-in-tools'
      ? [
          { ...rule, id: 'records', when: { tool: ['record.update'] }, holdSeconds: 0 },
          { ...rule, when: { tool: ['reply.send', 'report.publish'] }, holdSeconds: seconds },
        ]
      : [{ ...rule, holdSeconds: seconds }],
  );
  return { ...defaultPolicy, id: 'short-hold', version, rules };
}

export const ada: Person = { personId: 'ada', printedName: 'Ada L.', role: 'reviewer' };
export const ben: Person = { personId: 'ben', printedName: 'Ben K.', role: 'reviewer' };

/** A workspace no runtime has open, with people and a policy in it. */
export async function preparedWorkspace(policy: Policy, people: readonly Person[] = [ada, ben]): Promise<string> {
  const workspace = freshWorkspace();
  await changeWorkspace(workspace, policy, people);
  return workspace;
}

/** Puts a policy in force, and people in, while no runtime has the workspace open. */
export async function changeWorkspace(
  workspace: string,
  policy: Policy,
  people: readonly Person[] = [],
): Promise<void> {
  const made = openTestEngine({ folder: workspace, clock: systemClock });
  await made.engine.transact({}, (_state, env) => ({
    ok: true,
    changes: [
      { put: 'policy', state: { policy, hash: policyHash(policy) }, atMs: env.nowMs },
      ...people.map((person) => ({ put: 'person' as const, state: profileOf(person), atMs: env.nowMs })),
    ],
    reply: null,
  }));
  made.close();
}
