/** One ticket's text, already decoded. Its place in the list is its identity in every result. */
export interface TicketText {
  readonly text: string;
}

/** What was read from one ticket. Plain JSON, so that it can be kept between durable steps. */
export interface Reading {
  /** Natural noun phrases of the text, lower case, the most telling first. */
  readonly phrases: readonly string[];
  readonly entities: readonly { readonly type: string; readonly text: string }[];
  /** -1 (very negative) to 1 (very positive). */
  readonly sentiment: number;
  /** UTF-16 offsets into the original text, end exclusive. */
  readonly sentences: readonly { readonly start: number; readonly end: number }[];
  readonly words: number;
}

/** A group of tickets about one thing. */
export interface Theme {
  /** `theme-1`, `theme-2`, … by falling size. */
  readonly id: string;
  readonly name: string;
  readonly keywords: readonly string[];
  /** Ticket indexes, the most central first. */
  readonly members: readonly number[];
  /** 0..1, parallel to `members`. */
  readonly centrality: readonly number[];
  /** 0..1, from sentiment and severity words. */
  readonly severity: number;
}

/** The result of reading and grouping a set of tickets. */
export interface Analysis {
  readonly readings: readonly Reading[];
  readonly themes: readonly Theme[];
  /** Ticket indexes without enough words to group. */
  readonly unthemed: readonly number[];
  readonly method: {
    readonly name: string;
    readonly seed: number;
    readonly themes: number;
    readonly notes: string;
  };
}
