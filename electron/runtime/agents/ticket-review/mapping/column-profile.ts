import { readDate } from './dates.ts';

/** What the sampled cells of one column look like. Shares are of the filled cells, 0 to 1. */
export interface ColumnProfile {
  readonly column: string;
  readonly filled: number;
  readonly filledShare: number;
  readonly distinctShare: number;
  readonly meanLength: number;
  /** Mean number of words; texts that people write have many. */
  readonly meanWords: number;
  readonly dateShare: number;
  readonly emailShare: number;
  readonly numberShare: number;
  /** Digits among all characters. */
  readonly digitShare: number;
  /** Filled cells of at most 64 characters without spaces: what an id looks like. */
  readonly tokenShare: number;
}

/** A plain mail address; nothing that could add a header or a second recipient. */
export const MAIL_ADDRESS = /^[^\s@<>()[\]\\,;:"]{1,64}@[^\s@<>()[\]\\,;:"]{1,189}\.[^\s@<>()[\]\\,;:".]{2,63}$/;

/** Profiles every column from sampled rows. */
export function profileColumns(columns: readonly string[], rows: readonly (readonly string[])[]): ColumnProfile[] {
  return columns.map((column, index) => {
    const cells = rows.map((row) => (row[index] ?? '').trim());
    return profileOf(column, cells);
  });
}

function profileOf(column: string, cells: readonly string[]): ColumnProfile {
  const filled = cells.filter((cell) => cell !== '');
  const share = (test: (cell: string) => boolean): number => filled.filter(test).length / Math.max(1, filled.length);
  const mean = (measure: (cell: string) => number): number =>
    filled.reduce((sum, cell) => sum + measure(cell), 0) / Math.max(1, filled.length);
  return {
    column,
    filled: filled.length,
    filledShare: filled.length / Math.max(1, cells.length),
    distinctShare: new Set(filled).size / Math.max(1, filled.length),
    meanLength: mean((cell) => cell.length),
    meanWords: mean((cell) => cell.slice(0, 2_000).split(/\s+/).length),
    dateShare: share((cell) => cell.length <= 40 && readDate(cell) !== null),
    emailShare: share((cell) => MAIL_ADDRESS.test(cell)),
    numberShare: share((cell) => /^[-+]?[\d.,]+$/.test(cell)),
    digitShare: mean((cell) => cell.slice(0, 2_000).replaceAll(/\D/g, '').length / Math.min(cell.length, 2_000)),
    tokenShare: share((cell) => cell.length <= 64 && !/\s/.test(cell)),
  };
}
