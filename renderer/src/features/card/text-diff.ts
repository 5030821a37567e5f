import { diffLines, diffWordsWithSpace } from 'diff';

/** From and to, in characters of the line. */
export type Span = readonly [from: number, to: number];

export interface DiffLine {
  readonly kind: 'same' | 'del' | 'add';
  readonly text: string;
  /** The words that differ; empty where the whole line does. */
  readonly changed: readonly Span[];
}

export interface Fold {
  readonly kind: 'fold';
  /** Index of the first line folded away, and how many they are. */
  readonly from: number;
  readonly many: number;
}

export interface Compared {
  readonly lines: readonly DiffLine[];
  /** False: too different to be compared in the time a card may take, so both stand there whole. */
  readonly isCompared: boolean;
}

const lineLimits = { timeout: 40, maxEditLength: 4_000 };
const wordLimits = { timeout: 10, maxEditLength: 400 };
const mostWordChars = 4_000;
/** Unchanged lines kept around a change. */
const around = 3;

/** Two texts line by line, and word by word in lines that were changed. */
export function compareTexts(before: string, after: string): Compared {
  const found = diffLines(before, after, lineLimits);
  if (found === undefined) return { lines: [...linesOf(before, 'del'), ...linesOf(after, 'add')], isCompared: false };
  const lines: DiffLine[] = [];
  for (let index = 0; index < found.length; index += 1) {
    const part = found[index];
    const next = found[index + 1];
    if (part === undefined) continue;
    if (part.removed && next?.added === true) {
      lines.push(...changedLines(part.value, next.value));
      index += 1;
    } else lines.push(...linesOf(part.value, part.removed ? 'del' : part.added ? 'add' : 'same'));
  }
  return { lines, isCompared: true };
}

/** Long runs of unchanged lines folded into one row each; those opened by the reader stay open. */
export function folded(lines: readonly DiffLine[], opened: ReadonlySet<number>): readonly (DiffLine | Fold)[] {
  const rows: (DiffLine | Fold)[] = [];
  for (let from = 0; from < lines.length;) {
    let to = from;
    while (to < lines.length && lines[to]?.kind === 'same') to += 1;
    const head = from === 0 ? 0 : around;
    const tail = to === lines.length ? 0 : around;
    const many = to - from - head - tail;
    if (many > 1 && !opened.has(from + head)) {
      rows.push(...lines.slice(from, from + head), { kind: 'fold', from: from + head, many });
      rows.push(...lines.slice(to - tail, to));
    } else rows.push(...lines.slice(from, to));
    const line = lines[to];
    if (line !== undefined) rows.push(line);
    from = to + 1;
  }
  return rows;
}

/** The two sides of a row; a line that has no counterpart stands beside nothing. */
export interface SideRow {
  readonly left: DiffLine | null;
  readonly right: DiffLine | null;
}

export function sideBySide(rows: readonly (DiffLine | Fold)[]): readonly (SideRow | Fold)[] {
  const out: (SideRow | Fold)[] = [];
  let removed: DiffLine[] = [];
  let added: DiffLine[] = [];
  const flush = (): void => {
    for (let index = 0; index < Math.max(removed.length, added.length); index += 1)
      out.push({ left: removed[index] ?? null, right: added[index] ?? null });
    [removed, added] = [[], []];
  };
  for (const row of rows) {
    if (row.kind === 'del') {
      if (added.length > 0) flush();
      removed.push(row);
    } else if (row.kind === 'add') added.push(row);
    else {
      flush();
      out.push(row.kind === 'fold' ? row : { left: row, right: row });
    }
  }
  flush();
  return out;
}

/** Where a piece may end earlier so that no word is cut: as far back as a third of its length. */
function wordEnd(text: string, from: number, end: number): number {
  if (end >= text.length) return end;
  const space = text.lastIndexOf(' ', end - 1);
  return space - from > ((end - from) * 2) / 3 ? space + 1 : end;
}

/** A line in pieces of at most `columns` characters, no character cut in half and words only where they are long; an empty line is one empty piece. */
export function piecesOf(line: DiffLine, columns: number): readonly DiffLine[] {
  if (line.text.length <= columns) return [line];
  const pieces: DiffLine[] = [];
  for (let at = 0; at < line.text.length;) {
    let end = wordEnd(line.text, at, Math.min(line.text.length, at + columns));
    if (/[\uDC00-\uDFFF]/.test(line.text.charAt(end))) end += 1;
    const start = at;
    const changed = line.changed
      .map(([from, to]): Span => [Math.max(from, start) - start, Math.min(to, end) - start])
      .filter(([from, to]) => from < to);
    pieces.push({ kind: line.kind, text: line.text.slice(start, end), changed });
    at = end;
  }
  return pieces;
}

function linesOf(value: string, kind: DiffLine['kind']): DiffLine[] {
  if (value === '') return [];
  return (value.endsWith('\n') ? value.slice(0, -1) : value).split('\n').map((text) => ({ kind, text, changed: [] }));
}

function changedLines(removed: string, added: string): readonly DiffLine[] {
  const words =
    removed.length + added.length > mostWordChars ? undefined : diffWordsWithSpace(removed, added, wordLimits);
  // Where nothing is kept, marking every word says less than the whole line does.
  if (words === undefined || !words.some((word) => !word.added && !word.removed && word.value.trim() !== ''))
    return [...linesOf(removed, 'del'), ...linesOf(added, 'add')];
  return [...marked(removed, 'del', spansOf(words, 'added')), ...marked(added, 'add', spansOf(words, 'removed'))];
}

/** Where the words of one side that the other lacks stand in its text. */
function spansOf(
  words: readonly { readonly value: string; readonly added: boolean; readonly removed: boolean }[],
  skipped: 'added' | 'removed',
): readonly Span[] {
  const spans: Span[] = [];
  let at = 0;
  for (const word of words) {
    if (word[skipped]) continue;
    if (word.added || word.removed) spans.push([at, at + word.value.length]);
    at += word.value.length;
  }
  return spans;
}

function marked(value: string, kind: DiffLine['kind'], spans: readonly Span[]): readonly DiffLine[] {
  let start = 0;
  return linesOf(value, kind).map((line) => {
    const from = start;
    start += line.text.length + 1;
    const changed = spans
      .map(([begin, end]): Span => [Math.max(begin - from, 0), Math.min(end - from, line.text.length)])
      .filter(([begin, end]) => begin < end);
    return { ...line, changed };
  });
}
