import { defaultHostLimits } from '../../shared/domain/agent.ts';
import { profileOf } from '../../shared/domain/person.ts';
import type { RunSummary } from '../../shared/domain/run.ts';
import type { Command } from '../../electron/runtime/engine/command.ts';
import type { Change, Engine } from '../../electron/runtime/engine/engine-port.ts';
import { claimRun } from '../../electron/runtime/engine/run-decisions.ts';
import type { StartLimit } from '../../electron/runtime/budgets/own-limits.ts';
import { startRun, type StartTerms } from '../../electron/runtime/engine/start-run.ts';
import type { Parent, ReleaseState, RunState } from '../../electron/runtime/engine/states.ts';
import type { HostRecord } from '../../electron/runtime/hosts/protocol.ts';
import { defaultPolicy } from '../../electron/runtime/policies/default-policy.ts';
import { policyHash } from '../../electron/runtime/policies/parse.ts';
import { systemIds } from '../../electron/runtime/system-ports.ts';

const contract = { id: 'sample', version: '1', hash: 'c'.repeat(64), schema: {} };

export const sampleRelease: ReleaseState = {
  releaseHash: 'a'.repeat(64),
  agentId: 'sample',
  manifest: {
    id: 'sample',
    title: 'Sample',
    description: '',
    version: '1.0.0',
    module: 'agent.js',
    isolation: 'thread',
    tools: ['reply.send', 'record.update', 'unheard.of'],
    spawns: ['sample'],
    signals: { go: { version: '1', schema: {} }, other: { version: '1', schema: { type: 'number' } } },
    budgets: {},
    limits: defaultHostLimits,
  },
  input: contract,
  output: contract,
  takesFile: false,
  builtIn: true,
  addedBy: 'lanekeeper',
  addedAtMs: 1,
};

/** Puts what every workspace has: a policy, an agent, and two people. */
export async function furnish(engine: Engine): Promise<void> {
  await engine.transact({}, (_state, env) => {
    const people = [
      { personId: 'ada', printedName: 'Ada L.', role: 'reviewer' },
      { personId: 'ben', printedName: 'Ben K.', role: 'reviewer' },
    ] as const;
    const changes: Change[] = [
      { put: 'release', state: sampleRelease, inForce: true },
      { put: 'policy', state: { policy: defaultPolicy, hash: policyHash(defaultPolicy) }, atMs: env.nowMs },
      ...people.map((person) => ({ put: 'person' as const, state: profileOf(person), atMs: env.nowMs })),
    ];
    return { ok: true, changes, reply: null };
  });
}

export interface SampleStart {
  readonly runId?: string;
  readonly command?: Command;
  readonly agentId?: string;
  readonly input?: string;
  readonly sandbox?: boolean;
  /** See `StartRun`. */
  readonly claimFor?: string;
  readonly terms?: StartTerms;
  readonly budgets?: readonly StartLimit[];
  readonly parent?: Parent;
}

/** Starts a run by Ada; an unknown `agentId` is refused. */
export function startSample(engine: Engine, given: SampleStart = {}): Promise<RunSummary> {
  const agentId = given.agentId ?? 'sample';
  return engine.transact(
    { agent: agentId },
    startRun({
      runId: given.runId ?? systemIds.uuid(),
      agentId,
      title: 'Sample run',
      input: given.input ?? '{}',
      file: null,
      sample: false,
      sandbox: given.sandbox ?? false,
      ...given.terms,
      ...(given.parent === undefined ? {} : { parent: given.parent }),
      budgets: given.budgets,
      ...(given.claimFor === undefined ? {} : { claimFor: given.claimFor }),
      actor: { kind: 'person', id: 'ada' },
      role: 'reviewer',
    }),
    given.command === undefined ? {} : { command: given.command },
  );
}

/** Starts and claims a run: its activation is 1. */
export async function claimedSample(engine: Engine): Promise<RunState> {
  const { runId } = await startSample(engine);
  const state = await engine.transact({ run: runId }, claimRun);
  if (state === null) throw new Error('the run was not claimed');
  return state;
}

export function stepRecord(path: string, given: Partial<HostRecord> = {}): HostRecord {
  return {
    path,
    kind: 'step',
    name: `step ${path}`,
    argsHash: '',
    phase: 'done',
    attempt: 1,
    result: '1',
    error: null,
    durationMs: 1,
    dueInMs: null,
    ...given,
  };
}
