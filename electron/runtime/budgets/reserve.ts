import { isSpentByModels, type Amounts } from '../../../shared/domain/amounts.ts';
import type { BudgetStand, BudgetStop, CallLine } from '../../../shared/domain/budget.ts';

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
 * The budget that stands in the way of a call, or null. A measure the call may use without having said how much needs
 * at least one to be left, so that a used-up budget lets nothing begin. Where several stand in the way, one that fails
 * the run comes before one that asks.
 */
export function inTheWay(stands: readonly BudgetStand[], { kind, name, estimate }: Asking): BudgetStop | null {
  let found: BudgetStop | null = null;
  for (const stand of stands) {
    const least = mayUse(kind, stand.measure) ? 1 : 0;
    const asked = Math.max(least, estimate[stand.measure] ?? 0);
    if (asked === 0 || stand.used + stand.reserved + stand.unknown + asked <= stand.limit) continue;
    if (found === null || (found.atLimit === 'ask' && stand.atLimit === 'fail'))
      found = { ...stand, asked, what: name };
  }
  return found;
}

function mayUse(kind: CallLine['kind'], measure: string): boolean {
  if (kind === 'effect') return measure === 'tool-calls';
  return measure === 'steps' || measure === 'wall' || (kind === 'model' && isSpentByModels(measure));
}
