import type { Spending } from '../budgets/stands.ts';
import type { AtMs } from '../../../shared/ids.ts';
import type { Stores } from './stores.ts';
import { today } from './today.ts';

/** What decisions, and screens, read of budgets. */
export function spendingOf(
  { budgets, calls, usage, familyUse, runs }: Pick<Stores, 'budgets' | 'calls' | 'usage' | 'familyUse' | 'runs'>,
  nowMs: () => AtMs,
  timeZone: () => string | null,
): Spending {
  return {
    today: () => today(nowMs(), timeZone()),
    budgets: budgets.all,
    raised: budgets.raised,
    use: usage.use,
    openLines: calls.open,
    run: runs.load,
    familyUse: familyUse.use,
  };
}
