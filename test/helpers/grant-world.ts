import { onTestFinished } from 'vitest';
import type { Policy, PolicyRule } from '../../shared/domain/policy.ts';
import type { GrantUse } from '../../shared/domain/standing-grant.ts';
import { defaultPolicy } from '../../electron/runtime/policies/default-policy.ts';
import { policyHash } from '../../electron/runtime/policies/parse.ts';
import type { EffectBundle } from '../../electron/runtime/engine/states.ts';
import { openEngineDesk, proposalOf, type EngineDesk } from './engine-desk.ts';
import { startSample } from './sample-runs.ts';
import { openGrants, type Grants } from './standing-grants.ts';

export interface GrantWorld {
  readonly desk: EngineDesk;
  readonly grants: Grants;
  readonly runId: string;
}

export interface Opening {
  readonly sandbox?: boolean;
  readonly holdSeconds?: number;
  readonly driftAlert?: (agentId: string) => boolean;
}

/** A run at work, and standing grants beside it. */
export async function openGrantWorld({ holdSeconds, driftAlert, ...more }: Opening = {}): Promise<GrantWorld> {
  const desk = await openEngineDesk(driftAlert === undefined ? {} : { driftAlert });
  onTestFinished(() => desk.made.close());
  const grants = openGrants(desk);
  onTestFinished(() => grants.desk.close());
  if (holdSeconds !== undefined) await putPolicy(desk, holdSeconds);
  const { runId } = await startSample(desk.made.engine, more);
  desk.activations.enqueue(runId);
  await desk.settle();
  return { desk, grants, runId };
}

/** Asks to close these records. */
export async function propose({ desk, runId }: GrantWorld, records: readonly string[]): Promise<void> {
  for (const record of records) desk.fromHost(proposalOf(runId, record, record));
  await desk.pass(1);
}

export function bundles({ desk, runId }: GrantWorld) {
  const { effects } = desk.made.engine.stores;
  return effects.ofRun(runId).flatMap(({ effectId }) => effects.bundle(effectId) ?? []);
}

export function useOf({ desk }: GrantWorld, { effect }: EffectBundle): GrantUse | null {
  return desk.made.engine.stores.standingGrants.useOf(effect.effectId);
}

/** Asks until one is granted: now and then one is sampled. */
export async function grantedOne(world: GrantWorld): Promise<EffectBundle> {
  for (let tried = 0; tried < 10; tried += 1) {
    const before = new Set(bundles(world).map(({ effect }) => effect.effectId));
    await propose(world, [`r-${before.size}`]);
    const [opening] = bundles(world).filter(({ effect }) => !before.has(effect.effectId));
    if (opening?.grant?.status === 'live' || opening?.grant?.status === 'consumed') return opening;
  }
  throw new Error('all were sampled');
}

/** Records at `gate`, held for so long. */
export async function putPolicy({ made }: EngineDesk, holdSeconds: number, version = 1): Promise<void> {
  const rule: PolicyRule = {
    id: 'records',
    when: { tool: ['record.update'] },
    outcome: 'gate',
    sentence: 'held',
    holdSeconds,
  };
  const policy: Policy = { ...defaultPolicy, id: 'held', version, rules: [rule, ...defaultPolicy.rules] };
  await made.engine.transact({}, (_state, env) => ({
    ok: true,
    changes: [{ put: 'policy', state: { policy, hash: policyHash(policy) }, atMs: env.nowMs }],
    reply: null,
  }));
}
