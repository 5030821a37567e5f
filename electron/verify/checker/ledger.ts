/** A command that was answered, and what its answer said. */
export interface Acknowledged {
  readonly commandId: string;
  readonly method: string;
  readonly runId?: string;
  readonly effectId?: string;
  readonly personId?: string;
  /** The item in whose place an edit was put. */
  readonly edited?: string;
  /** Decisions that were answered with `decided`. */
  readonly decided?: readonly { readonly approvalId: string; readonly decision: string }[];
}

/** The end of the audit log as it was exported at some moment. */
export interface ExportedEnd {
  readonly events: number;
  readonly head: string;
  readonly root: string;
}

/** What the world outside the store knows; the store is held against it. */
export interface Ledger {
  readonly acknowledged: readonly Acknowledged[];
  readonly exported: readonly ExportedEnd[];
  /** Messages the mail server has taken, by idempotency key. */
  readonly mail: Readonly<Record<string, number>>;
  /** Effects that were asked to be rolled back: what they did may be gone before the store says so. */
  readonly rollingBack: readonly string[];
  /** The runtime had finished its recovery when it died: nothing may be left under an earlier owner. */
  readonly isRecovered: boolean;
  /** All work was given its time to end: nothing may be left unfinished. */
  readonly isSettled: boolean;
}
