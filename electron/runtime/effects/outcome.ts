import type { EffectState } from '../engine/states.ts';
import type { EffectOutcome } from '../sdk/types.ts';
import type { JsonObject } from '../../../shared/json.ts';

/** What the agent is told once an effect has come to its end; null while it has not. `unknown` waits for a person. */
export function outcomeOf(effect: EffectState): EffectOutcome | null {
  switch (effect.status) {
    case 'done':
    case 'compensated':
      return {
        outcome: 'done',
        summary: effect.receipt?.summary ?? '',
        detail: (effect.receipt?.detail ?? {}) as JsonObject,
      };
    case 'refused':
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
