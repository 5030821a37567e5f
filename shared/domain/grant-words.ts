import { argumentWords, targetWords } from './condition-words.ts';
import type { Backtest, GrantBasis } from './grant-backtest.ts';
import type { ScopeArgument } from './grant-scope.ts';
import { moneyWords } from './money.ts';
import type { GrantTerms, GrantUsed } from './standing-grant.ts';

/** What an action has to be to be covered, part by part. */
export function scopeWords({ agentId, toolId, effectClass, scope }: GrantTerms): readonly string[] {
  return [
    `agent is ${agentId}`,
    `tool is ${toolId} (${effectClass})`,
    targetWords(scope.target),
    ...scope.arguments.map(scopeArgumentWords),
    ...scope.lists.map(
      ({ path, atMost, optional }) =>
        `${path} has at most ${atMost} entries${optional === true ? ', or is missing' : ''}`,
    ),
    'nothing else is in it',
  ];
}

function scopeArgumentWords({ type, optional, maxLength, ...test }: ScopeArgument): string {
  const isTested = Object.keys(test).length > 1;
  const what = isTested ? argumentWords(test) : `argument ${test.path} is any ${type}`;
  const length = maxLength === undefined ? '' : ` of at most ${maxLength} characters`;
  return `${what}${length}${optional === true ? ', or is missing' : ''}`;
}

/** Its caps, one sentence each. */
export function capWords({ count, window, money, sampleOneIn }: GrantTerms): readonly string[] {
  const perWindow = window === null ? [] : [`${window.count} actions within one ${window.per}`];
  const moved = money.map(
    ({ currency, perAction, total }) =>
      `${moneyWords({ micros: perAction, currency })} an action, ${moneyWords({ micros: total, currency })} in all`,
  );
  const movedPerWindow = Object.entries(window?.money ?? {}).map(
    ([currency, micros]) => `${moneyWords({ micros, currency })} within one ${window?.per ?? 'day'}`,
  );
  return [
    `${count} actions in all`,
    ...perWindow,
    ...(moved.length === 0 ? ['no money'] : moved),
    ...movedPerWindow,
    `one in ${sampleOneIn} goes to a person all the same`,
  ];
}

/** `12 of 40, 300.00 EUR of 1000.00 EUR`. */
export function usedOfGrant({ count, money }: GrantTerms, used: GrantUsed): string {
  const moved = money.map(({ currency, total }) => {
    const micros = used.money[currency] ?? 0;
    return `${moneyWords({ micros, currency })} of ${moneyWords({ micros: total, currency })}`;
  });
  return [`${used.count} of ${count}`, ...moved].join(', ');
}

export function basisWords({ days, decided, approved, rolledBack }: GrantBasis): string {
  return `People approved ${approved} of ${decided} such actions in ${days} days; ${rolledBack} were rolled back.`;
}

/** What a backtest says, in a sentence or three. */
export function backtestWords({ days, looked, isCut, covered, through, overCap, against }: Backtest): string {
  const room = overCap === 0 ? '' : `; the caps would have left ${overCap} to a person`;
  const asked = `Of ${isCut ? 'the last ' : ''}${looked} actions a person was asked about in ${days} days, it covers ${covered} and would have let ${through} through${room}.`;
  const objections =
    against === 0
      ? 'Nobody objected to any of them.'
      : `People objected to ${against} of them, which speaks against it.`;
  return `${asked} ${objections}`;
}
