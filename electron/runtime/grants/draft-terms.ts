import type { GrantBasis } from '../../../shared/domain/grant-backtest.ts';
import { dayMs, grantTermsSchema, type GrantTerms, type MoneyCap } from '../../../shared/domain/standing-grant.ts';
import type { AtMs } from '../../../shared/ids.ts';
import { draftScope } from './draft-scope.ts';
import type { PastAction } from './past-action.ts';

export interface DraftFor {
  readonly agentId: string;
  readonly toolId: string;
  readonly ownerId: string;
  readonly days: number;
  readonly nowMs: AtMs;
}

export type Drafted =
  | { readonly ok: true; readonly terms: GrantTerms; readonly basis: GrantBasis; readonly notes: readonly string[] }
  | { readonly ok: false; readonly reason: string };

/** The longest a draft proposes, days; people may give more or less. */
const draftDays = 30;

/** Terms that cover what people approved and nobody was sorry for, as narrow as that allows. Pure. */
export function draftTerms(actions: readonly PastAction[], about: DraftFor): Drafted {
  const { agentId, toolId, ownerId, days, nowMs } = about;
  const decided = actions.filter((action) => action.isApproved || action.against !== null);
  const basis = {
    days,
    decided: decided.length,
    approved: decided.filter((action) => action.isApproved).length,
    rolledBack: decided.filter(({ against }) => against?.verdict === 'rolled-back').length,
  };
  const good = decided.filter((action) => action.isApproved && action.against === null && action.couldBeGranted);
  const effectClass = good.at(-1)?.effectClass;
  const alike = good.filter((action) => action.effectClass === effectClass);
  if (alike.length === 0)
    return {
      ok: false,
      reason: `Nobody approved such an action in the last ${days} days, so there is nothing to draft from.`,
    };
  const drafted = draftScope(alike);
  if (drafted === null)
    return {
      ok: false,
      reason: 'The targets of what was approved have nothing in common, so no narrow scope covers them.',
    };
  const money = moneyCaps(alike);
  const busiest = Math.max(
    ...Map.groupBy(alike, ({ atMs }) => Math.floor(atMs / dayMs))
      .values()
      .map((day) => day.length),
  );
  const terms = grantTermsSchema.safeParse({
    title: `${toolId} of ${agentId}, as approved by people`.slice(0, 120),
    ownerId,
    agentId,
    toolId,
    effectClass,
    scope: drafted.scope,
    money,
    count: Math.min(10_000, alike.length),
    window: { per: 'day', count: Math.min(10_000, busiest, alike.length), money: {} },
    notBeforeMs: nowMs,
    expiresAtMs: nowMs + draftDays * dayMs,
    sampleOneIn: 20,
    reason: '',
  });
  if (!terms.success)
    return {
      ok: false,
      reason: `No terms could be made of them: ${terms.error.issues[0]?.message ?? 'they are too varied'}.`,
    };
  return { ok: true, terms: terms.data, basis, notes: drafted.notes };
}

/** The largest sum of each currency, and all of them together. */
function moneyCaps(actions: readonly PastAction[]): readonly MoneyCap[] {
  const sums = actions.flatMap(({ money }) => (money === null || money.micros < 1 ? [] : [money]));
  return [...Map.groupBy(sums, ({ currency }) => currency)].map(([currency, found]) => ({
    currency,
    perAction: Math.max(...found.map(({ micros }) => micros)),
    total: found.reduce((total, { micros }) => Math.min(Number.MAX_SAFE_INTEGER, total + micros), 0),
  }));
}
