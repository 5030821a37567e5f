import type { Reading, Theme } from '../themes/types.ts';
import type { Ticket } from '../tickets/ticket.ts';
import { spanOf, termWeights } from './span.ts';

/** What is decided about one ticket's reply; its words are composed from it. */
export type DraftPlan = {
  readonly ticketId: string;
  readonly row: number;
  readonly to: string | null;
  readonly customer: string | null;
  readonly theme: string;
  readonly start: number;
  readonly end: number;
  readonly quote: string;
};

export type NoDraftReason = 'too-short' | 'no-theme' | 'nothing-to-quote';

/** A ticket without a reply draft, and why. */
export type WithoutDraft = { readonly ticketId: string; readonly row: number; readonly reason: NoDraftReason };

/** How each reason is called in a report. */
export const noDraftReasons: Readonly<Record<NoDraftReason, string>> = {
  'too-short': 'fewer than four words',
  'no-theme': 'fits no theme',
  'nothing-to-quote': 'holds no line that can be quoted',
};

const FEWEST_WORDS = 4;

/** Plans one reply per ticket; a ticket that gets none is listed with its reason. */
export function planDrafts(
  tickets: readonly Ticket[],
  readings: readonly Reading[],
  themes: readonly Theme[],
): { plans: DraftPlan[]; without: WithoutDraft[] } {
  const themeOf = new Map<number, Theme>();
  const weightsOf = new Map<string, ReadonlyMap<string, number>>();
  for (const theme of themes) {
    weightsOf.set(theme.id, termWeights(theme.name, theme.keywords));
    for (const member of theme.members) themeOf.set(member, theme);
  }
  const plans: DraftPlan[] = [];
  const without: WithoutDraft[] = [];
  for (const [index, ticket] of tickets.entries()) {
    const reading = readings[index];
    const theme = themeOf.get(index);
    const { id: ticketId, row } = ticket;
    if (reading === undefined || reading.words < FEWEST_WORDS) without.push({ ticketId, row, reason: 'too-short' });
    else if (theme === undefined) without.push({ ticketId, row, reason: 'no-theme' });
    else {
      const span = spanOf(ticket.text, reading, weightsOf.get(theme.id) ?? new Map());
      if (span === null) without.push({ ticketId, row, reason: 'nothing-to-quote' });
      else plans.push({ ticketId, row, to: ticket.recipient, customer: ticket.customer, theme: theme.id, ...span });
    }
  }
  return { plans, without };
}
