import { useCallback, useMemo, useState } from 'react';
import type { ReactElement } from 'react';
import { counted } from '../../format/number.ts';
import { Shown } from '../../ui/Shown.tsx';
import { WindowedRows } from '../../ui/WindowedRows.tsx';
import { compareTexts, folded, piecesOf, sideBySide } from './text-diff.ts';
import type { DiffLine, Fold } from './text-diff.ts';
import s from './TextDiff.module.css';

/** The sign before a line, and the room behind it. */
const gutterPx = 34;

interface TextDiffProps {
  readonly field: string;
  readonly before: string;
  readonly after: string;
  readonly mode: 'side' | 'line';
}

/** A long text before and after: lines and words, what did not change folded, any size drawn a window at a time. */
export function TextDiff({ field, before, after, mode }: TextDiffProps): ReactElement {
  const [columns, setColumns] = useState(100);
  const [opened, setOpened] = useState<ReadonlySet<number>>(new Set());
  const compared = useMemo(() => compareTexts(before, after), [before, after]);
  const isSide = mode === 'side' && before !== '' && after !== '';
  const rows = useMemo(
    () => (isSide ? sideRows : lineRows)(folded(compared.lines, opened), columns),
    [compared, opened, columns, isSide],
  );
  const onColumns = useCallback((next: number) => setColumns(next), []);

  function row(index: number): ReactElement | null {
    const one = rows[index];
    if (one === undefined) return null;
    if ('fold' in one)
      return (
        <button
          type="button"
          className={s['fold']}
          onClick={() => setOpened((before_) => new Set([...before_, one.fold.from]))}
        >
          {counted(one.fold.many, 'unchanged line')}
        </button>
      );
    if ('line' in one) return <Side line={one.line} isWhole />;
    return (
      <span className={s['pair']}>
        <Side line={one.left} />
        <Side line={one.right} />
      </span>
    );
  }

  return (
    <>
      <WindowedRows
        label={`Changes of ${field}`}
        gutterPx={gutterPx}
        count={rows.length}
        onColumns={onColumns}
        row={row}
      />
      {compared.isCompared ? null : (
        <p className="d small">
          Too different to be compared line by line: all of what is there, then all of what would be.
        </p>
      )}
    </>
  );
}

type ShownRow =
  | { readonly fold: Fold }
  | { readonly line: DiffLine }
  | { readonly left: DiffLine | null; readonly right: DiffLine | null };

function lineRows(rows: ReturnType<typeof folded>, columns: number): readonly ShownRow[] {
  return rows.flatMap((row): readonly ShownRow[] =>
    row.kind === 'fold' ? [{ fold: row }] : piecesOf(row, columns).map((line) => ({ line })),
  );
}

function sideRows(rows: ReturnType<typeof folded>, columns: number): readonly ShownRow[] {
  const half = Math.max(20, Math.floor(columns / 2) - 2);
  return sideBySide(rows).flatMap((row): readonly ShownRow[] => {
    if ('kind' in row) return [{ fold: row }];
    const left = row.left === null ? [] : piecesOf(row.left, half);
    const right = row.right === null ? [] : piecesOf(row.right, half);
    return Array.from({ length: Math.max(left.length, right.length) }, (_, index) => ({
      left: left[index] ?? null,
      right: right[index] ?? null,
    }));
  });
}

const signs = { same: ' ', del: '−', add: '+' } as const;

function Side({ line, isWhole = false }: { readonly line: DiffLine | null; readonly isWhole?: boolean }): ReactElement {
  if (line === null) return <span className={`${s['side']} ${s['none']}`} />;
  return (
    <span className={`${isWhole ? s['whole'] : s['side']} ${s[line.kind]}`}>
      <span className={s['sign']}>{signs[line.kind]}</span>
      <Words line={line} />
    </span>
  );
}

function Words({ line: { kind, text, changed } }: { readonly line: DiffLine }): ReactElement {
  const parts: ReactElement[] = [];
  let at = 0;
  for (const [from, to] of changed) {
    if (from > at) parts.push(<Shown key={at} text={text.slice(at, from)} />);
    const word = <Shown text={text.slice(from, to)} />;
    parts.push(
      kind === 'del' ? (
        <del key={`w${from}`}>{word}</del>
      ) : (
        <ins key={`w${from}`} className={s['ins']}>
          {word}
        </ins>
      ),
    );
    at = to;
  }
  if (at < text.length) parts.push(<Shown key={at} text={text.slice(at)} />);
  return <>{parts}</>;
}
