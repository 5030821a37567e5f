import type { AtMs, Ms } from '../ids.ts';
import type { ApprovalFilter } from '../ipc/approval-list-methods.ts';
import { approvalStatuses } from './approval.ts';
import type { ApprovalStatus, ApprovalSummary } from './approval.ts';
import { tiers } from './effect.ts';
import type { Tier } from './effect.ts';
import { queryParts } from './run-query.ts';

/** A filter of approvals, as read from its text form. */
export interface ApprovalQuery {
  readonly toolId: string | null;
  readonly agentId: string | null;
  readonly runId: string | null;
  readonly tier: readonly Tier[];
  /** Empty: those of the part of the inbox it is asked in. */
  readonly status: readonly ApprovalStatus[];
  readonly expiresIn: { readonly less: boolean; readonly ms: Ms } | null;
  /** Millionths of a main unit. */
  readonly money: { readonly over: boolean; readonly micros: number; readonly currency: string | null } | null;
  /** Whom it waits for; `me` is whoever asks. */
  readonly waitsFor: string | null;
  /** Whose approval was the last word; `me` is whoever asks. */
  readonly by: string | null;
  readonly words: string;
  /** Parts that mean nothing here, as they were typed. */
  readonly unknown: readonly string[];
}

/** The parts there are, for who types: the same words stand in the help of the command line. */
export const approvalQueryHelp =
  'tool:reply.send agent:ticket-review run:RUN tier:gate-two status:unknown expires:<2h money:>100EUR for:me by:me and words of the title';

/** Of what is searched for in titles, in characters. */
const longestWords = 200;

const units: Readonly<Record<string, Ms>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Reads `tool:reply.send tier:gate expires:<2h money:>100 some words`; a part that is said twice counts as said last. */
export function parseApprovalQuery(text: string): ApprovalQuery {
  const named = new Map<string, string>();
  const tier: Tier[] = [];
  const status: ApprovalStatus[] = [];
  const words: string[] = [];
  const unknown: string[] = [];
  let expiresIn: ApprovalQuery['expiresIn'] = null;
  let money: ApprovalQuery['money'] = null;
  for (const part of queryParts(text)) {
    const [, key, value = ''] = /^([a-z]+):(.*)$/.exec(part) ?? [];
    const span = /^([<>])(\d{1,6})([smhd])$/.exec(value);
    const sum = /^([<>])(\d{1,9}(?:\.\d{1,6})?)([A-Za-z]{3})?$/.exec(value);
    if (key === undefined) words.push(part);
    else if (['tool', 'agent', 'run', 'for', 'by'].includes(key) && value !== '') named.set(key, value);
    else if (key === 'tier' && isOneOf(tiers, value)) tier.push(value);
    else if (key === 'status' && isOneOf(approvalStatuses, value)) status.push(value);
    else if (key === 'expires' && span !== null)
      expiresIn = { less: span[1] === '<', ms: Number(span[2]) * (units[span[3] ?? ''] ?? 0) };
    else if (key === 'money' && sum !== null)
      money = {
        over: sum[1] === '>',
        micros: Math.round(Number(sum[2]) * 1_000_000),
        currency: sum[3]?.toUpperCase() ?? null,
      };
    else unknown.push(part);
  }
  return {
    toolId: named.get('tool') ?? null,
    agentId: named.get('agent') ?? null,
    runId: named.get('run') ?? null,
    tier: [...new Set(tier)],
    status: [...new Set(status)],
    expiresIn,
    money,
    waitsFor: named.get('for') ?? null,
    by: named.get('by') ?? null,
    words: words.join(' '),
    unknown,
  };
}

/** The filter as the runtime takes it: over these statuses, unless the query names its own. `me` is who asks. */
export function toApprovalFilter(
  query: ApprovalQuery,
  asked: { readonly status: readonly ApprovalStatus[]; readonly me: string | null },
): ApprovalFilter {
  const { toolId, agentId, runId, tier, status, expiresIn, money, waitsFor, by, words } = query;
  const person = (name: string): string => (name === 'me' ? (asked.me ?? '') : name);
  return {
    status: [...(status.length === 0 ? asked.status : status)],
    ...(toolId === null ? {} : { toolId }),
    ...(agentId === null ? {} : { agentId }),
    ...(runId === null ? {} : { runId }),
    ...(tier.length === 0 ? {} : { tier: [...tier] }),
    ...(expiresIn === null ? {} : { [expiresIn.less ? 'expiresInLess' : 'expiresInMore']: expiresIn.ms }),
    ...(money === null ? {} : { [money.over ? 'moneyOver' : 'moneyUnder']: money.micros }),
    ...(money === null || money.currency === null ? {} : { currency: money.currency }),
    ...(waitsFor === null ? {} : { decidableBy: person(waitsFor) }),
    ...(by === null ? {} : { approvedBy: person(by) }),
    ...(words === '' ? {} : { text: words.slice(0, longestWords) }),
  };
}

/**
 * Whether an item belongs to a filter, judged by what the list shows of it. For whom it waits, and who approved it, the
 * list does not show: by these nothing is left out, and reading the list again is exact.
 */
export function matchesApproval(item: ApprovalSummary, filter: ApprovalFilter, nowMs: AtMs): boolean {
  const { status = ['pending'], toolId, agentId, runId, tier, currency, text } = filter;
  const { expiresInLess, expiresInMore, moneyOver, moneyUnder } = filter;
  const leftMs = item.expiresAtMs - nowMs;
  const micros = item.money?.micros ?? null;
  return (
    status.includes(item.status) &&
    (toolId === undefined || item.toolId === toolId) &&
    (agentId === undefined || item.agentId === agentId) &&
    (runId === undefined || item.runId === runId) &&
    (tier === undefined || tier.includes(item.tier)) &&
    (expiresInLess === undefined || leftMs < expiresInLess) &&
    (expiresInMore === undefined || leftMs >= expiresInMore) &&
    (moneyOver === undefined || (micros !== null && micros > moneyOver)) &&
    (moneyUnder === undefined || (micros !== null && micros < moneyUnder)) &&
    (currency === undefined || item.money?.currency === currency) &&
    (text === undefined || item.title.toLowerCase().includes(text.toLowerCase()))
  );
}

function isOneOf<T extends string>(all: readonly T[], value: string): value is T {
  return (all as readonly string[]).includes(value);
}
