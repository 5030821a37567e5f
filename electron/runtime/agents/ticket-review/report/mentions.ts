import type { Reading, Theme, TicketText } from '../themes/types.ts';

/** What a theme's tickets name, as the language engine found it. */
export type Mentions = {
  /** Names that stand in several tickets, most frequent first. */
  readonly names: readonly { readonly name: string; readonly tickets: number }[];
  /** Tickets that hold an amount of money. */
  readonly money: number;
  /** Tickets whose wording is plainly negative. */
  readonly negative: number;
};

const MOST_NAMES = 4;
const CANDIDATES = 24;
const FEWEST_TICKETS = 3;
const LEAST_SHARE = 0.05;
/** Longer words in capitals alone are shouting far more often than names. */
const SHOUTING = /\p{Lu}{6}/u;
const NEGATIVE_BELOW = -0.1;
/** A "name" that stands in small letters in more of the tickets than this is a plain word at the start of a sentence. */
const MOST_SMALL_SHARE = 0.15;

/** Counts names, amounts and tone over a theme's tickets. */
export function mentionsIn(theme: Theme, tickets: readonly TicketText[], readings: readonly Reading[]): Mentions {
  const ticketsOfName = new Map<string, Set<number>>();
  let money = 0;
  let negative = 0;
  for (const member of theme.members) {
    const reading = readings[member];
    if (reading === undefined) continue;
    if (reading.sentiment <= NEGATIVE_BELOW) negative += 1;
    if (reading.entities.some(({ type }) => type === 'MONEY')) money += 1;
    for (const { type, text } of reading.entities) {
      if (type !== 'NAME' || text.length < 3 || !/^\p{Lu}/u.test(text)) continue;
      const holders = ticketsOfName.get(text) ?? new Set<number>();
      ticketsOfName.set(text, holders.add(member));
    }
  }
  const fewest = Math.max(FEWEST_TICKETS, theme.members.length * LEAST_SHARE);
  const names = [...ticketsOfName]
    .map(([name, holders]) => ({ name, tickets: holders.size }))
    .filter(({ name, tickets: count }) => count >= fewest && !SHOUTING.test(name))
    .toSorted((left, right) => right.tickets - left.tickets || (left.name < right.name ? -1 : 1))
    .slice(0, CANDIDATES)
    .filter(({ name }) => isProperName(name, theme, tickets))
    .slice(0, MOST_NAMES);
  return { names, money, negative };
}

function isProperName(name: string, theme: Theme, tickets: readonly TicketText[]): boolean {
  const small = name.toLowerCase();
  let capital = 0;
  let lower = 0;
  for (const member of theme.members) {
    const text = tickets[member]?.text ?? '';
    if (text.includes(name)) capital += 1;
    if (text.includes(` ${small}`)) lower += 1;
  }
  return lower <= capital * MOST_SMALL_SHARE;
}
