import { termsOf } from '../language/words.ts';
import type { SparseMatrix } from './sparse-matrix.ts';
import { sparseMatrix } from './sparse-matrix.ts';
import type { TicketText } from './types.ts';
import { createVocabulary, tally } from './vocabulary.ts';

/** The different texts among the tickets, as counts of their terms. */
export interface Bags {
  /** One row per different text, in order of first appearance. */
  readonly counts: SparseMatrix;
  /** The row of each ticket, or -1 where it has no terms. */
  readonly rowOfTicket: Int32Array;
  /** The first ticket of each row. */
  readonly ticketOfRow: readonly number[];
  readonly termOf: (column: number) => string;
  /** The terms of a row in order. */
  readonly termsOfRow: (row: number) => readonly string[];
}

/** Terms kept for who asks for those of a row again; what does not fit is read once more. */
const MOST_KEPT_TERMS = 500_000;

/** Counts terms; tickets with the same terms in the same order (repeated letters, forwarded copies) share one row. */
export function bagTickets(tickets: readonly TicketText[], onTicket: (done: number) => void): Bags {
  const vocabulary = createVocabulary();
  const rowOfContent = new Map<string, number>();
  const rows: Map<number, number>[] = [];
  const ticketOfRow: number[] = [];
  const termsOfRow: (readonly string[])[] = [];
  let keptTerms = 0;
  const rowOfTicket = new Int32Array(tickets.length).fill(-1);
  for (const [index, ticket] of tickets.entries()) {
    const terms = termsOf(ticket.text);
    const ids = terms.map((term) => vocabulary.idOf(term));
    if (ids.length > 0) {
      const content = fingerprint(ids);
      let row = rowOfContent.get(content);
      if (row === undefined) {
        row = rows.length;
        rowOfContent.set(content, row);
        rows.push(tally(ids));
        ticketOfRow.push(index);
        keptTerms += terms.length;
        if (keptTerms <= MOST_KEPT_TERMS) termsOfRow.push(terms);
      }
      rowOfTicket[index] = row;
    }
    onTicket(index + 1);
  }
  return {
    counts: sparseMatrix(rows, vocabulary.size()),
    rowOfTicket,
    ticketOfRow,
    termOf: vocabulary.termOf,
    termsOfRow: (row) => termsOfRow[row] ?? termsOf(tickets[ticketOfRow[row]!]!.text),
  };
}

/** Counts of single terms and of pairs of neighbouring terms, one row per text, given by its terms in order. */
export function countTermsAndPairs(texts: readonly (readonly string[])[]): SparseMatrix {
  const vocabulary = createVocabulary();
  const rows = texts.map((terms) => {
    const ids = terms.map((term) => vocabulary.idOf(term));
    for (let at = 1; at < terms.length; at += 1) ids.push(vocabulary.idOf(`${terms[at - 1]!} ${terms[at]!}`));
    return tally(ids);
  });
  return sparseMatrix(rows, vocabulary.size());
}

/** Two 32-bit FNV-1a hashes and the length: the chance that two of 100,000 texts meet by accident is below 1e-9. */
function fingerprint(ids: readonly number[]): string {
  let forward = 0x811c9dc5;
  let backward = 0x811c9dc5;
  for (const [at, id] of ids.entries()) {
    forward = Math.imul(forward ^ id, 0x01000193);
    backward = Math.imul(backward ^ ids[ids.length - 1 - at]!, 0x01000193);
  }
  return `${ids.length}:${forward >>> 0}:${backward >>> 0}`;
}
