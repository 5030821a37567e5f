import type { Document } from 'wink-nlp';
import type { Reading } from '../themes/types.ts';
import { properties } from './engine.ts';
import { hasRedaction } from './redaction.ts';
import type { Token } from './tokens.ts';

const MOST_ENTITIES = 40;
/** Bare counts and punctuation faces say nothing about a ticket. */
const IDLE_TYPES = new Set(['CARDINAL', 'ORDINAL', 'EMOTICON', 'EMOJI']);

/**
 * Entities of one text: what the model recognises (dates, money, addresses of mail and web, durations, …) and, as type
 * `NAME`, runs of proper nouns inside a sentence. Each is an exact piece of the text, listed once.
 */
export function entitiesIn(document: Document, tokens: readonly Token[], text: string): Reading['entities'] {
  const its = properties();
  const entities = document.entities();
  const details = entities.out(its.detail) as unknown as { readonly type: string }[];
  const spans = entities.out(its.span) as unknown as number[][];
  const found = new Map<string, { type: string; text: string }>();
  const add = (type: string, first: Token | undefined, last: Token | undefined) => {
    if (first === undefined || last === undefined) return;
    const piece = text.slice(first.start, last.end);
    if (piece.trim() !== '' && !hasRedaction(piece)) found.set(`${type} ${piece}`, { type, text: piece });
  };
  for (const [at, detail] of details.entries()) {
    if (!IDLE_TYPES.has(detail.type)) add(detail.type, tokens[spans[at]![0]!], tokens[spans[at]![1]!]);
  }
  for (const [first, last] of properNameRuns(tokens)) add('NAME', tokens[first], tokens[last]);
  return [...found.values()].slice(0, MOST_ENTITIES);
}

function properNameRuns(tokens: readonly Token[]): [number, number][] {
  const runs: [number, number][] = [];
  let first = -1;
  for (let at = 0; at <= tokens.length; at += 1) {
    if (isName(tokens[at])) {
      if (first < 0) first = at;
    } else if (first >= 0) {
      runs.push([first, at - 1]);
      first = -1;
    }
  }
  return runs;
}

function isName(token: Token | undefined): boolean {
  return token !== undefined && token.isWord && token.part === 'PROPN' && /^\p{Lu}\p{L}/u.test(token.value);
}
