/** What must hold after any fault, by its number in the list of invariants. */
export const invariants = {
  I1: 'every acknowledged command has its event',
  I2: 'no effect without an intent row and, if gated, a grant',
  I3: 'at most one committed effect per idempotency key where it arrives, and none of a done one missing there',
  I4: 'what was executed is what was approved, by hash',
  I5: 'no run is running under an owner or an activation other than the current one, or beyond what its queue allows',
  I6: 'the audit chain verifies, has no gap, and agrees with every checkpoint exported earlier',
  I7: 'each approval has exactly one terminal decision',
  I8: 'the cost ledger equals the call records',
  I9: 'the databases are whole, their references hold, and every file they name is there',
  I10: 'the read models rebuilt from the journal equal the stored ones',
  I11: 'what a standing grant let through lies within one that two people agreed to, in force and with room',
} as const;

export type Invariant = keyof typeof invariants;

/** One thing that does not hold. */
export interface Finding {
  readonly invariant: Invariant;
  /** What is wrong, in a sentence with the ids it is about. */
  readonly what: string;
}
