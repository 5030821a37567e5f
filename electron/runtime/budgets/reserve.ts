import { isSpentByModels, type Amounts } from '../../../shared/domain/amounts.ts';
import type { BudgetStand, BudgetStop, CallLine } from '../../../shared/domain/budget.ts';
import type { Settings } from '../../../shared/domain/workspace.ts';

/** What a call says before it begins. */
export interface Asking {
  readonly kind: CallLine['kind'];
  readonly name: string;
  readonly estimate: Amounts;
}

/**
 * What a call reserves: itself, and what it expects to use. Its time of work is not known before, so it reserves none
 * and is let begin while any is left; what has begun is not cut off.
 */
export function reservedBy(kind: CallLine['kind'], expected: Amounts = {}): Amounts {
  if (kind === 'effect') return { 'tool-calls': 1 };
  return kind === 'model' ? { ...expected, 'model-calls': 1, steps: 1 } : { steps: 1 };
}

/**
 * What a model call reserves of measures that a budget counts and it said nothing of: what the settings say such a call
 * may use, or all that is left where that is less. Near its limit it goes alone, so only one call can pass it.
 */
export function withUnstated(
  kind: CallLine['kind'],
  estimate: Amounts,
  stands: readonly BudgetStand[],
  { unstatedTokens, unstatedMoney }: Unstated,
): Amounts {
  if (kind !== 'model') return estimate;
  const whole: Record<string, number> = { ...estimate };
  for (const { measure, limit, used, unknown } of stands) {
    if (estimate[measure] !== undefined || !isSpentByModels(measure)) continue;
    const most = whole[measure] ?? (measure === 'tokens' ? unstatedTokens : unstatedMoney);
    whole[measure] = Math.max(1, Math.min(most, limit - used - unknown));
  }
  return whole;
}

export type Unstated = Pick<Settings, 'unstatedTokens' | 'unstatedMoney'>;

/** `isFull` false: there is room once what is under way has been settled. */
export interface Obstacle {
  readonly stop: BudgetStop;
  readonly isFull: boolean;
}

/**
 * The budget that stands in the way of a call, or null. A measure the call may use without having said how much needs
 * at least one to be left, so that a used-up budget lets nothing begin. Where several stand in the way, a full one comes
 * first, and among those one that fails the run before one that asks.
 */
export function inTheWay(stands: readonly BudgetStand[], { kind, name, estimate }: Asking): Obstacle | null {
  let found: Obstacle | null = null;
  for (const stand of stands) {
    const least = mayUse(kind, stand.measure) ? 1 : 0;
    const asked = Math.max(least, estimate[stand.measure] ?? 0);
    const left = stand.limit - stand.used - stand.unknown;
    if (asked === 0 || stand.reserved + asked <= left) continue;
    const next = { stop: { ...stand, asked, what: name }, isFull: asked > left };
    if (found === null || weight(next) > weight(found)) found = next;
  }
  return found;
}

function weight({ isFull, stop }: Obstacle): number {
  return (isFull ? 2 : 0) + (stop.atLimit === 'fail' ? 1 : 0);
}

function mayUse(kind: CallLine['kind'], measure: string): boolean {
  if (kind === 'effect') return measure === 'tool-calls';
  return measure === 'steps' || measure === 'wall' || (kind === 'model' && isSpentByModels(measure));
}
