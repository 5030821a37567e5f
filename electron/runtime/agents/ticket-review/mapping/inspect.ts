import { AgentError, type InputFile, type Inspection } from 'lanekeeper/sdk';
import { encodingNames } from '../reading/encoding.ts';
import { shortened } from '../reading/cut-text.ts';
import { delimiterName, detectLayout, formatName, rowParser } from '../reading/layout.ts';
import type { Layout } from '../reading/layout-types.ts';
import { textPieces } from '../reading/file-text.ts';
import { excerptOf, type RawRow } from '../reading/raw-row.ts';
import { profileColumns } from './column-profile.ts';
import { dayOrderOf, readDate, type ReadDate } from './dates.ts';
import { isWriting, proposeMapping, type ProposedMapping } from './propose.ts';

const SAMPLE_ROWS = 500;
const SAMPLE_BYTES = 2 * 1024 * 1024;
const PREVIEW_ROWS = 20;
const PREVIEW_CELL = 200;
const FEWEST_TO_REPEAT = 20;

/** Rows from a file's beginning, for a person or for a proposal to look at. */
export interface SampledRows {
  readonly rows: readonly (readonly string[])[];
  readonly broken: readonly Extract<RawRow, { kind: 'broken' }>[];
  /** Rows of the whole file: counted when all of it was read, else estimated from the bytes read. */
  readonly rowsInAll: number;
  readonly isWholeFile: boolean;
}

/** Looks at a file before a run exists: how it is written, what its columns mean, and what stands in the way. */
export async function inspectFile(file: InputFile): Promise<Inspection> {
  try {
    const layout = await detectLayout(file, { encoding: 'auto', delimiter: 'auto', header: 'auto', survey: 'opening' });
    const sample = await sampleRows(file, layout);
    const mapping = proposeMapping(profileColumns(layout.columns, sample.rows));
    return {
      facts: facts(layout, sample),
      columns: [...layout.columns],
      preview: sample.rows
        .slice(0, PREVIEW_ROWS)
        .map((row) => row.map((cell) => shortened(excerptOf(cell), PREVIEW_CELL))),
      proposal: { columns: mapping },
      problems: problems(file, layout, sample, mapping),
    };
  } catch (thrown) {
    if (!(thrown instanceof AgentError)) throw thrown;
    const sentence = thrown.hint === undefined ? thrown.message : `${thrown.message} ${thrown.hint}`;
    return { facts: [], columns: [], preview: [], proposal: {}, problems: [sentence] };
  }
}

/** The first rows of a file with all their columns. */
export async function sampleRows(file: InputFile, layout: Layout): Promise<SampledRows> {
  const parser = rowParser(layout, layout.columns);
  const rows: (readonly string[])[] = [];
  const broken: Extract<RawRow, { kind: 'broken' }>[] = [];
  const take = (taken: readonly RawRow[]): void => {
    for (const row of taken) {
      if (row.kind === 'row') rows.push(row.values);
      else broken.push(row);
    }
  };
  for await (const piece of textPieces(file, layout.encoding.encoding)) {
    take(parser.push(piece.text));
    // A first row longer than the sample is read to its end: a file is not empty because its first cell is large.
    const hasRow = rows.length + broken.length > 0;
    if (rows.length >= SAMPLE_ROWS || (hasRow && piece.bytesRead >= SAMPLE_BYTES)) {
      const isWholeFile = piece.bytesRead >= file.bytes;
      if (isWholeFile) take(parser.end());
      const rowsInAll = Math.round(((rows.length + broken.length) * file.bytes) / piece.bytesRead);
      return { rows: rows.slice(0, SAMPLE_ROWS), broken, rowsInAll, isWholeFile };
    }
  }
  take(parser.end());
  return { rows, broken, rowsInAll: rows.length + broken.length, isWholeFile: true };
}

function facts(layout: Layout, sample: SampledRows): Inspection['facts'] {
  const { encoding, shape, columns } = layout;
  const found = [{ label: 'Format', value: formatName(layout) }];
  if (shape.format === 'separated') {
    if (columns.length > 1) found.push({ label: 'Delimiter', value: delimiterName(shape.delimiter) });
    found.push({
      label: 'Header',
      value: shape.hasHeader ? 'first row names the columns' : 'none; columns are numbered',
    });
  }
  found.push({ label: 'Encoding', value: `${encodingNames[encoding.encoding]} (${encoding.because})` });
  found.push({ label: 'Columns', value: String(columns.length) });
  const rows = sample.rowsInAll.toLocaleString('en-US');
  found.push({ label: 'Rows', value: sample.isWholeFile ? rows : `about ${rows}, estimated from the beginning` });
  return found;
}

function problems(file: InputFile, layout: Layout, sample: SampledRows, mapping: ProposedMapping): string[] {
  const found: string[] = [];
  if (sample.rows.length === 0) {
    found.push(
      sample.broken.length === 0
        ? `${file.name} has a header and no rows: there is nothing to review.`
        : `None of the first ${sample.broken.length} rows of ${file.name} could be read. ${sample.broken[0]?.detail ?? ''}`,
    );
  } else if (mapping.text === undefined) {
    found.push('No column looks like text that customers wrote. Choose the text column yourself.');
  } else if (!holdsWriting(layout, sample, mapping.text)) {
    found.push(`No column holds longer texts; "${mapping.text}" is proposed, but its cells are a few words each.`);
  } else if (repeats(layout, sample, mapping.text)) {
    found.push(
      `The texts in "${mapping.text}" repeat: they look like standard phrases rather than what customers wrote.`,
    );
  }
  if (sample.rows.length > 0 && sample.broken.length > 0) {
    const [first] = sample.broken;
    found.push(
      `${sample.broken.length} of the rows looked at cannot be read and will be set aside; the first is row ${first?.row} (line ${first?.line}): ${first?.detail}`,
    );
  }
  if (layout.encoding.damagedBytes > 0) {
    found.push(`${layout.encoding.damagedBytes} bytes are no valid text; rows that hold them will be set aside.`);
  }
  if (mapping.receivedAt !== undefined && !dayOrderIsClear(layout, sample, mapping.receivedAt)) {
    found.push(`Dates in "${mapping.receivedAt}" can be read with day or month first; month first is assumed.`);
  }
  if (mapping.recipient === undefined && sample.rows.length > 0) {
    found.push('No column holds mail addresses: replies will be drafts in the outbox and cannot be sent.');
  }
  return found;
}

function holdsWriting(layout: Layout, sample: SampledRows, column: string): boolean {
  return profileColumns(layout.columns, sample.rows).some((profile) => profile.column === column && isWriting(profile));
}

function repeats(layout: Layout, sample: SampledRows, column: string): boolean {
  const profile = profileColumns(layout.columns, sample.rows).find((one) => one.column === column);
  return profile !== undefined && profile.filled >= FEWEST_TO_REPEAT && profile.distinctShare < 0.5;
}

function dayOrderIsClear(layout: Layout, sample: SampledRows, column: string): boolean {
  const place = layout.columns.indexOf(column);
  const dates: ReadDate[] = [];
  for (const row of sample.rows) {
    const date = readDate(row[place] ?? '');
    if (date !== null) dates.push(date);
  }
  return dayOrderOf(dates).isProven;
}
