import Papa from 'papaparse';
import type { SeparatedLayout } from './layout-types.ts';

const LINES_TRIED = 2_000;
const ROW_WINDOW = 65_536;

/**
 * The first line break inside a row after which a row of the right width stands by itself, as an offset into the text;
 * -1 when there is none. A file of one column has no such sign: there every line would look sound.
 */
export function nextSoundRow(text: string, start: number, end: number, layout: SeparatedLayout): number {
  if (layout.width < 2) return -1;
  let at = text.indexOf(layout.lineBreak, start);
  for (let tried = 0; tried < LINES_TRIED && at !== -1; tried += 1) {
    const candidate = at + layout.lineBreak.length;
    if (candidate >= end) return -1;
    if (standsAlone(text.slice(candidate, candidate + ROW_WINDOW), layout)) return candidate;
    at = text.indexOf(layout.lineBreak, candidate);
  }
  return -1;
}

function standsAlone(window: string, layout: SeparatedLayout): boolean {
  const parser = new Papa.Parser({ delimiter: layout.delimiter, newline: layout.lineBreak, preview: 1 });
  const result = parser.parse(window, 0, false);
  const [cells] = result.data as readonly string[][];
  return cells !== undefined && cells.length === layout.width && result.errors.length === 0;
}
