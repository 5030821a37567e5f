import type { Terminal } from '../terminal.ts';

export interface Column {
  readonly title: string;
  readonly align?: 'right';
  /** May be cut to make the table fit the terminal. */
  readonly isFlexible?: true;
}

const gap = '  ';
const leastFlexible = 12;

/** Rows in aligned columns; the flexible columns give way when the terminal is narrow. */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  terminal: Pick<Terminal, 'width' | 'dim'>,
): string {
  const widths = columns.map(({ title }, index) => Math.max(title.length, ...rows.map((row) => widthOf(row[index]))));
  const fitted = fit(columns, widths, terminal.width);
  const line = (cells: readonly string[]): string =>
    columns
      .map(({ align }, index) => pad(shorten(cells[index] ?? '', fitted[index] ?? 0), fitted[index] ?? 0, align))
      .join(gap)
      .trimEnd();
  return [terminal.dim(line(columns.map(({ title }) => title))), ...rows.map(line)].join('\n');
}

/** `label  value` lines with aligned values. */
export function facts(pairs: readonly (readonly [string, string])[]): string {
  const width = Math.max(0, ...pairs.map(([label]) => label.length));
  return pairs.map(([label, value]) => `${label.padEnd(width)}${gap}${value}`.trimEnd()).join('\n');
}

function fit(columns: readonly Column[], widths: readonly number[], width: number | null): number[] {
  const fitted = [...widths];
  if (width === null) return fitted;
  for (;;) {
    const total = fitted.reduce((sum, each) => sum + each, 0) + gap.length * (columns.length - 1);
    if (total <= width) return fitted;
    const widest = columns
      .map(({ isFlexible }, index) => ({ isFlexible, index, width: fitted[index] ?? 0 }))
      .filter((column) => column.isFlexible === true && column.width > leastFlexible)
      .toSorted((one, other) => other.width - one.width)[0];
    if (widest === undefined) return fitted;
    fitted[widest.index] = Math.max(leastFlexible, widest.width - (total - width));
  }
}

function widthOf(cell: string | undefined): number {
  return Array.from(cell ?? '').length;
}

function shorten(cell: string, width: number): string {
  const signs = Array.from(cell);
  return signs.length <= width ? cell : `${signs.slice(0, Math.max(0, width - 1)).join('')}…`;
}

function pad(cell: string, width: number, align: Column['align']): string {
  const space = ' '.repeat(Math.max(0, width - widthOf(cell)));
  return align === 'right' ? space + cell : cell + space;
}
