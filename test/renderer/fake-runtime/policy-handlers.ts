import type { Policy } from '../../../shared/domain/policy.ts';
import { parsePolicy } from '../../../electron/runtime/policies/parse.ts';
import type { Handlers } from './handlers.ts';
import { sha256 } from './state.ts';

const inForce: Policy = {
  id: 'default',
  version: 3,
  title: 'Default policy',
  rules: [
    {
      id: 'reply-send',
      when: { tool: ['reply.send'] },
      outcome: 'gate',
      sentence: 'A reply leaves the company, so one person reads and decides it.',
      holdSeconds: 8,
      expiresAfterSeconds: 86_400,
    },
    {
      id: 'record-update',
      when: { tool: ['record.update'], conditionalWrite: true },
      outcome: 'gate',
      sentence: 'A customer record changes, so one person decides.',
      holdSeconds: 3,
    },
    {
      id: 'unknown-tool',
      when: { toolKnown: false },
      outcome: 'gate-two',
      sentence: 'This tool is not known to the policy, so it is held at the highest tier: two people decide.',
    },
  ],
};

/** The stand-in's policy, and what another text would do: everything that waits would need two people. */
export const policyHandlers: Pick<Handlers, 'policy.show' | 'policy.check'> = {
  'policy.show': () => ({ hash: sha256('policy'), policy: inForce }),
  'policy.check': ({ text }, { state }) => {
    const reading = parsePolicy(text);
    if (!reading.ok) return { problems: [...reading.problems], hash: null, pending: null };
    const waiting = [...state.approvals.values()].filter(({ status }) => status === 'pending').length;
    return {
      problems: [],
      hash: reading.hash,
      pending: { looked: waiting, unknown: 0, changed: 0, isCut: false, moves: [], changes: [] },
    };
  },
};
