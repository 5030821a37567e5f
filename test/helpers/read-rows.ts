import type { InputFile } from 'lanekeeper/sdk';
import type { Encoding } from '../../electron/runtime/agents/ticket-review/reading/encoding.ts';
import { detectLayout, rowParser } from '../../electron/runtime/agents/ticket-review/reading/layout.ts';
import { textPieces } from '../../electron/runtime/agents/ticket-review/reading/file-text.ts';
import type { Layout } from '../../electron/runtime/agents/ticket-review/reading/layout-types.ts';
import type { RawRow } from '../../electron/runtime/agents/ticket-review/reading/raw-row.ts';

/** Reads a file as the agent does and returns its layout and every row, with all columns. */
export async function readRows(
  file: InputFile,
  options: { encoding?: Encoding; header?: 'yes' | 'no' } = {},
): Promise<{ layout: Layout; rows: RawRow[] }> {
  const layout = await detectLayout(file, {
    encoding: options.encoding ?? 'auto',
    delimiter: 'auto',
    header: options.header ?? 'auto',
    survey: 'whole',
  });
  const parser = rowParser(layout, layout.columns);
  const rows: RawRow[] = [];
  for await (const piece of textPieces(file, layout.encoding.encoding)) rows.push(...parser.push(piece.text));
  rows.push(...parser.end());
  return { layout, rows };
}

/** The cells of the sound rows. */
export function soundValues(rows: readonly RawRow[]): (readonly string[])[] {
  return rows.flatMap((row) => (row.kind === 'row' ? [row.values] : []));
}

/** Number, line and reason of the rows that were broken off. */
export function brokenRows(rows: readonly RawRow[]): { row: number; line: number; reason: string }[] {
  return rows.flatMap((row) => (row.kind === 'broken' ? [{ row: row.row, line: row.line, reason: row.reason }] : []));
}
