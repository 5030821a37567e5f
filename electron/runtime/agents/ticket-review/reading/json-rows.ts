import type { Json, JsonObject } from 'lanekeeper/sdk';
import { jsonCutter, type JsonCutter, type JsonPiece } from './json-cutter.ts';
import { fieldText, isRecord, parseJson } from './json-fields.ts';
import type { JsonLayout } from './layout-types.ts';
import { excerptOf, LONGEST_OPEN_ROW, type BrokenReason, type RawRow, type RowParser } from './raw-row.ts';

/** Rows of a JSON file: a line each, or the elements of one array. */
export function jsonRows(layout: JsonLayout, wanted: readonly string[]): RowParser {
  return new JsonRows(jsonCutter(layout), wanted);
}

class JsonRows implements RowParser {
  readonly #cutter: JsonCutter;
  readonly #wanted: readonly string[];
  #row = 0;

  constructor(cutter: JsonCutter, wanted: readonly string[]) {
    this.#cutter = cutter;
    this.#wanted = wanted;
  }

  push(text: string): readonly RawRow[] {
    return this.#cutter.push(text).map((piece) => this.#rowOf(piece));
  }

  end(): readonly RawRow[] {
    return this.#cutter.end().map((piece) => this.#rowOf(piece));
  }

  #rowOf(piece: JsonPiece): RawRow {
    this.#row += 1;
    if (piece.state === 'too-long') {
      const limit = LONGEST_OPEN_ROW.toLocaleString('en-US');
      return this.#broken(piece, 'too-long', `The row does not end within ${limit} characters.`);
    }
    const value = parseJson(piece.text);
    if (value === undefined) {
      return piece.state === 'ends-file'
        ? this.#broken(piece, 'truncated', 'The file ends in the middle of this row.')
        : this.#broken(piece, 'bad-json', 'The row is no valid JSON.');
    }
    if (!isRecord(value)) return this.#broken(piece, 'not-an-object', 'The row is JSON, but no object with fields.');
    const values = this.#wanted.map((column) => textAt(value, column));
    return { kind: 'row', row: this.#row, line: piece.line, values };
  }

  #broken(piece: JsonPiece, reason: BrokenReason, detail: string): RawRow {
    const excerpt = excerptOf(piece.text.slice(0, 400));
    return { kind: 'broken', row: this.#row, line: piece.line, reason, detail, excerpt };
  }
}

function textAt(record: JsonObject, column: string): string {
  if (column in record || !column.includes('.')) return fieldText(record[column]);
  let value: Json | undefined = record;
  for (const part of column.split('.')) value = isRecord(value) ? value[part] : undefined;
  return fieldText(value);
}
