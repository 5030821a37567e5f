import type { DecisionEnv } from '../approvals/events.ts';
import type { Env, Loaded } from '../engine/engine-port.ts';
import type { EffectState } from '../engine/states.ts';
import { askedBy } from './asked-by.ts';

/** What a decision on an effect may know, from the rows found in its transaction. */
export function decisionEnvOf(
  effect: EffectState,
  {
    run,
    release,
    stops,
    people,
  }: Pick<Loaded<{ run: string; release: string }>, 'run' | 'release' | 'stops' | 'people'>,
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
    policyAuthor: null,
    stops,
    people: people(),
  };
}
