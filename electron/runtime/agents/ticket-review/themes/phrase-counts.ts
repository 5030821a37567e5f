import { termFor } from '../language/words.ts';
import type { Reading } from './types.ts';

/** One phrase in all its written forms. */
export interface Phrase {
  readonly terms: readonly string[];
  readonly words: number;
  /** Written form to the number of tickets with it. */
  readonly forms: Map<string, number>;
  /** In how many tickets it stands. */
  tickets: number;
}

/** How many tickets, in all and in each group, hold which phrases and which of their terms. */
export interface PhraseCounts {
  readonly tickets: number;
  readonly groupSizes: readonly number[];
  readonly phrasesOfGroup: readonly ReadonlyMap<Phrase, number>[];
  readonly termsOfGroup: readonly ReadonlyMap<string, number>[];
  readonly termTickets: ReadonlyMap<string, number>;
}

/** Counts the phrases of the groups' tickets; phrases with a proper name are left out. */
export function countPhrases(
  groups: readonly (readonly number[])[],
  readings: readonly Reading[],
  names: ReadonlySet<string>,
): PhraseCounts {
  const phrases = new Map<string, Phrase>();
  const termTickets = new Map<string, number>();
  const phrasesOfGroup: Map<Phrase, number>[] = [];
  const termsOfGroup: Map<string, number>[] = [];
  for (const members of groups) {
    const ownPhrases = new Map<Phrase, number>();
    const ownTerms = new Map<string, number>();
    for (const ticket of members) {
      const met = phrasesOf(readings[ticket]!, phrases, names);
      for (const phrase of met) {
        phrase.tickets += 1;
        ownPhrases.set(phrase, (ownPhrases.get(phrase) ?? 0) + 1);
      }
      for (const term of new Set([...met].flatMap((phrase) => phrase.terms))) {
        ownTerms.set(term, (ownTerms.get(term) ?? 0) + 1);
        termTickets.set(term, (termTickets.get(term) ?? 0) + 1);
      }
    }
    phrasesOfGroup.push(ownPhrases);
    termsOfGroup.push(ownTerms);
  }
  const groupSizes = groups.map((members) => members.length);
  const tickets = groupSizes.reduce((sum, size) => sum + size, 0);
  return { tickets, groupSizes, phrasesOfGroup, termsOfGroup, termTickets };
}

function phrasesOf(reading: Reading, phrases: Map<string, Phrase>, names: ReadonlySet<string>): Set<Phrase> {
  const met = new Set<Phrase>();
  for (const form of reading.phrases) {
    const words = form.split(' ');
    if (words.some((word) => names.has(word))) continue;
    const terms = words.map((word) => termFor(word.replaceAll(/['’]/gu, ''))).filter((term) => term !== '');
    if (terms.length < 2) continue;
    const key = terms.join(' ');
    let phrase = phrases.get(key);
    if (phrase === undefined) {
      phrase = { terms, words: words.length, forms: new Map(), tickets: 0 };
      phrases.set(key, phrase);
    }
    phrase.forms.set(form, (phrase.forms.get(form) ?? 0) + 1);
    met.add(phrase);
  }
  return met;
}
