import type { Policy } from '../../../shared/domain/policy.ts';
import type { Simulation } from '../../../shared/domain/policy-simulation.ts';
import type { PolicyVersion } from '../../../shared/domain/policy-version.ts';
import type { MethodName } from '../../../shared/ipc/methods.ts';
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

const deciders = { tier: 'gate-two', needed: 2, roles: [], people: ['ada', 'ben'] } as const;

const first: PolicyVersion = {
  policyId: 'default',
  version: 1,
  hash: sha256('policy 1'),
  title: 'Nothing leaves without a person',
  fromMs: 1_760_000_000_000,
  untilMs: 1_762_000_000_000,
  change: null,
};
const now: PolicyVersion = {
  ...first,
  version: inForce.version,
  hash: sha256('policy'),
  title: inForce.title,
  fromMs: 1_762_000_000_000,
  untilMs: null,
  change: {
    effectId: 'effect-policy',
    runId: 'run-policy',
    approvalId: null,
    proposedBy: 'ada',
    decidedBy: [{ personId: 'ben', printedName: 'Ben K.' }],
    reason: 'Records have a hold window of their own.',
  },
};

function simulationOf(simulationId: string): Simulation {
  return {
    simulationId,
    atMs: 1_762_000_000_000,
    policyId: 'default',
    version: 4,
    hash: sha256('tried'),
    status: 'done',
    total: 40,
    looked: 40,
    unknown: 0,
    changed: 0,
    moves: [{ from: 'gate', to: 'gate', count: 40 }],
    rules: [],
    rolledBack: { count: 0, changed: 0, moves: [] },
  };
}

/** The stand-in's policy and its history; no draft of another one would change anything. */
export const policyHandlers: Pick<Handlers, Extract<MethodName, `policy.${string}`>> = {
  'policy.show': () => ({
    hash: sha256('policy'),
    policy: inForce,
    inForce: now,
    deciders: { ...deciders, people: [...deciders.people], roles: [] },
  }),
  'policy.versions': () => ({ versions: [now, first], next: null }),
  'policy.version': ({ version }) => ({
    shown: version === now.version ? now : first,
    policy: inForce,
    replaced: version === now.version ? { policyId: 'default', version: 1 } : null,
    diff: [],
  }),
  'policy.simulate': ({ simulationId }) => simulationOf(simulationId),
  'policy.cancelSimulation': () => ({ ok: true }),
  'policy.simulations': () => ({ simulations: [] }),
  'policy.simulation': ({ simulationId }) => ({ simulation: simulationOf(simulationId), changes: [], next: null }),
  'policy.propose': () => ({
    runId: 'run-policy',
    hash: sha256('proposed'),
    deciders: { ...deciders, people: [...deciders.people], roles: [] },
  }),
  'policy.check': ({ text }, { state }) => {
    const reading = parsePolicy(text);
    if (!reading.ok) return { problems: [...reading.problems], hash: null, diff: [], pending: null };
    const waiting = [...state.approvals.values()].filter(({ status }) => status === 'pending').length;
    return {
      problems: [],
      hash: reading.hash,
      diff: [],
      pending: { looked: waiting, unknown: 0, changed: 0, isCut: false, moves: [], changes: [] },
    };
  },
};
