import { limitOf } from '../../../shared/domain/amounts.ts';
import type { AtLimit } from '../../../shared/domain/budget.ts';
import { UsageError } from '../arguments/usage-error.ts';

export const budgetHint =
  'Write tokens=10000, money=2.50EUR, model-calls=20, tool-calls=5, steps=100, or wall=10m (ms, s, m, h).';

/** One budget as `NAME=AMOUNT`. */
export function limitFrom(stated: string): { readonly measure: string; readonly limit: number } {
  const equals = stated.indexOf('=');
  const found = equals < 1 ? null : limitOf(stated.slice(0, equals).trim(), stated.slice(equals + 1));
  if (found === null) throw new UsageError(`"${stated}" is not a budget.`, { hint: budgetHint });
  return { measure: found.measure, limit: found.amount };
}

/** The budgets of `--budget`, each list of them separated by commas; one of a measure. */
export function limitsFrom(
  stated: readonly string[],
  atLimit: AtLimit,
): { readonly measure: string; readonly limit: number; readonly atLimit: AtLimit }[] {
  const limits = stated.flatMap((list) => list.split(',')).map((one) => ({ ...limitFrom(one), atLimit }));
  const twice = limits.find(({ measure }, index) => limits.findIndex((one) => one.measure === measure) !== index);
  if (twice !== undefined) throw new UsageError(`There are two budgets for ${twice.measure}; give one.`);
  return limits;
}
