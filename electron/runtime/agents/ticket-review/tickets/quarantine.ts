import type { BrokenReason, RawRow } from '../reading/raw-row.ts';
import type { Violation } from './check-contract.ts';

/** Why a row was set aside, as a stable code. */
export type QuarantineReason =
  | BrokenReason
  | 'empty-text'
  | 'bad-date'
  | 'duplicate-id'
  | 'missing-id'
  | 'bad-id'
  | 'nul-bytes'
  | 'undecodable'
  | 'contract';

/** One row that was set aside: where it stands, why, and how it begins. */
export type QuarantinedRow = {
  readonly row: number;
  readonly line: number;
  readonly reason: QuarantineReason;
  readonly sentence: string;
  readonly excerpt: string;
};

/** How each reason is called in a report. */
export const reasonNames: Readonly<Record<QuarantineReason, string>> = {
  ragged: 'wrong number of cells',
  'unclosed-quote': 'quote that does not close',
  truncated: 'cut off by the end of the file',
  'too-long': 'too long to be a ticket',
  'bad-json': 'no valid JSON',
  'not-an-object': 'JSON, but no object',
  'empty-text': 'no text',
  'bad-date': 'unreadable date',
  'duplicate-id': 'id that came before',
  'missing-id': 'no id',
  'bad-id': 'unusable id',
  'nul-bytes': 'NUL bytes',
  undecodable: 'bytes that are no text',
  contract: 'breaks the row contract',
};

/** Rows listed one by one; beyond this many they are still counted. */
const LISTED_ROWS = 20_000;

/** Collects rows that were set aside: all are counted, the first 20,000 are kept. */
export class Quarantine {
  readonly rows: QuarantinedRow[] = [];
  readonly counts = new Map<QuarantineReason, number>();
  readonly #firsts = new Map<QuarantineReason, QuarantinedRow>();
  total = 0;

  add(row: QuarantinedRow): void {
    this.total += 1;
    this.counts.set(row.reason, (this.counts.get(row.reason) ?? 0) + 1);
    if (!this.#firsts.has(row.reason)) this.#firsts.set(row.reason, row);
    if (this.rows.length < LISTED_ROWS) this.rows.push(row);
  }

  /** The first row that was set aside for a reason. */
  firstOf(reason: QuarantineReason): QuarantinedRow | undefined {
    return this.#firsts.get(reason);
  }

  addBroken(row: Extract<RawRow, { kind: 'broken' }>): void {
    const { line, reason, detail, excerpt } = row;
    this.add({ row: row.row, line, reason, sentence: detail, excerpt });
  }
}

/** The reason and the sentence behind a broken contract. */
export function reasonOf(violation: Violation, value: string): { reason: QuarantineReason; sentence: string } {
  const { field, keyword, limit } = violation;
  if (keyword === 'pattern' && limit === '^[^\\u0000]*$') {
    return { reason: 'nul-bytes', sentence: `The ${field} holds NUL bytes: the row is damaged.` };
  }
  if (field === 'text' && keyword === 'pattern') return { reason: 'empty-text', sentence: 'The text is empty.' };
  if (field === 'text' && keyword === 'maxLength') {
    const length = value.length.toLocaleString('en-US');
    const most = Number(limit).toLocaleString('en-US');
    return { reason: 'too-long', sentence: `The text has ${length} characters; a ticket may have ${most}.` };
  }
  if (field === 'receivedAt') {
    return { reason: 'bad-date', sentence: `"${value.trim().slice(0, 60)}" is no date that can be read.` };
  }
  if (field === 'id' && keyword === 'minLength') return { reason: 'missing-id', sentence: 'The row has no id.' };
  if (field === 'id') {
    return { reason: 'bad-id', sentence: 'The id is longer than 200 characters or holds control characters.' };
  }
  return { reason: 'contract', sentence: `The ${field} does not meet the row contract (${keyword}).` };
}
