import type Database from 'better-sqlite3';
import type { AtMs } from '../../../../shared/ids.ts';

/** One entry of the credit ledger. Entries are never changed or removed; a credit is undone by an entry against it. */
export interface CreditEntry {
  readonly key: string;
  readonly customer: string;
  readonly currency: string;
  /** Its place among the entries of its customer and currency, from 1. */
  readonly number: number;
  /** Millionths of the main unit; below zero where it undoes another. */
  readonly micros: number;
  /** What the customer has with it. */
  readonly balance: number;
  readonly reason: string;
  /** The key of the entry this one undoes; null: it undoes none. */
  readonly reverses: string | null;
}

/** Where a customer's credits in one currency stand. */
export interface CreditStand {
  readonly entries: number;
  readonly balance: number;
}

export type CreditLedger = ReturnType<typeof createCreditLedger>;

/** The SQL of `records.db` that is about credits. */
export function createCreditLedger(db: Database.Database) {
  const byKey = db.prepare<[string], CreditEntry>(
    'SELECT key, customer, currency, number, micros, balance, reason, reverses FROM credit WHERE key = ?',
  );
  const stand = db.prepare<[string, string], CreditStand>(
    'SELECT number AS entries, balance FROM credit WHERE customer = ? AND currency = ? ORDER BY number DESC LIMIT 1',
  );
  // Written only behind the entry it was approved after, whatever was read before.
  const append = db.prepare(
    `INSERT INTO credit (key, customer, currency, number, micros, balance, reason, reverses, at_ms)
     SELECT :key, :customer, :currency, :number, :micros, :balance, :reason, :reverses, :atMs
     WHERE :number - 1 = (SELECT coalesce(max(number), 0) FROM credit WHERE customer = :customer AND currency = :currency)`,
  );
  return {
    entry: (key: string): CreditEntry | null => byKey.get(key) ?? null,
    stand: (customer: string, currency: string): CreditStand =>
      stand.get(customer, currency) ?? { entries: 0, balance: 0 },
    /** False, and nothing is written, when other entries have come in between. Call inside a transaction. */
    append: (entry: CreditEntry, atMs: AtMs): boolean => append.run({ ...entry, atMs }).changes === 1,
  };
}
