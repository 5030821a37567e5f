/** One ticket as the review works on it. Plain JSON, so that it can be kept between durable steps. */
export type Ticket = {
  /** Row of the file, from 1, without the header. */
  readonly row: number;
  /** The file's own id, or `row-17` where the file has none. */
  readonly id: string;
  /** Exactly as the file has it, from its first character; cut at {@link KEPT_CHARACTERS}. */
  readonly text: string;
  readonly receivedAtMs: number | null;
  readonly recipient: string | null;
  readonly customer: string | null;
  readonly product: string | null;
};

/** What is kept of one ticket's text. A longer text is reviewed by its beginning, and the report says so. */
export const KEPT_CHARACTERS = 100_000;
