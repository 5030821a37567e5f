import type { DecisionEnv } from '../approvals/events.ts';
import type { Env, Loaded } from '../engine/engine-port.ts';
import type { EffectState, PolicyState } from '../engine/states.ts';
import { askedBy } from './asked-by.ts';

/** What a decision on an effect may know, from the rows found in its transaction. */
export function decisionEnvOf(
  effect: EffectState,
  {
    run,
    release,
    policy,
    stops,
    people,
  }: Pick<Loaded<{ run: string; release: string }>, 'run' | 'release' | 'stops' | 'people'> & {
    readonly policy: PolicyState | null;
  },
  env: Env,
): DecisionEnv {
  return {
    nowMs: env.nowMs,
    decisionId: env.uuid(),
    grantId: env.uuid(),
    startedBy: run?.startedBy ?? '',
    askedBy: askedBy(effect, run),
    editors: effect.facts.edit?.editors ?? [],
    releaseAuthor: release === null || release.builtIn ? null : release.addedBy,
    policyAuthor: policy?.change?.proposedBy ?? null,
    stops,
    people: people(),
  };
}
