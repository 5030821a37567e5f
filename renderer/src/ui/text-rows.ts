/** A text laid out in rows of a fixed number of columns: where each begins and ends, and the line it is of. */
export interface TextRows {
  readonly count: number;
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
  /** Counts from 1. */
  readonly lines: Uint32Array;
}

/**
 * Cuts lines that are longer than `columns` into rows, so that a text of any size has rows of one height and can be
 * drawn a window at a time. No character is left out and none is cut in half.
 */
export function layOut(text: string, columns: number): TextRows {
  let room = Math.max(64, Math.ceil((text.length / Math.max(1, columns)) * 2));
  let starts = new Uint32Array(room);
  let ends = new Uint32Array(room);
  let lines = new Uint32Array(room);
  let count = 0;
  const add = (start: number, end: number, line: number): void => {
    if (count === room) {
      room *= 2;
      [starts, ends, lines] = [grown(starts, room), grown(ends, room), grown(lines, room)];
    }
    starts[count] = start;
    ends[count] = end;
    lines[count] = line;
    count += 1;
  };
  let line = 1;
  for (let from = 0; from <= text.length; line += 1) {
    const found = text.indexOf('\n', from);
    const end = found === -1 ? text.length : found;
    let at = from;
    do {
      let next = Math.min(end, at + columns);
      if (next < end && isLowHalf(text.charCodeAt(next))) next += 1;
      add(at, next, line);
      at = next;
    } while (at < end);
    from = end + 1;
  }
  return { count, starts: starts.subarray(0, count), ends: ends.subarray(0, count), lines: lines.subarray(0, count) };
}

/** The row that holds a character. */
export function rowAt({ starts, count }: TextRows, offset: number): number {
  let low = 0;
  let high = count - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Where a text is found, ignoring case; `isMore`: the search ended at `most`. */
export function findAll(
  text: string,
  wanted: string,
  most: number,
): { readonly at: number[]; readonly isMore: boolean } {
  const at: number[] = [];
  if (wanted === '') return { at, isMore: false };
  const pattern = new RegExp(wanted.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&'), 'giu');
  for (const { index } of text.matchAll(pattern)) {
    if (at.length === most) return { at, isMore: true };
    at.push(index);
  }
  return { at, isMore: false };
}

function grown(from: Uint32Array, room: number): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(room);
  larger.set(from);
  return larger;
}

function isLowHalf(code: number): boolean {
  return code >= 0xdc00 && code <= 0xdfff;
}
