import { blankRedactions } from '../language/redaction.ts';
import { analysedPart, termFor } from '../language/words.ts';
import type { TicketText } from './types.ts';

/** Looked at per group: the most central tickets are enough to find what they have in common. */
const MOST_TICKETS = 100;
const LONGEST = 5;
const RUN = /[\p{L}\p{M}'’-]+(?: [\p{L}\p{M}'’-]+)*/gu;
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]/u;

/**
 * Names for a group whose tickets gave no noun phrases (other languages, single words, tables): runs of two to five
 * neighbouring words in most tickets first, then the commonest words together. May be empty only where no ticket holds
 * a word.
 */
export function plainNames(
  members: readonly number[],
  tickets: readonly TicketText[],
  names: ReadonlySet<string>,
): string[] {
  const runs = new Map<string, number>();
  const words = new Map<string, number>();
  for (const member of members.slice(0, MOST_TICKETS)) {
    const found = new Set<string>();
    for (const [run] of blankRedactions(analysedPart(tickets[member]!.text)).matchAll(RUN)) addRuns(run, names, found);
    for (const name of found) {
      const table = name.includes(' ') || UNSPACED.test(name) ? runs : words;
      table.set(name, (table.get(name) ?? 0) + 1);
    }
  }
  const best = [...runs].toSorted((a, b) => b[1] * lengthOf(b[0]) - a[1] * lengthOf(a[0]) || (a[0] < b[0] ? -1 : 1));
  const single = [...words].toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([word]) => word);
  const together = single.length > 1 ? [single.slice(0, 2).join(' '), single.slice(0, 3).join(' ')] : single;
  return [...best.map(([name]) => name), ...together];
}

function addRuns(run: string, names: ReadonlySet<string>, found: Set<string>): void {
  const isUnspaced = UNSPACED.test(run);
  const pieces = isUnspaced ? segmentsOf(run) : run.toLowerCase().split(' ');
  const isContent = pieces.map(
    (piece) => piece.length > 1 && !names.has(piece) && termFor(piece.replaceAll(/['’-]/gu, '')) !== '',
  );
  for (let from = 0; from < pieces.length; from += 1) {
    if (!isContent[from]) continue;
    if (!isUnspaced) found.add(pieces[from]!);
    for (let to = from + 1; to < Math.min(pieces.length, from + LONGEST); to += 1) {
      if (names.has(pieces[to]!)) break;
      if (isContent[to]) found.add(pieces.slice(from, to + 1).join(isUnspaced ? '' : ' '));
    }
  }
}

function segmentsOf(run: string): string[] {
  return [...new Intl.Segmenter('zh', { granularity: 'word' }).segment(run.slice(0, 2_000))].map(
    ({ segment }) => segment,
  );
}

function lengthOf(name: string): number {
  return 1 + Math.log2(name.split(' ').length);
}
