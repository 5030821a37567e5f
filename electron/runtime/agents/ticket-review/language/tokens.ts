import type { Document } from 'wink-nlp';
import { properties } from './engine.ts';

/** One token with its place in the text. */
export interface Token {
  readonly value: string;
  /** Universal part of speech (`NOUN`, `VERB`, …). */
  readonly part: string;
  /** UTF-16 offsets, end exclusive. */
  readonly start: number;
  readonly end: number;
  readonly isWord: boolean;
  readonly isSpace: boolean;
  readonly isStopWord: boolean;
}

/**
 * The tokens of an annotated document, placed in its text. wink-nlp keeps no offsets, but its tokens stand in the
 * text in order, so each is looked up from where the one before ended.
 */
export function tokensOf(document: Document, text: string): Token[] {
  const its = properties();
  const all = document.tokens();
  const values = all.out(its.value);
  const parts = all.out(its.pos);
  const types = all.out<string>(its.type);
  const stops = all.out(its.stopWordFlag) as unknown as boolean[];
  let cursor = 0;
  return values.map((value, at) => {
    const found = text.indexOf(value, cursor);
    const start = found < 0 ? cursor : found;
    const end = found < 0 ? cursor : start + value.length;
    cursor = end;
    return {
      value,
      part: parts[at]!,
      start,
      end,
      isWord: types[at] === 'word' && parts[at] !== 'SYM',
      isSpace: types[at] === 'tabCRLF' || value.trim() === '',
      isStopWord: stops[at]!,
    };
  });
}
