import type { Backtest } from '../../../shared/domain/grant-backtest.ts';
import { windowMs, type GrantTerms } from '../../../shared/domain/standing-grant.ts';
import type { Money } from '../../../shared/domain/money.ts';
import type { AtMs } from '../../../shared/ids.ts';
import { noRoom, wrongMoney } from './caps.ts';
import type { Used } from './grant-states.ts';
import type { PastAction } from './past-action.ts';
import { outsideScope } from './scope.ts';

/** Cases that are listed. */
const mostCases = 50;

/**
 * What terms would have done to past actions, oldest first: the same scope and the same caps as are held against an
 * action that is proposed now. Its time, agent, release and samples are not looked at. Pure.
 */
export function backtest(
  terms: GrantTerms,
  actions: readonly PastAction[],
  about: { readonly days: number; readonly isCut: boolean; readonly dayOf: (atMs: AtMs) => string },
): Backtest {
  const covered = actions.filter((action) => isCovered(terms, action));
  const all = tally();
  const days = new Map<string, ReturnType<typeof tally>>();
  const recent: { atMs: AtMs; money: Money | null }[] = [];
  const window = tally();
  let overCap = 0;
  for (const { atMs, money } of covered) {
    const since = terms.window === null ? atMs : atMs - windowMs[terms.window.per] + 1;
    for (let first = recent[0]; first !== undefined && first.atMs < since; first = recent[0]) {
      window.add(first.money, -1);
      recent.shift();
    }
    if (noRoom(terms, all.used(), window.used(), money) !== null) {
      overCap += 1;
      continue;
    }
    all.add(money, 1);
    window.add(money, 1);
    recent.push({ atMs, money });
    const day = about.dayOf(atMs);
    const ofDay = days.get(day) ?? tally();
    ofDay.add(money, 1);
    days.set(day, ofDay);
  }
  const against = covered.filter((action) => action.against !== null);
  return {
    days: about.days,
    looked: actions.length,
    isCut: about.isCut,
    covered: covered.length,
    through: covered.length - overCap,
    overCap,
    approved: covered.filter((action) => action.isApproved).length,
    undecided: covered.filter((action) => !action.isApproved && action.against === null).length,
    against: against.length,
    cases: against
      .slice(-mostCases)
      .toReversed()
      .flatMap(({ approvalId, title, atMs, against: said }) =>
        said === null ? [] : [{ approvalId, title, atMs, ...said }],
      ),
    perDay: [...days].map(([day, ofDay]) => ({ day, actions: ofDay.used().count, money: { ...ofDay.used().money } })),
  };
}

export function isCovered(terms: GrantTerms, action: PastAction): boolean {
  return (
    action.couldBeGranted &&
    action.effectClass === terms.effectClass &&
    wrongMoney(terms, action.money) === null &&
    outsideScope(terms.scope, action) === null
  );
}

function tally(): { add(money: Money | null, times: 1 | -1): void; used(): Used } {
  let count = 0;
  const sums = new Map<string, number>();
  return {
    add(money, times) {
      count += times;
      if (money !== null) sums.set(money.currency, (sums.get(money.currency) ?? 0) + times * money.micros);
    },
    used: () => ({ count, sent: count, money: Object.fromEntries(sums) }),
  };
}
