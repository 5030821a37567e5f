import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { KeyboardEvent, ReactElement, ReactNode } from 'react';
import s from './WindowedRows.module.css';

const rowPx = 18;
/** Browsers end an element near 17 million pixels: beyond this the scrollbar stands for more rows than pixels. */
const mostPx = 8_000_000;

interface WindowedRowsProps {
  readonly label: string;
  readonly count: number;
  /** How many columns of monospaced characters there is room for, whenever that changes. */
  readonly onColumns: (columns: number) => void;
  readonly row: (index: number) => ReactNode;
  /** A row to bring into view, with a number that changes when it is asked for again. */
  readonly reveal?: { readonly row: number; readonly turn: number } | null;
  readonly mostRows?: number;
  /** What a row keeps free beside its text. */
  readonly gutterPx?: number;
}

/** Rows of one height, of which those in sight are drawn: the last of any number is reached by scrolling and by keys. */
export function WindowedRows(props: WindowedRowsProps): ReactElement {
  const { label, count, onColumns, row, reveal = null, mostRows = 24, gutterPx = 84 } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const ruler = useRef<HTMLSpanElement>(null);
  const [first, setFirst] = useState(0);
  const visible = Math.min(count, mostRows);
  const lastFirst = Math.max(0, count - visible);
  const totalPx = Math.min(count * rowPx, Math.max(mostPx, visible * rowPx));
  const scrollPx = Math.max(1, totalPx - visible * rowPx);
  const top = Math.min(first, lastFirst);

  useLayoutEffect(() => {
    const place = scroller.current;
    const character = (ruler.current?.getBoundingClientRect().width ?? 0) / 100;
    if (place === null || character === 0) return;
    const measure = (): void => onColumns(Math.max(20, Math.floor((place.clientWidth - gutterPx) / character)));
    measure();
    const watch = new ResizeObserver(measure);
    watch.observe(place);
    return () => watch.disconnect();
  }, [onColumns, gutterPx]);

  function show(wanted: number): void {
    const next = Math.max(0, Math.min(lastFirst, wanted));
    setFirst(next);
    if (scroller.current !== null) scroller.current.scrollTop = (next / Math.max(1, lastFirst)) * scrollPx;
  }

  useEffect(() => {
    if (reveal !== null && (reveal.row < top || reveal.row >= top + visible))
      show(reveal.row - Math.floor(visible / 2));
    // Only when it is asked for.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [reveal?.turn, reveal?.row]);

  function onScroll(): void {
    const at = scroller.current?.scrollTop ?? 0;
    const next = Math.round((at / scrollPx) * lastFirst);
    // Where a pixel stands for many rows, a key moves by one row without moving the bar.
    const drift = Math.abs((first / Math.max(1, lastFirst)) * scrollPx - at);
    if (drift > 1) setFirst(next);
  }

  function onKeyDown(event: KeyboardEvent): void {
    const moves: Partial<Record<string, number>> = {
      ArrowDown: top + 1,
      ArrowUp: top - 1,
      PageDown: top + visible - 1,
      PageUp: top - visible + 1,
      Home: 0,
      End: lastFirst,
    };
    const wanted = moves[event.key];
    if (wanted === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    show(wanted);
  }

  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- a scrolling region; its keys scroll it
    <div
      ref={scroller}
      className={`scroll ${s['rows']}`}
      style={{ height: visible * rowPx + 2 }}
      tabIndex={0}
      role="region"
      aria-label={label}
      data-rows={count}
      data-first={top}
      onScroll={onScroll}
      onKeyDown={onKeyDown}
    >
      <span ref={ruler} className={s['ruler']} aria-hidden="true">
        {'x'.repeat(100)}
      </span>
      <div style={{ height: totalPx }}>
        <div className={s['window']}>
          {Array.from({ length: Math.min(visible, count - top) }, (_, index) => (
            <div key={top + index} className={s['row']}>
              {row(top + index)}
            </div>
          ))}
        </div>
      </div>
    </div>
  );
}
