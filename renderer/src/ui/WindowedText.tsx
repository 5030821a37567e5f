import { useCallback, useMemo, useState } from 'react';
import type { KeyboardEvent, ReactElement } from 'react';
import { count } from '../format/number.ts';
import { Shown } from './Shown.tsx';
import { findAll, layOut, rowAt } from './text-rows.ts';
import { WindowedRows } from './WindowedRows.tsx';
import s from './WindowedText.module.css';

const mostFound = 10_000;

/** A text of any size, whole: every line is reached by scrolling and by searching, and what is drawn is what is in sight. */
export function WindowedText({ text, label }: { readonly text: string; readonly label: string }): ReactElement {
  const [columns, setColumns] = useState(100);
  const [wanted, setWanted] = useState('');
  const [turn, setTurn] = useState({ at: 0, times: 0 });
  const rows = useMemo(() => layOut(text, columns), [text, columns]);
  const found = useMemo(() => findAll(text, wanted, mostFound), [text, wanted]);
  const current = found.at[turn.at % Math.max(1, found.at.length)];
  const lines = rows.lines[rows.count - 1] ?? 0;
  const onColumns = useCallback((next: number) => setColumns(next), []);

  function step(by: number): void {
    const many = found.at.length;
    if (many > 0) setTurn(({ at, times }) => ({ at: (at + by + many) % many, times: times + 1 }));
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    step(event.shiftKey ? -1 : 1);
  }

  function row(index: number): ReactElement {
    const start = rows.starts[index] ?? 0;
    const end = rows.ends[index] ?? 0;
    const line = rows.lines[index] ?? 0;
    const isFirst = index === 0 || rows.lines[index - 1] !== line;
    return (
      <>
        <span className={s['no']} aria-hidden="true">
          {isFirst ? line : ''}
        </span>
        <Piece text={text} start={start} end={end} wanted={wanted} found={found.at} current={current} />
      </>
    );
  }

  return (
    <>
      <WindowedRows
        label={label}
        count={rows.count}
        onColumns={onColumns}
        row={row}
        reveal={current === undefined ? null : { row: rowAt(rows, current), turn: turn.times }}
      />
      <p className={`row small d ${s['find']}`}>
        <input
          className="input"
          type="search"
          value={wanted}
          placeholder="Find in all of it"
          aria-label={`Find in ${label}`}
          onChange={(event) => {
            setWanted(event.target.value);
            setTurn(({ times }) => ({ at: 0, times: times + 1 }));
          }}
          onKeyDown={onKeyDown}
        />
        <span aria-live="polite">
          {wanted === ''
            ? `${count(lines)} ${lines === 1 ? 'line' : 'lines'}, all of them here`
            : found.at.length === 0
              ? 'found nowhere'
              : `${count((turn.at % found.at.length) + 1)} of ${found.isMore ? 'more than ' : ''}${count(found.at.length)}; Enter goes on`}
        </span>
      </p>
    </>
  );
}

interface PieceProps {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly wanted: string;
  readonly found: readonly number[];
  readonly current: number | undefined;
}

/** One row's characters, what was searched for marked, also where it goes over the end of a row. */
function Piece({ text, start, end, wanted, found, current }: PieceProps): ReactElement {
  const parts: ReactElement[] = [];
  let at = start;
  for (let index = firstFrom(found, start - wanted.length + 1); index < found.length; index += 1) {
    const from = found[index] ?? 0;
    if (from >= end) break;
    const to = Math.min(end, from + wanted.length);
    if (to <= start) continue;
    const begins = Math.max(at, from);
    if (begins > at) parts.push(<Shown key={at} text={text.slice(at, begins)} />);
    parts.push(
      <mark key={`m${begins}`} className={from === current ? s['current'] : s['hit']}>
        <Shown text={text.slice(begins, to)} />
      </mark>,
    );
    at = to;
  }
  if (at < end || parts.length === 0) parts.push(<Shown key={at} text={text.slice(at, end)} />);
  return <>{parts}</>;
}

/** The first of the sorted places that is not before this one. */
function firstFrom(found: readonly number[], place: number): number {
  let low = 0;
  let high = found.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((found[middle] ?? 0) < place) low = middle + 1;
    else high = middle;
  }
  return low;
}
