import type { EncodingVerdict } from './encoding.ts';

/** A delimited text file: one row per record, cells between delimiters. */
export interface SeparatedLayout {
  readonly format: 'separated';
  readonly delimiter: string;
  readonly lineBreak: '\n' | '\r';
  /** Cells a sound row has. */
  readonly width: number;
  /** Rows before the first ticket: the header, and Excel's `sep=` line. */
  readonly linesBeforeRows: number;
  readonly hasHeader: boolean;
}

/** One JSON object per line, or one JSON array of objects. */
export interface JsonLayout {
  readonly format: 'json-lines' | 'json-array';
}

/** Everything that is needed to cut a file into rows. Columns are in the file's order and unique. */
export interface Layout {
  readonly encoding: EncodingVerdict;
  readonly columns: readonly string[];
  readonly shape: SeparatedLayout | JsonLayout;
}

/** What a person may fix where detection goes wrong. */
export interface LayoutChoice {
  /** A delimiter, or `auto`. */
  readonly delimiter: string;
  readonly header: 'auto' | 'yes' | 'no';
}
