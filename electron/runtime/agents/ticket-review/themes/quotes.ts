import { hasRedaction } from '../language/redaction.ts';
import { termsOf, wordsOf } from '../language/words.ts';
import type { Reading, Theme, TicketText } from './types.ts';

/** An exact piece of one ticket: `ticket.text.slice(start, end) === text`. */
export interface Quote {
  readonly ticket: number;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

const SHORTEST = 30;
const LONGEST = 320;
const GOOD_WORDS = 18;
/** Quotes are looked for among this many of the most central tickets. */
const MOST_TICKETS = 80;

/**
 * Representative sentences of a theme: from its most central tickets, about its keywords, of readable length, without
 * redaction marks where possible, no two alike and each from another ticket. Fewer than `count` where the theme has
 * fewer different tickets; a ticket without a fitting sentence gives its opening words.
 */
export function pickQuotes(
  theme: Theme,
  tickets: readonly TicketText[],
  readings: readonly Reading[],
  count: number,
): readonly Quote[] {
  const weights = keywordWeights(theme);
  const candidates = theme.members.slice(0, MOST_TICKETS).map((ticket, rank) => {
    const best = bestSentence(ticket, tickets[ticket]!.text, readings[ticket]!, weights);
    return { ...best, score: best.score * (0.25 + (theme.centrality[rank] ?? 0)) };
  });
  const quotes: Quote[] = [];
  const said = new Set<string>();
  for (const { quote } of candidates.toSorted((a, b) => b.score - a.score)) {
    if (quotes.length >= count) break;
    const content = [...new Set(termsOf(quote.text))].toSorted().join(' ');
    if (quote.text === '' || said.has(content)) continue;
    said.add(content);
    quotes.push(quote);
  }
  return quotes;
}

function keywordWeights(theme: Theme): Map<string, number> {
  const weights = new Map<string, number>();
  for (const [rank, phrase] of [theme.name, ...theme.keywords].entries()) {
    for (const term of termsOf(phrase)) if (!weights.has(term)) weights.set(term, 1 / (1 + rank / 3));
  }
  return weights;
}

function bestSentence(
  ticket: number,
  text: string,
  reading: Reading,
  weights: ReadonlyMap<string, number>,
): { readonly quote: Quote; readonly score: number } {
  let best = { quote: opening(ticket, text), score: -1 };
  for (const { start, end } of reading.sentences) {
    if (end - start < SHORTEST || end - start > LONGEST) continue;
    const sentence = text.slice(start, end);
    const score = sentenceScore(sentence, weights);
    if (score > best.score) best = { quote: { ticket, start, end, text: sentence }, score };
  }
  return best;
}

function sentenceScore(sentence: string, weights: ReadonlyMap<string, number>): number {
  let score = 0.1;
  for (const term of new Set(termsOf(sentence))) score += weights.get(term) ?? 0;
  const words = wordsOf(sentence).length;
  const length = Math.min(words, GOOD_WORDS) / Math.max(words, GOOD_WORDS);
  return score * (0.4 + 0.6 * length) * (hasRedaction(sentence) ? 0.4 : 1) * (sentence.includes('\n') ? 0.7 : 1);
}

function opening(ticket: number, text: string): Quote {
  const start = text.search(/\S/u);
  if (start < 0) return { ticket, start: 0, end: 0, text: '' };
  let end = Math.min(text.length, start + LONGEST);
  if (end < text.length) {
    const space = text.lastIndexOf(' ', end);
    end = space > start ? space : end - (isHighSurrogate(text, end - 1) ? 1 : 0);
  }
  const trimmed = text.slice(start, end).trimEnd();
  return { ticket, start, end: start + trimmed.length, text: trimmed };
}

function isHighSurrogate(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return unit >= 0xd800 && unit <= 0xdbff;
}
