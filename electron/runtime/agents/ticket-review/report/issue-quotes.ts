import { pickQuotes } from '../themes/quotes.ts';
import type { Reading, Theme } from '../themes/types.ts';
import type { Ticket } from '../tickets/ticket.ts';
import type { IssueQuote } from './review.ts';

const SHOWN = 3;
const CONSIDERED = 12;
/** Two quotes that share more of their words than this say the same; form letters differ in a word or two. */
const SAME_SHARE = 0.6;

/** A theme's quotes, no two of them saying the same. */
export function quotesOf(
  theme: Theme,
  { tickets, readings }: { readonly tickets: readonly Ticket[]; readonly readings: readonly Reading[] },
): IssueQuote[] {
  const chosen: IssueQuote[] = [];
  for (const quote of pickQuotes(theme, tickets, readings, CONSIDERED)) {
    const ticket = tickets[quote.ticket];
    if (ticket === undefined || chosen.length >= SHOWN) continue;
    const { id: ticketId, row, receivedAtMs } = ticket;
    const dangling = /^[\s,;:.)\]-]+/u.exec(quote.text)?.[0].length ?? 0;
    const text = quote.text.slice(dangling);
    if (chosen.some((other) => sharedWords(other.text, text) > SAME_SHARE)) continue;
    chosen.push({ ticketId, row, receivedAtMs, start: quote.start + dangling, end: quote.end, text });
  }
  return chosen;
}

/** Words both hold, of all words either holds (Jaccard). */
function sharedWords(left: string, right: string): number {
  const a = new Set(left.toLowerCase().match(/[\p{L}\p{N}]+/gu));
  const b = new Set(right.toLowerCase().match(/[\p{L}\p{N}]+/gu));
  const shared = a.intersection(b).size;
  return shared / Math.max(1, a.size + b.size - shared);
}
