import type { ItsFunction } from 'wink-nlp';
import { annotate, properties } from './engine.ts';
import { blankRedactions } from './redaction.ts';

/** Only the opening of a very long text is analysed: later pages are attachments and quoted mail far more often than news. */
export const ANALYSED_CHARACTERS = 24_000;

const WORD = /\p{L}[\p{L}\p{M}'’]*/gu;
/** Scripts written without spaces between words; `Intl.Segmenter` finds their words. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]/u;
const LONGEST_WORD = 40;
const REMEMBERED_WORDS = 200_000;

const termOfWord = new Map<string, string>();
let segmenter: Intl.Segmenter | undefined;

/** The part of a text that is read: at most {@link ANALYSED_CHARACTERS} UTF-16 units, never half a surrogate pair. */
export function analysedPart(text: string): string {
  if (text.length <= ANALYSED_CHARACTERS) return text;
  const last = text.charCodeAt(ANALYSED_CHARACTERS - 1);
  const splitsPair = last >= 0xd800 && last <= 0xdbff;
  return text.slice(0, splitsPair ? ANALYSED_CHARACTERS - 1 : ANALYSED_CHARACTERS);
}

/** The words of a text in order, lower case, without redaction marks, numbers and single letters. */
export function wordsOf(text: string): string[] {
  const plain = blankRedactions(analysedPart(text));
  const words: string[] = [];
  for (const [match] of plain.matchAll(WORD)) {
    if (UNSPACED.test(match)) words.push(...segmented(match));
    else {
      const word = match.toLowerCase().replaceAll(/['’]/gu, '');
      if (word.length > 1 && word.length <= LONGEST_WORD) words.push(word);
    }
  }
  return words;
}

/** The terms of a text in order: stems of its words (Porter, 1980, as wink-nlp implements it), stop words left out. */
export function termsOf(text: string): string[] {
  const terms: string[] = [];
  for (const word of wordsOf(text)) {
    const term = termFor(word);
    if (term !== '') terms.push(term);
  }
  return terms;
}

/** The stem of one lower-case word, or an empty string for a stop word. */
export function termFor(word: string): string {
  const known = termOfWord.get(word);
  if (known !== undefined) return known;
  if (termOfWord.size >= REMEMBERED_WORDS) termOfWord.clear();
  const term = stemOf(word);
  termOfWord.set(word, term);
  return term;
}

function stemOf(word: string): string {
  const its = properties();
  const tokens = annotate(word).tokens();
  if (tokens.length() !== 1) return word;
  if (tokens.itemAt(0).out(its.stopWordFlag) === true) return '';
  // The published types forget that `its.stem` reads a token.
  return tokens.itemAt(0).out(its.stem as unknown as ItsFunction<string>);
}

function segmented(run: string): string[] {
  segmenter ??= new Intl.Segmenter('zh', { granularity: 'word' });
  const words: string[] = [];
  for (const piece of segmenter.segment(run)) if (piece.isWordLike) words.push(piece.segment.toLowerCase());
  return words;
}
