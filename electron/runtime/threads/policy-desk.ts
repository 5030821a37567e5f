import type { Person } from '../../../shared/domain/person.ts';
import { policyAgentId } from '../../../shared/domain/policy-version.ts';
import { LanekeeperError } from '../../../shared/errors.ts';
import type { MethodArguments, MethodName, MethodOutput } from '../../../shared/ipc/methods.ts';
import type { JsonObject } from '../../../shared/json.ts';
import type { Asking } from '../engine/command.ts';
import { parsePolicy } from '../policies/parse.ts';
import type { AgentDesk } from './agent-desk.ts';
import type { ReadLine } from './read-line.ts';

export interface PolicyDeskOptions {
  readonly agents: Pick<AgentDesk, 'startRun'>;
  readonly screens: ReadLine;
  readonly heavy: ReadLine;
}

type Answers = { readonly [M in MethodName]?: (input: MethodArguments<M>, asking: Asking) => Promise<unknown> };

/** Reads drafts of a policy, and carries a proposal to where every action goes: a run that asks for it. */
export function createPolicyDesk({ agents, screens, heavy }: PolicyDeskOptions): Answers {
  return {
    'policy.check': (input) => heavy.ask('policy.check', input),
    async 'policy.propose'({ text, reason }, asking): Promise<MethodOutput<'policy.propose'>> {
      const [checked, live, listed] = (await Promise.all([
        heavy.ask('policy.check', { text }),
        screens.ask('policy.show', {}),
        screens.ask('person.list', {}),
      ])) as [MethodOutput<'policy.check'>, MethodOutput<'policy.show'>, { people: readonly Person[] }];
      mayPropose(listed.people.find(({ personId }) => personId === asking.as));
      const reading = parsePolicy(text);
      const problem = checked.problems[0];
      if (!reading.ok || problem !== undefined) throw malformed(checked.problems);
      if (reading.hash === live.hash)
        throw new LanekeeperError('wrong-state', 'This is the policy in force; there is nothing to propose.');
      const { id, version, title } = reading.policy;
      const run = await agents.startRun(
        {
          agentId: policyAgentId,
          title: `Put policy ${id} version ${version} in force: ${title}`.slice(0, 200),
          input: { policy: reading.policy, replaces: live.hash, reason } as unknown as JsonObject,
        } as Parameters<AgentDesk['startRun']>[0],
        asking,
      );
      return { runId: run.runId, hash: reading.hash, deciders: live.deciders };
    },
  };
}

function mayPropose(person: Person | undefined): void {
  if (person === undefined)
    throw new LanekeeperError('no-person', 'Nobody is named for this: a policy is proposed by a person.', {
      hint: 'Choose a profile, or give --as ID.',
    });
  if (person.role === 'auditor')
    throw new LanekeeperError('not-allowed', 'An auditor reads and exports only, and proposes no policy.');
}

function malformed(problems: MethodOutput<'policy.check'>['problems']): LanekeeperError {
  const words = problems
    .slice(0, 5)
    .map(({ line, path, reason }) => `Line ${line}: ${path === '' ? '' : `${path} `}${reason}.`);
  const more = problems.length > words.length ? ` ${problems.length - words.length} more.` : '';
  return new LanekeeperError('invalid-input', `The policy cannot be read. ${words.join(' ')}${more}`, {
    hint: 'The policy in force stays. Mend these lines and propose it again.',
  });
}
