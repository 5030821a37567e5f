import type { Theme } from '../themes/types.ts';
import type { Ticket } from '../tickets/ticket.ts';
import { growthOf, sharesOverTime, splitTime, type Growth, type TimeSplit } from './growth.ts';

/** One recurring issue, with every number its rank rests on. */
export type Issue = {
  readonly theme: string;
  readonly name: string;
  readonly keywords: readonly string[];
  readonly tickets: number;
  /** Of all tickets reviewed. */
  readonly share: number;
  readonly growth: Growth;
  /** Share of the tickets in each of eight equally full slices of time, oldest first. */
  readonly overTime: readonly number[];
  /** 0..1, from the words and the tone of the theme's tickets. */
  readonly severity: number;
  readonly score: number;
  /** The product values its tickets carry most, where such a column is mapped. */
  readonly products: readonly { readonly product: string; readonly tickets: number }[];
};

/** The ranking, its base, and the groups of one ticket, which are no recurring issues. */
export type Ranking = {
  readonly issues: readonly Issue[];
  readonly single: readonly Issue[];
  readonly reviewed: number;
  /** Different texts among them. */
  readonly distinct: number;
  readonly dated: number;
  readonly split: TimeSplit | null;
};

/** What happened once has not recurred. */
const FEWEST_RECURRING = 2;
/** How many slices of time a theme's course is drawn in. */
export const TIME_SLICES = 8;
const MOST_PRODUCTS = 3;

/**
 * Ranks themes: score = share of the tickets in percent × growth factor × (0.5 + severity). A theme twice as large
 * counts twice; certain growth can double or halve; the gravest theme counts three times the mildest of its size.
 */
export function rankIssues(themes: readonly Theme[], tickets: readonly Ticket[]): Ranking {
  const dates = datesOf(tickets);
  const split = splitTime(dates);
  const issues = themes
    .map((theme) => issueOf(theme, tickets, split, dates))
    .toSorted((left, right) => right.score - left.score || right.tickets - left.tickets);
  return {
    issues: issues.filter((issue) => issue.tickets >= FEWEST_RECURRING),
    single: issues.filter((issue) => issue.tickets < FEWEST_RECURRING),
    reviewed: tickets.length,
    distinct: new Set(tickets.map(({ text }) => text)).size,
    dated: dates.length,
    split,
  };
}

function issueOf(
  theme: Theme,
  tickets: readonly Ticket[],
  split: TimeSplit | null,
  allDates: readonly number[],
): Issue {
  const members = theme.members.flatMap((index) => tickets[index] ?? []);
  const dates = datesOf(members);
  const growth = growthOf(dates, split);
  const share = members.length / tickets.length;
  return {
    theme: theme.id,
    name: theme.name,
    keywords: theme.keywords,
    tickets: members.length,
    share,
    growth,
    overTime: split === null ? [] : sharesOverTime(dates, allDates, TIME_SLICES),
    severity: theme.severity,
    score: Math.round(100 * share * growth.factor * (0.5 + theme.severity) * 100) / 100,
    products: productsOf(members),
  };
}

function datesOf(tickets: readonly Ticket[]): number[] {
  return tickets.flatMap(({ receivedAtMs }) => (receivedAtMs === null ? [] : [receivedAtMs]));
}

function productsOf(tickets: readonly Ticket[]): Issue['products'] {
  const counts = new Map<string, number>();
  for (const { product } of tickets) if (product !== null) counts.set(product, (counts.get(product) ?? 0) + 1);
  return [...counts]
    .map(([product, count]) => ({ product, tickets: count }))
    .toSorted((left, right) => right.tickets - left.tickets || (left.product < right.product ? -1 : 1))
    .slice(0, MOST_PRODUCTS);
}
