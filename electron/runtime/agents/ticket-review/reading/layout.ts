import { AgentError, type InputFile } from 'lanekeeper/sdk';
import Papa from 'papaparse';
import { binaryKind, judgeEncoding, takeCensus, type Encoding } from './encoding.ts';
import { openingText } from './file-text.ts';
import { columnNames, looksLikeHeader, numberedColumns } from './header.ts';
import { fieldNames, isRecord, parseJson } from './json-fields.ts';
import { jsonCutter } from './json-cutter.ts';
import { jsonRows } from './json-rows.ts';
import type { JsonLayout, Layout, LayoutChoice, SeparatedLayout } from './layout-types.ts';
import type { RowParser } from './raw-row.ts';
import { separatedRows } from './separated-rows.ts';

/** How much of a file is looked at to find its layout. */
const OPENING_BYTES = 1024 * 1024;
const SAMPLE_ROWS = 200;
const DELIMITERS = [',', '\t', ';', '|'] as const;

export interface LayoutOptions extends LayoutChoice {
  readonly encoding: Encoding | 'auto';
  /** Judge the encoding from the whole file, or from its opening alone where a person waits. */
  readonly survey: 'whole' | 'opening';
}

/** Finds out how a file is written. Throws with a clear sentence where the file holds no table at all. */
export async function detectLayout(file: InputFile, options: LayoutOptions): Promise<Layout> {
  if (file.bytes === 0) throw emptyFile(file);
  const census = await takeCensus(file, options.survey === 'whole' ? Infinity : OPENING_BYTES);
  const binary = binaryKind(census.opening);
  if (binary !== null) {
    throw new AgentError(
      'not-a-table',
      `${file.name} is ${binary}, not a text file with rows. Nothing was read.`,
      'Export the tickets as CSV, TSV or JSONL and start again with that file.',
    );
  }
  const encoding = judgeEncoding(census, options.encoding);
  const opening = await openingText(file, encoding.encoding, OPENING_BYTES);
  if (opening.trim() === '') throw emptyFile(file);
  const json = jsonShape(opening, file);
  if (json !== null) return { encoding, ...json };
  return { encoding, ...separatedShape(opening, options) };
}

/** A parser for the file's rows that keeps the wanted columns alone, in the wanted order. */
export function rowParser(layout: Layout, wanted: readonly string[]): RowParser {
  if (layout.shape.format !== 'separated') return jsonRows(layout.shape, wanted);
  const places = wanted.map((column) => layout.columns.indexOf(column));
  return separatedRows(layout.shape, places);
}

/** The layout's format as a person calls it. */
export function formatName({ shape }: Layout): string {
  if (shape.format === 'separated') {
    if (shape.delimiter === ',') return 'CSV';
    return shape.delimiter === '\t' ? 'TSV' : 'Delimited text';
  }
  return shape.format === 'json-lines' ? 'JSONL, one object per line' : 'JSON, one array of objects';
}

/** The delimiter as a person calls it. */
export function delimiterName(delimiter: string): string {
  const names: Record<string, string> = { ',': 'comma', '\t': 'tab', ';': 'semicolon', '|': 'pipe' };
  return names[delimiter] ?? delimiter;
}

function emptyFile(file: InputFile): AgentError {
  return new AgentError(
    'empty-file',
    `${file.name} is empty: it holds no text to read.`,
    'Check the export that wrote it, then start again with a file that has rows.',
  );
}

function jsonShape(opening: string, file: InputFile): { columns: string[]; shape: JsonLayout } | null {
  const start = opening.trimStart();
  const shape: JsonLayout | null = start.startsWith('{')
    ? { format: 'json-lines' }
    : /^\[\s*[{\]]/.test(start)
      ? { format: 'json-array' }
      : null;
  if (shape === null) return null;
  const columns = jsonColumns(opening, shape);
  if (columns.length > 0 || shape.format === 'json-array') return { columns, shape };
  if (/^\{\s*"/.test(start)) {
    throw new AgentError(
      'not-a-table',
      `${file.name} begins like JSON, but no line of it is a JSON object by itself. Nothing was read.`,
      'Write one object per line (JSONL), or one array of objects.',
    );
  }
  return null;
}

function jsonColumns(opening: string, shape: JsonLayout): string[] {
  const names = new Set<string>();
  const cutter = jsonCutter(shape);
  for (const piece of [...cutter.push(opening), ...cutter.end()].slice(0, SAMPLE_ROWS)) {
    const value = parseJson(piece.text);
    if (isRecord(value)) for (const name of fieldNames(value)) names.add(name);
  }
  return [...names];
}

function separatedShape(opening: string, choice: LayoutChoice): { columns: string[]; shape: SeparatedLayout } {
  const lineBreak = opening.includes('\n') ? '\n' : opening.includes('\r') ? '\r' : '\n';
  const announced = /^sep=([,;|\t])\r?\n/i.exec(opening);
  const text = announced === null ? opening : opening.slice(announced[0].length);
  const delimiter =
    choice.delimiter === 'auto' ? (announced?.[1] ?? likelyDelimiter(text, lineBreak)) : choice.delimiter;
  const [first = [], second] = sampleRows(text, delimiter, lineBreak);
  const hasHeader = choice.header === 'auto' ? looksLikeHeader(first, second) : choice.header === 'yes';
  const columns = hasHeader ? columnNames(first) : numberedColumns(first.length);
  const linesBeforeRows = (announced === null ? 0 : 1) + (hasHeader ? 1 : 0);
  return {
    columns,
    shape: { format: 'separated', delimiter, lineBreak, width: columns.length, linesBeforeRows, hasHeader },
  };
}

/** The delimiter that cuts most rows to the width of the first; among equals the one that makes more columns. */
function likelyDelimiter(text: string, lineBreak: '\n' | '\r'): string {
  let best = ',';
  let bestScore = 0;
  for (const delimiter of DELIMITERS) {
    const rows = sampleRows(text, delimiter, lineBreak);
    const width = rows[0]?.length ?? 1;
    if (width < 2) continue;
    const even = rows.filter((row) => row.length === width).length / rows.length;
    const score = even + Math.min(width, 50) / 1_000;
    if (score > bestScore) [best, bestScore] = [delimiter, score];
  }
  return best;
}

function sampleRows(text: string, delimiter: string, lineBreak: '\n' | '\r'): string[][] {
  const parser = new Papa.Parser({ delimiter, newline: lineBreak, preview: SAMPLE_ROWS });
  const whole = parser.parse(text, 0, text.length >= OPENING_BYTES / 2).data as string[][];
  // One row may be longer than the opening: then its beginning is all there is to judge by.
  const rows =
    whole.length > 0 ? whole : (parser.parse(text.split(lineBreak, 1)[0] ?? '', 0, false).data as string[][]);
  return rows.map(withoutReturn).filter((row) => row.some((cell) => cell.trim() !== ''));
}

function withoutReturn(row: string[]): string[] {
  const last = row.length - 1;
  return row.map((cell, index) => (index === last ? cell.replace(/\r$/, '') : cell));
}
