import type { Reading } from './types.ts';

/** A word that is written as a name in at least this share of the tickets with it counts as a name. */
const NAME_SHARE = 0.4;

/**
 * The words, lower case, that tickets use as proper names: companies, people, places, months. Learned from the texts
 * alone, from how often a word is capitalised inside names against how often it stands in plain phrases.
 */
export function properNames(readings: readonly Reading[]): Set<string> {
  const asName = new Map<string, number>();
  const asWord = new Map<string, number>();
  for (const reading of readings) {
    const named = reading.entities.filter((entity) => entity.type === 'NAME').flatMap((entity) => wordsIn(entity.text));
    for (const word of new Set(named)) asName.set(word, (asName.get(word) ?? 0) + 1);
    for (const word of new Set(reading.phrases.flatMap((phrase) => phrase.split(' '))))
      asWord.set(word, (asWord.get(word) ?? 0) + 1);
  }
  const names = new Set<string>();
  for (const [word, count] of asName) {
    const plain = asWord.get(word) ?? 0;
    if (count >= NAME_SHARE * (count + plain)) names.add(word);
  }
  return names;
}

function wordsIn(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{M}'’-]+/gu) ?? [];
}
