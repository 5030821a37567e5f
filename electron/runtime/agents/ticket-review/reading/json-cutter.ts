import { lineBreaks, LONGEST_OPEN_ROW } from './raw-row.ts';
import type { JsonLayout } from './layout-types.ts';

/** The text of one JSON value of the file. `whole` is false where the file ends in it or where it was given up. */
export interface JsonPiece {
  readonly text: string;
  readonly line: number;
  readonly state: 'whole' | 'ends-file' | 'too-long';
}

/** Cuts a JSON file into the texts of its rows, fed in pieces of any size. */
export interface JsonCutter {
  push(text: string): readonly JsonPiece[];
  end(): readonly JsonPiece[];
}

/** A cutter for lines, or for the elements of one array. */
export function jsonCutter(layout: JsonLayout): JsonCutter {
  return layout.format === 'json-lines' ? new LineCutter() : new ArrayCutter();
}

class LineCutter implements JsonCutter {
  #pieces: JsonPiece[] = [];
  #open: string[] = [];
  #openLength = 0;
  #line = 1;
  #isGivenUp = false;

  push(text: string): readonly JsonPiece[] {
    let start = 0;
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', start)) {
      this.#keep(text.slice(start, at));
      this.#finishLine('whole');
      start = at + 1;
    }
    this.#keep(text.slice(start));
    return this.#taken();
  }

  end(): readonly JsonPiece[] {
    this.#finishLine('ends-file');
    return this.#taken();
  }

  #taken(): readonly JsonPiece[] {
    const pieces = this.#pieces;
    this.#pieces = [];
    return pieces;
  }

  #keep(part: string): void {
    if (this.#isGivenUp || part === '') return;
    this.#open.push(part);
    this.#openLength += part.length;
    if (this.#openLength <= LONGEST_OPEN_ROW) return;
    this.#pieces.push({ text: this.#open[0] ?? '', line: this.#line, state: 'too-long' });
    this.#open = [];
    this.#isGivenUp = true;
  }

  #finishLine(state: 'whole' | 'ends-file'): void {
    const text = this.#open.join('').trim();
    if (text !== '') this.#pieces.push({ text, line: this.#line, state });
    this.#open = [];
    this.#openLength = 0;
    this.#isGivenUp = false;
    this.#line += 1;
  }
}

/** Cuts by depth, so that a broken element costs only itself. */
class ArrayCutter implements JsonCutter {
  #pieces: JsonPiece[] = [];
  #open = '';
  #scanned = 0;
  #depth = 0;
  #isInString = false;
  #isEscaped = false;
  #elementAt = -1;
  /** The line at offset `#countedTo`. */
  #line = 1;
  #countedTo = 0;

  push(text: string): readonly JsonPiece[] {
    this.#open += text;
    for (; this.#scanned < this.#open.length; this.#scanned += 1) this.#step(this.#open.charCodeAt(this.#scanned));
    this.#forget(this.#elementAt === -1 ? this.#open.length : this.#elementAt);
    if (this.#open.length > LONGEST_OPEN_ROW) {
      this.#pieces.push({ text: this.#open.slice(0, 1_000), line: this.#line, state: 'too-long' });
      this.#elementAt = -1;
      this.#forget(this.#open.length);
    }
    return this.#taken();
  }

  end(): readonly JsonPiece[] {
    const text = this.#elementAt === -1 ? '' : this.#open.slice(this.#elementAt).trim();
    if (text !== '') this.#pieces.push({ text, line: this.#line, state: 'ends-file' });
    return this.#taken();
  }

  #taken(): readonly JsonPiece[] {
    const pieces = this.#pieces;
    this.#pieces = [];
    return pieces;
  }

  #step(code: number): void {
    if (this.#isInString) {
      if (this.#isEscaped) this.#isEscaped = false;
      else if (code === BACKSLASH) this.#isEscaped = true;
      else if (code === QUOTE) this.#isInString = false;
      return;
    }
    if (code === COMMA && this.#depth === 1) return this.#finishElement(this.#scanned);
    if (code === CLOSING_BRACKET || code === CLOSING_BRACE) {
      if (this.#depth === 1) this.#finishElement(this.#scanned);
      this.#depth = Math.max(0, this.#depth - 1);
      if (this.#depth === 1) this.#finishElement(this.#scanned + 1);
      return;
    }
    if (this.#depth >= 1 && this.#elementAt === -1 && code > SPACE) this.#elementAt = this.#scanned;
    if (code === QUOTE) this.#isInString = true;
    else if (code === OPENING_BRACKET || code === OPENING_BRACE) this.#depth += 1;
  }

  #finishElement(end: number): void {
    if (this.#elementAt === -1) return;
    this.#countLinesTo(this.#elementAt);
    this.#pieces.push({ text: this.#open.slice(this.#elementAt, end).trim(), line: this.#line, state: 'whole' });
    this.#elementAt = -1;
  }

  #countLinesTo(offset: number): void {
    if (offset <= this.#countedTo) return;
    this.#line += lineBreaks(this.#open, this.#countedTo, offset);
    this.#countedTo = offset;
  }

  #forget(until: number): void {
    this.#countLinesTo(until);
    this.#countedTo -= until;
    this.#open = this.#open.slice(until);
    this.#scanned -= until;
    if (this.#elementAt !== -1) this.#elementAt -= until;
  }
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const SPACE = 0x20;
const OPENING_BRACKET = 0x5b;
const CLOSING_BRACKET = 0x5d;
const OPENING_BRACE = 0x7b;
const CLOSING_BRACE = 0x7d;
