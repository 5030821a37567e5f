/** Counts over a file's bytes from which its encoding is judged. Streams: memory does not grow with the file. */
export interface ByteCensus {
  readonly bytes: number;
  /** Sound UTF-8 sequences of two bytes or more. */
  readonly sequences: number;
  /** Bytes that cannot stand where they stand in UTF-8. */
  readonly damaged: number;
  /** The first bytes of the file, for marks and signatures. */
  readonly opening: Uint8Array;
  /** How many of the first bytes the NUL counts below cover. */
  readonly openingBytes: number;
  readonly openingNulsEven: number;
  readonly openingNulsOdd: number;
  add(piece: Uint8Array): void;
}

const OPENING_BYTES = 64;
const NUL_SURVEY_BYTES = 65_536;

/** An empty census; `add` the file's pieces in order. */
export function byteCensus(): ByteCensus {
  return new RunningCensus();
}

class RunningCensus implements ByteCensus {
  bytes = 0;
  sequences = 0;
  damaged = 0;
  openingBytes = 0;
  openingNulsEven = 0;
  openingNulsOdd = 0;
  opening: Uint8Array = new Uint8Array(0);

  /** Continuation bytes still owed by the sequence that is open, and the bounds of the next one (RFC 3629, section 4). */
  #owed = 0;
  #lowest = 0x80;
  #highest = 0xbf;

  add(piece: Uint8Array): void {
    this.#survey(piece);
    this.bytes += piece.length;
    let owed = this.#owed;
    let lowest = this.#lowest;
    let highest = this.#highest;
    for (let index = 0; index < piece.length; index += 1) {
      const byte = piece[index] ?? 0;
      if (owed > 0) {
        if (byte >= lowest && byte <= highest) {
          owed -= 1;
          lowest = 0x80;
          highest = 0xbf;
          if (owed === 0) this.sequences += 1;
          continue;
        }
        this.damaged += 1;
        owed = 0;
        lowest = 0x80;
        highest = 0xbf;
      }
      if (byte < 0x80) continue;
      if (byte >= 0xc2 && byte <= 0xdf) owed = 1;
      else if (byte >= 0xe0 && byte <= 0xef) {
        owed = 2;
        if (byte === 0xe0) lowest = 0xa0;
        if (byte === 0xed) highest = 0x9f;
      } else if (byte >= 0xf0 && byte <= 0xf4) {
        owed = 3;
        if (byte === 0xf0) lowest = 0x90;
        if (byte === 0xf4) highest = 0x8f;
      } else this.damaged += 1;
    }
    this.#owed = owed;
    this.#lowest = lowest;
    this.#highest = highest;
  }

  #survey(piece: Uint8Array): void {
    if (this.opening.length < OPENING_BYTES) {
      const missing = piece.subarray(0, OPENING_BYTES - this.opening.length);
      this.opening = Uint8Array.of(...this.opening, ...missing);
    }
    const until = Math.min(piece.length, NUL_SURVEY_BYTES - this.openingBytes);
    for (let index = 0; index < until; index += 1) {
      if (piece[index] !== 0) continue;
      if ((this.openingBytes + index) % 2 === 0) this.openingNulsEven += 1;
      else this.openingNulsOdd += 1;
    }
    if (until > 0) this.openingBytes += until;
  }
}
