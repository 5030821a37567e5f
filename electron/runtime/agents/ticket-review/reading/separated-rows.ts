import Papa from 'papaparse';
import type { ParseError, ParseResult, ParseStepResult } from 'papaparse';
import type { SeparatedLayout } from './layout-types.ts';
import { excerptOf, lineBreaks, LONGEST_OPEN_ROW, type BrokenReason, type RawRow, type RowParser } from './raw-row.ts';
import { nextSoundRow } from './resync.ts';

/** Below this many open characters a parse is cheap enough to be repeated with every piece. */
const CHEAP_REPEAT = 65_536;

/**
 * Rows of a delimited file, cut by papaparse. A row whose quotes do not close is set aside alone where a later line is
 * sound by itself: one stray quote must not swallow the file.
 */
export function separatedRows(layout: SeparatedLayout, wanted: readonly number[]): RowParser {
  return new SeparatedRows(layout, wanted);
}

class SeparatedRows implements RowParser {
  readonly #layout: SeparatedLayout;
  readonly #wanted: readonly number[];
  #open = '';
  #parseFrom = 0;
  #line = 1;
  #row = 0;
  #toSkip: number;
  /** A row was given up: what follows belongs to it until a sound row comes. */
  #isSeeking = false;
  #rows: RawRow[] = [];

  constructor(layout: SeparatedLayout, wanted: readonly number[]) {
    this.#layout = layout;
    this.#wanted = wanted;
    this.#toSkip = layout.linesBeforeRows;
  }

  push(text: string): readonly RawRow[] {
    this.#open += text;
    // An open row that has grown long is tried again only when it has doubled: the work stays linear.
    if (this.#open.length < this.#parseFrom) return [];
    this.#parse({ last: false });
    if (this.#open.length > LONGEST_OPEN_ROW) this.#giveUp();
    const { length } = this.#open;
    this.#parseFrom = length > CHEAP_REPEAT ? Math.min(length * 2, LONGEST_OPEN_ROW + 1) : 0;
    return this.#taken();
  }

  end(): readonly RawRow[] {
    if (this.#open !== '') this.#parse({ last: true });
    return this.#taken();
  }

  #taken(): readonly RawRow[] {
    const rows = this.#rows;
    this.#rows = [];
    return rows;
  }

  #parse({ last }: { readonly last: boolean }): void {
    for (;;) {
      const { consumed, restart } = this.#parseOnce(last);
      this.#open = this.#open.slice(consumed);
      if (!restart) return;
    }
  }

  /** Reads rows until the open text ends, or until a row must be cut short and reading starts again inside it. */
  #parseOnce(last: boolean): { readonly consumed: number; readonly restart: boolean } {
    const text = this.#open;
    let start = 0;
    let restart = false;
    const parser = new Papa.Parser({
      delimiter: this.#layout.delimiter,
      newline: this.#layout.lineBreak,
      step: (result: ParseStepResult<string[]>) => {
        const end = result.meta.cursor;
        const resumeAt = this.#take(firstRow(result), result.errors, text, start, end);
        this.#line += lineBreaks(text, start, resumeAt, this.#layout.lineBreak);
        start = resumeAt;
        if (resumeAt < end) {
          restart = true;
          parser.abort();
        }
      },
    });
    parser.parse(text, 0, !last);
    return { consumed: start, restart };
  }

  /** Takes one row and returns where the next begins: its end, or a place inside it where a sound row stands. */
  #take(cells: string[], errors: readonly ParseError[], text: string, start: number, end: number): number {
    const { width, lineBreak } = this.#layout;
    if (this.#toSkip > 0) {
      this.#toSkip -= 1;
      return end;
    }
    const lastCell = cells.length - 1;
    if (lineBreak === '\n' && cells[lastCell]?.endsWith('\r') === true) cells[lastCell] = cells[lastCell].slice(0, -1);
    if (cells.length === 1 && cells[0]?.trim() === '') return end;
    const soundAt = errors.length > 0 ? nextSoundRow(text, start, end, this.#layout) : -1;
    if (this.#isSeeking) {
      if (cells.length !== width || errors.length > 0) return soundAt === -1 ? end : soundAt;
      this.#isSeeking = false;
    }
    this.#row += 1;
    if (soundAt !== -1) {
      this.#breakOff('unclosed-quote', 'A quote opens in this row and does not close in it.', text, start, soundAt);
      return soundAt;
    }
    const unclosed = errors.some((error) => error.code === 'MissingQuotes');
    const endsMidRow = end === text.length && !text.endsWith(lineBreak);
    if (unclosed || (endsMidRow && cells.length < width)) {
      this.#breakOff('truncated', 'The file ends in the middle of this row.', text, start, end);
    } else if (cells.length < width || cells.slice(width).some((cell) => cell !== '')) {
      this.#breakOff('ragged', `The row has ${cells.length} cells where ${width} are expected.`, text, start, end);
    } else {
      const values = this.#wanted.map((index) => cells[index] ?? '');
      this.#rows.push({ kind: 'row', row: this.#row, line: this.#line, values });
    }
    return end;
  }

  #breakOff(reason: BrokenReason, detail: string, text: string, start: number, end: number): void {
    // Only the beginning is copied out: the row may be long.
    const excerpt = excerptOf(text.slice(start, Math.min(end, start + 400)));
    this.#rows.push({ kind: 'broken', row: this.#row, line: this.#line, reason, detail, excerpt });
  }

  /** A row stays open beyond all measure: its beginning is set aside, and reading goes on at the next sound row. */
  #giveUp(): void {
    const text = this.#open;
    this.#row += 1;
    const resumeAt = nextSoundRow(text, 0, text.length, this.#layout);
    const lastBreak = text.lastIndexOf(this.#layout.lineBreak);
    const until = resumeAt !== -1 ? resumeAt : lastBreak + 1 || text.length;
    this.#breakOff(
      'too-long',
      `The row does not end within ${LONGEST_OPEN_ROW.toLocaleString('en-US')} characters.`,
      text,
      0,
      until,
    );
    this.#line += lineBreaks(text, 0, until, this.#layout.lineBreak);
    this.#open = text.slice(until);
    this.#isSeeking = resumeAt === -1;
  }
}

function firstRow(result: ParseResult<string[]> | ParseStepResult<string[]>): string[] {
  // The low-level parser hands each step a list that holds the one row.
  const [row] = result.data as readonly (string | string[])[];
  return Array.isArray(row) ? row : [];
}
