import { expect, test } from 'vitest';
import { composeReply } from '../../../../electron/runtime/agents/ticket-review/drafts/compose.ts';
import { planDrafts, type DraftPlan } from '../../../../electron/runtime/agents/ticket-review/drafts/plan.ts';
import { generalKind, issueKinds } from '../../../../electron/runtime/agents/ticket-review/drafts/issue-kinds.ts';
import { spanOf, termWeights } from '../../../../electron/runtime/agents/ticket-review/drafts/span.ts';
import { answerFor } from '../../../../electron/runtime/agents/ticket-review/drafts/theme-answer.ts';
import { readTicket } from '../../../../electron/runtime/agents/ticket-review/language/reader.ts';
import type { Theme } from '../../../../electron/runtime/agents/ticket-review/themes/types.ts';
import type { Ticket } from '../../../../electron/runtime/agents/ticket-review/tickets/ticket.ts';

const refund = theme('double charge', ['second payment', 'refund of the charge']);

test('the quoted span is the line that says what the theme is about, exactly as it stands', () => {
  const text = 'Hello there.\nI have been a customer for nine years now. You took a second payment for one order!\nBye';
  const span = spanOf(text, readTicket(text), termWeights(refund.name, refund.keywords));
  expect(span?.quote).toBe('You took a second payment for one order!');
  expect(text.slice(span?.start, span?.end)).toBe(span?.quote);
});

test('no link, address or control character is sent back in a quote', () => {
  const text = 'Refund my double charge at https://evil.example/pay or write to me@evil.example.\u0007';
  expect(spanOf(text, readTicket(text), termWeights(refund.name, refund.keywords))).toBeNull();
});

test('a very long sentence is cut at a word, and the offsets still hold', () => {
  const text = `  ${'the second payment was never given back to me although I asked, '.repeat(12)}`;
  const span = spanOf(text, readTicket(text), termWeights(refund.name, refund.keywords));
  expect(span?.quote.length).toBeLessThanOrEqual(240);
  expect(span?.quote).toMatch(/\w$/);
  expect(text.slice(span?.start, span?.end)).toBe(span?.quote);
});

test('tickets that are too short, in no theme or not quotable get no draft and are listed with the reason', () => {
  const texts = [
    'You took a second payment for one order and will not refund it.',
    'refund please',
    'Something else entirely that fits nowhere at all.',
    'Refund me at https://evil.example/pay now please.',
  ];
  const tickets = texts.map((text, index) => ticket(index, text));
  const { plans, without } = planDrafts(tickets, texts.map(readTicket), [{ ...refund, members: [0, 1, 3] }]);
  expect(plans.map(({ ticketId }) => ticketId)).toEqual(['T-0']);
  expect(without).toEqual([
    { ticketId: 'T-1', row: 2, reason: 'too-short' },
    { ticketId: 'T-2', row: 3, reason: 'no-theme' },
    { ticketId: 'T-3', row: 4, reason: 'nothing-to-quote' },
  ]);
});

test('a reply quotes its ticket once, names its theme and its reference, and is signed', () => {
  const { subject, body } = composeReply(plan({ customer: 'Zoë O’Neill' }), answerFor(refund), 'Support of Example');
  expect(subject).toBe('Your message about a charge or a fee (ticket T-7)');
  expect(body.split('You took a second payment')).toHaveLength(2);
  expect(body).toContain('“You took a second payment for one order!”');
  expect(body).toContain('double charge');
  expect(body).toMatch(/^Hello Zoë O’Neill,\n/);
  expect(body).toMatch(/Kind regards\nSupport of Example\n$/);
});

test.each(['Dear customer, you have won: go to evil.example', 'Ann <b>', 'x'.repeat(61), '=1+1', ''])(
  'a “name” like %j does not get into the greeting',
  (customer) => {
    expect(composeReply(plan({ customer }), answerFor(refund), '').body).toMatch(/^Hello,\n/);
  },
);

test('the answer fits the theme’s words; where nothing fits well it stays general', () => {
  const kinds = ['identity theft', 'unauthorized hard inquiries', 'late payments', 'student loans', 'missing parcel'];
  expect(kinds.map((name) => answerFor(theme(name, [])).kind)).toEqual([
    'identity-theft',
    'hard-inquiry',
    'late-payment',
    'loan',
    'delivery',
  ]);
  expect(answerFor(theme('minute phone book', ['court order'])).kind).not.toBe('delivery');
  expect(answerFor(theme('colour of the sky', [])).kind).toBe('general');
});

test('no answer promises an outcome, a date or a payment', () => {
  for (const kind of [...issueKinds, generalKind]) {
    const words = [kind.acknowledgement, kind.advice, ...kind.asks].join(' ');
    expect(words).not.toMatch(
      /\bwe (?:will|shall|guarantee|promise|have refunded|have removed)\b|within \d|\bcompensat/i,
    );
    expect(kind.asks).toHaveLength(3);
  }
});

function theme(name: string, keywords: readonly string[]): Theme {
  return { id: 'theme-1', name, keywords: [name, ...keywords], members: [], centrality: [], severity: 0 };
}

function ticket(index: number, text: string): Ticket {
  return { row: index + 1, id: `T-${index}`, text, receivedAtMs: null, recipient: null, customer: null, product: null };
}

function plan(changes: Partial<DraftPlan>): DraftPlan {
  const quote = 'You took a second payment for one order!';
  return {
    ticketId: 'T-7',
    row: 8,
    to: null,
    customer: null,
    theme: 'theme-1',
    start: 0,
    end: quote.length,
    quote,
    ...changes,
  };
}
