import type { DraftPlan } from './plan.ts';
import type { ThemeAnswer } from './theme-answer.ts';

/** The words of one reply. */
export type Reply = { readonly subject: string; readonly body: string };

/** A name that can stand in a greeting; anything else from the file stays out of it. */
const GREETABLE = /^\p{L}[\p{L}\p{M}'’. -]{1,59}$/u;

/** Writes a ticket's reply: greeting, the one quoted span, what the theme's answer says and asks, the reference. */
export function composeReply(plan: DraftPlan, answer: ThemeAnswer, signature: string): Reply {
  return {
    subject: subjectOf(plan.ticketId, answer),
    body: bodyOf({
      greeting: greetingFor(plan.customer),
      quote: plan.quote,
      ticketId: plan.ticketId,
      answer,
      signature,
    }),
  };
}

/** The reply of a theme with gaps where each ticket's own words stand. */
export function replySkeleton(answer: ThemeAnswer, signature: string): Reply {
  const ticketId = '‹ticket›';
  return {
    subject: subjectOf(ticketId, answer),
    body: bodyOf({ greeting: 'Hello ‹name›,', quote: '‹one sentence of the ticket›', ticketId, answer, signature }),
  };
}

function subjectOf(ticketId: string, { topic }: ThemeAnswer): string {
  return `Your message about ${topic} (ticket ${ticketId})`;
}

function greetingFor(customer: string | null): string {
  return customer !== null && GREETABLE.test(customer) ? `Hello ${customer},` : 'Hello,';
}

function bodyOf(parts: {
  readonly greeting: string;
  readonly quote: string;
  readonly ticketId: string;
  readonly answer: ThemeAnswer;
  readonly signature: string;
}): string {
  const { greeting, quote, ticketId, answer, signature } = parts;
  const paragraphs = [
    greeting,
    'Thank you for your message. You wrote:',
    `“${quote}”`,
    answer.acknowledgement,
    `We have noted your message under: ${answer.name}. If it is about something else, one sentence from you is enough to put us right.`,
    `To look into it we need, as far as you have it:\n${answer.asks.map((ask) => `- ${ask}`).join('\n')}`,
    answer.advice,
    `Please reply to this message and keep ticket ${ticketId} in the subject, so that your answer joins what you have already told us.`,
    signature === '' ? 'Kind regards' : `Kind regards\n${signature}`,
  ];
  return `${paragraphs.join('\n\n')}\n`;
}
