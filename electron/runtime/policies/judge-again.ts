import type { EffectStatus, Tier } from '../../../shared/domain/effect.ts';
import type { Envelope } from '../../../shared/domain/envelope.ts';
import type { Policy } from '../../../shared/domain/policy.ts';
import type { TierChange, TierMove } from '../../../shared/domain/policy-outlook.ts';
import type { JsonObject } from '../../../shared/json.ts';
import type { EffectFacts } from '../engine/states.ts';
import { evaluatePolicy } from './evaluate.ts';
import { factsAgain } from './kept-facts.ts';

/** An action as it is stored, with the arguments it was judged on: those of what it undoes, where it undoes something. */
export interface StoredAction {
  readonly effectId: string;
  readonly runId: string;
  readonly approvalId: string | null;
  readonly toolId: string;
  readonly title: string;
  readonly status: EffectStatus;
  readonly tier: Tier;
  readonly envelope: Envelope;
  readonly judgedParams: JsonObject;
  readonly facts: EffectFacts;
  readonly atMs: number;
}

/** What a policy would have made of a stored action; null where too little was kept of what it was judged on. */
export function judgeAgain(policy: Policy, action: StoredAction): TierChange | null {
  const { envelope, facts, judgedParams } = action;
  if (facts.judged === undefined) return null;
  const verdict = evaluatePolicy(policy, factsAgain(facts.judged, envelope, judgedParams));
  const { effectId, runId, approvalId, toolId, title, status, tier, atMs } = action;
  return {
    effectId,
    runId,
    approvalId,
    toolId,
    title,
    status,
    from: tier,
    to: verdict.tier,
    fromRule: facts.why['rule'] as string,
    toRule: verdict.rule,
    atMs,
    isRolledBack: status === 'compensated',
  };
}

/** Counts moves, the most frequent first. */
export function movesOf(changes: Iterable<Pick<TierChange, 'from' | 'to'>>): readonly TierMove[] {
  const counts = new Map<string, TierMove>();
  for (const { from, to } of changes) {
    const key = `${from} ${to}`;
    counts.set(key, { from, to, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  return [...counts.values()].toSorted((one, other) => other.count - one.count);
}
