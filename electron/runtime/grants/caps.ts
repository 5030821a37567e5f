import { moneyWords, type Money } from '../../../shared/domain/money.ts';
import { windowMs, type GrantTerms } from '../../../shared/domain/standing-grant.ts';
import type { AtMs } from '../../../shared/ids.ts';
import type { Used } from './grant-states.ts';

/** Whether an action's money is of the kind a grant covers, and not too much for one action; the reason where not. */
export function wrongMoney(terms: Pick<GrantTerms, 'money'>, money: Money | null): string | null {
  if (money === null) return terms.money.length === 0 ? null : 'It names no sum, and the grant is for sums of money.';
  const cap = terms.money.find(({ currency }) => currency === money.currency);
  if (cap === undefined) return `It moves ${moneyWords(money)}, and the grant covers no ${money.currency}.`;
  if (money.micros < 0) return `It moves ${moneyWords(money)}, which is below zero.`;
  if (money.micros <= cap.perAction) return null;
  return `It moves ${moneyWords(money)}, and one action may move ${moneyWords({ micros: cap.perAction, currency: cap.currency })}.`;
}

/** Why there is no room for one more action; null: there is. `recently`: what its window has seen. */
export function noRoom(terms: GrantTerms, used: Used, recently: Used, money: Money | null): string | null {
  if (used.count >= terms.count) return `All ${terms.count} of its actions are used.`;
  const { window } = terms;
  if (window !== null && recently.count >= window.count)
    return `${recently.count} actions went through in the last ${window.per}, and ${window.count} may.`;
  if (money === null) return null;
  const { currency, micros } = money;
  const total = terms.money.find((cap) => cap.currency === currency)?.total ?? 0;
  const overTotal = over(used, total, money);
  if (overTotal !== null) return `${overTotal} in all.`;
  const most = window === null || !Object.hasOwn(window.money, currency) ? null : (window.money[currency] ?? 0);
  if (most === null || window === null || micros === 0) return null;
  const overWindow = over(recently, most, money);
  return overWindow === null ? null : `${overWindow} within one ${window.per}.`;
}

function over(used: Used, most: number, { micros, currency }: Money): string | null {
  const sum = Object.hasOwn(used.money, currency) ? (used.money[currency] ?? 0) : 0;
  // Sums near the largest exact number are told from what is left, never by adding.
  if (micros <= most - sum) return null;
  const words = (amount: number): string => moneyWords({ micros: amount, currency });
  return `${words(sum)} have gone through, and with ${words(micros)} more it would be over the ${words(most)} it may move`;
}

/** Since when actions count in the window. */
export function windowStart(terms: Pick<GrantTerms, 'window'>, nowMs: AtMs): AtMs {
  return terms.window === null ? nowMs : nowMs - windowMs[terms.window.per] + 1;
}
