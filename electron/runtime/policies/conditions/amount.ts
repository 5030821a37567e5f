import type { AmountCondition } from '../../../../shared/domain/policy-condition.ts';
import { moneyWords, readMoney, type Money } from '../../../../shared/domain/money.ts';

/** Whether the money an action moves meets a condition. Nothing is converted: another currency never does. */
export function amountHolds(asked: AmountCondition, money: Money | null): boolean {
  const [least, limit] = boundsOf(asked);
  return money !== null && money.currency === asked.currency && money.micros >= least && money.micros < limit;
}

export function amountFound(money: Money | null): string {
  return money === null ? 'it moves no money' : `amount is ${moneyWords(money)}`;
}

/** A sum for which the condition holds; null where there is none. */
export function amountMeeting(asked: AmountCondition): Money | null {
  const [least, limit] = boundsOf(asked);
  return least < limit ? { micros: least, currency: asked.currency } : null;
}

/** From and up to, in millionths. What cannot be read holds for nothing. */
function boundsOf({ currency, atLeast, below }: AmountCondition): readonly [least: number, limit: number] {
  const micros = (sum: string | undefined, absent: number): number => {
    if (sum === undefined) return absent;
    const read = readMoney(sum, currency);
    return read.ok ? read.money.micros : Number.NaN;
  };
  return [micros(atLeast, 0), micros(below, Number.POSITIVE_INFINITY)];
}
