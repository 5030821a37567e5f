import type { EffectState } from '../engine/states.ts';
import type { EffectOutcome } from '../sdk/types.ts';
import type { Envelope } from '../../../shared/domain/envelope.ts';
import type { JsonObject } from '../../../shared/json.ts';

/**
 * What the agent is told once an effect has come to its end; null while it has not. `unknown` waits for a person, and
 * of an action that was edited the agent is told the end of the one in its place, with both versions.
 */
export function outcomeOf(effect: EffectState): EffectOutcome | null {
  const outcome = endOf(effect);
  const { edit } = effect.facts;
  if (outcome === null || edit === undefined) return outcome;
  const { tool, target, params } = JSON.parse(effect.envelope) as Envelope;
  const to = { tool: tool.id, target, params: params as JsonObject };
  return { ...outcome, edited: { from: edit.asked, to, by: edit.by, reason: edit.reason } };
}

/** The tool the agent named: its journal knows the entry by it, also where a person chose another. */
export function askedTool({ toolId, facts }: EffectState): string {
  return facts.edit?.asked.tool ?? toolId;
}

function endOf(effect: EffectState): EffectOutcome | null {
  switch (effect.status) {
    case 'done':
    case 'compensated':
      return {
        outcome: 'done',
        summary: effect.receipt?.summary ?? '',
        detail: (effect.receipt?.detail ?? {}) as JsonObject,
      };
    case 'refused':
      if (effect.cause === 'edited') return null;
      return { outcome: 'refused', cause: effect.cause ?? 'withdrawn', reason: effect.causeDetail ?? '' };
    case 'failed':
      return { outcome: 'failed', reason: effect.causeDetail ?? '' };
    case 'proposed':
    case 'waiting-decision':
    case 'granted':
    case 'holding':
    case 'dispatched':
    case 'unknown':
      return null;
  }
}
