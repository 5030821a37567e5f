import type { Reading, TicketText } from '../themes/types.ts';
import { annotate, properties } from './engine.ts';
import { entitiesIn } from './entities.ts';
import { keyPhrases } from './key-phrases.ts';
import { tokensOf } from './tokens.ts';
import { analysedPart } from './words.ts';

const SHOUTING_CHECKED = 2_000;
const SHOUTING_SHARE = 0.6;

/** Reads one ticket: phrases, entities, sentiment and sentence bounds. Pure; an empty text gives an empty reading. */
export function readTicket(text: string): Reading {
  const part = analysedPart(text);
  if (part.trim() === '') return { phrases: [], entities: [], sentiment: 0, sentences: [], words: 0 };
  const its = properties();
  const plain = withoutShouting(part);
  const document = annotate(plain);
  const tokens = tokensOf(document, plain);
  return {
    phrases: keyPhrases(tokens, plain),
    entities: entitiesIn(document, tokens, part),
    sentiment: Math.max(-1, Math.min(1, document.out(its.sentiment) as unknown as number)),
    sentences: sentenceBounds(document.sentences().out(its.span) as unknown as number[][], tokens),
    words: tokens.filter((token) => token.isWord).length,
  };
}

/** Reads a chunk of tickets, so that reading can be a durable step of its own. */
export function readTickets(tickets: readonly TicketText[]): Reading[] {
  return tickets.map((ticket) => readTicket(ticket.text));
}

/**
 * The tagger takes capitals for names, so a text in capitals, or with most words capitalised like a heading, is read in
 * lower case where that moves no offset.
 */
function withoutShouting(text: string): string {
  const start = text.slice(0, SHOUTING_CHECKED);
  const words = start.match(/\p{L}{2,}/gu) ?? [];
  const capitalised = words.filter((word) => /^\p{Lu}/u.test(word)).length;
  if (capitalised <= words.length * SHOUTING_SHARE) return text;
  const lower = text.toLowerCase();
  return lower.length === text.length ? lower : text;
}

function sentenceBounds(
  spans: readonly (readonly number[])[],
  tokens: readonly { readonly start: number; readonly end: number; readonly isSpace: boolean }[],
): Reading['sentences'] {
  const bounds: { start: number; end: number }[] = [];
  for (const [first, last] of spans) {
    const inside = tokens.slice(first, last! + 1).filter((token) => !token.isSpace);
    if (inside.length > 0) bounds.push({ start: inside[0]!.start, end: inside[inside.length - 1]!.end });
  }
  return bounds;
}
