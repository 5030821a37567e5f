/** What a reply to one kind of issue says and asks. Nothing here promises an outcome, a date or a payment. */
export interface IssueKind {
  readonly id: string;
  /** Completes “your message about …”. */
  readonly topic: string;
  /** Beginnings of words that mark the kind, in a theme's name and keywords. */
  readonly marks: readonly string[];
  /** Shows that the matter was understood; follows the quote. */
  readonly acknowledgement: string;
  /** What the customer can send so that somebody can look into it. */
  readonly asks: readonly string[];
  /** One useful thing to know meanwhile. */
  readonly advice: string;
}

/** Said wherever a customer may be moved to send more than is needed. */
export const noSecrets =
  'Please leave out passwords, PINs and full card or account numbers; the last four digits are enough.';
