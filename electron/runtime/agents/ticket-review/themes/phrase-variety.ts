import { analysedPart } from '../language/words.ts';
import type { TicketText } from './types.ts';

/** Looked at per group; more tickets would cost time and not change which phrases are freely used. */
const MOST_TICKETS = 250;

/**
 * Accessor variety (Feng, Chen, Deng and Zheng, 2004): the smaller of the numbers of different words met right before
 * and right after a phrase, where each text or sentence edge counts as one more. People use a real phrase in many
 * surroundings; a piece of a longer expression, or of a letter that many copied, always has the same neighbours.
 */
export function phraseVariety(
  phrases: readonly string[],
  members: readonly number[],
  tickets: readonly TicketText[],
): number[] {
  const texts = members.slice(0, MOST_TICKETS).map((member) => analysedPart(tickets[member]!.text).toLowerCase());
  return phrases.map((phrase) => {
    const before = new Set<string>();
    const after = new Set<string>();
    for (const [index, text] of texts.entries()) {
      for (let at = text.indexOf(phrase); at >= 0; at = text.indexOf(phrase, at + phrase.length)) {
        before.add(/([\p{L}\d]+) ?$/u.exec(text.slice(Math.max(0, at - 25), at))?.[1] ?? `edge ${index}`);
        const end = at + phrase.length;
        after.add(/^ ?([\p{L}\d]+)/u.exec(text.slice(end, end + 25))?.[1] ?? `edge ${index}`);
      }
    }
    return Math.min(before.size, after.size);
  });
}
