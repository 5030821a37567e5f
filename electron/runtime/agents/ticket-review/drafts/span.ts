import { hasRedaction } from '../language/redaction.ts';
import { termsOf } from '../language/words.ts';
import type { Reading } from '../themes/types.ts';

/** An exact piece of a ticket: `text.slice(start, end) === quote`. */
export type Span = { readonly start: number; readonly end: number; readonly quote: string };

const SHORTEST = 20;
const LONGEST = 240;
const GOOD_LENGTH = 110;
/** Only the opening sentences are weighed: what a letter is about stands there. */
const SENTENCES_WEIGHED = 40;
/** Links and addresses are not sent back to whoever wrote them, nor signs that no mail may hold. */
const NOT_QUOTABLE = /:\/\/|\bwww\.|@\w|[\p{Cc}\u202a-\u202e\u2066-\u2069]/iu;

/** The weight of each term of a theme, its name first. */
export function termWeights(name: string, keywords: readonly string[]): ReadonlyMap<string, number> {
  const weights = new Map<string, number>();
  for (const [rank, phrase] of [name, ...keywords].entries()) {
    for (const term of termsOf(phrase)) if (!weights.has(term)) weights.set(term, 1 / (1 + rank / 3));
  }
  return weights;
}

/** The span of a ticket that says best what its theme is about; null where nothing in it can be quoted. */
export function spanOf(text: string, reading: Reading, weights: ReadonlyMap<string, number>): Span | null {
  let best: Span | null = null;
  let bestScore = 0;
  for (const { start, end } of reading.sentences.slice(0, SENTENCES_WEIGHED)) {
    for (const span of linesOf(text, start, end)) {
      const score = scoreOf(span.quote, weights);
      if (score > bestScore) [best, bestScore] = [span, score];
    }
  }
  return best;
}

/** A sentence's lines, trimmed and cut at a word: a quote never runs over a line break. */
function* linesOf(text: string, start: number, end: number): Generator<Span> {
  let lineStart = start;
  for (const line of text.slice(start, end).split(/[\r\n\u2028\u2029]/)) {
    const from = lineStart + (line.length - line.trimStart().length);
    const quote = cutAtWord(line.trim());
    if (quote !== '' && !NOT_QUOTABLE.test(quote)) yield { start: from, end: from + quote.length, quote };
    lineStart += line.length + 1;
  }
}

function cutAtWord(line: string): string {
  if (line.length <= LONGEST) return line;
  const space = line.lastIndexOf(' ', LONGEST);
  return space < LONGEST / 2 ? '' : line.slice(0, space).replace(/[\s,;:(-]+$/u, '');
}

function scoreOf(quote: string, weights: ReadonlyMap<string, number>): number {
  const terms = new Set(termsOf(quote));
  if (terms.size === 0) return 0;
  let score = 0.2;
  for (const term of terms) score += weights.get(term) ?? 0;
  const length = Math.min(quote.length, GOOD_LENGTH) / Math.max(quote.length, GOOD_LENGTH);
  return score * (0.3 + 0.7 * length) * (hasRedaction(quote) ? 0.5 : 1) * (quote.length < SHORTEST ? 0.3 : 1);
}
