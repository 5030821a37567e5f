import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useLayoutEffect, useRef } from 'react';
import type { HTMLAttributes, ReactElement, ReactNode } from 'react';

interface VirtualRowsProps {
  readonly count: number;
  readonly rowHeight: (index: number) => number;
  readonly rowKey: (index: number) => string;
  readonly row: (index: number) => ReactNode;
  /** Keeps this row in view whenever it changes. */
  readonly keepInView?: number | null;
  /** The last rows are near: read more. */
  readonly onNearEnd?: (() => void) | undefined;
  readonly onScrollTop?: ((isAtTop: boolean) => void) | undefined;
  readonly host?: HTMLAttributes<HTMLDivElement> & { readonly 'data-keys'?: string };
  readonly className?: string;
  /** A head that stays at the top, and its height. */
  readonly header?: { readonly node: ReactNode; readonly heightPx: number };
}

/** A scrolling list that draws only the rows in sight; row heights are known, nothing is measured. */
export function VirtualRows(props: VirtualRowsProps): ReactElement {
  const {
    count,
    rowHeight,
    rowKey,
    row,
    keepInView = null,
    onNearEnd,
    onScrollTop,
    host,
    className = '',
    header,
  } = props;
  const headerPx = header?.heightPx ?? 0;
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: rowHeight,
    getItemKey: rowKey,
    overscan: 8,
    scrollMargin: headerPx,
    scrollPaddingStart: headerPx,
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;

  const anyHeight = count === 0 ? 0 : rowHeight(0);
  useLayoutEffect(() => {
    // Another density, or a window of another width. The list itself stays: it may have the keyboard.
    virtual.measure();
  }, [virtual, anyHeight]);

  useEffect(() => {
    if (keepInView !== null && keepInView >= 0 && keepInView < count)
      virtual.scrollToIndex(keepInView, { align: 'auto' });
    // The list itself moving under a kept row is not a reason to scroll.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [keepInView]);

  useEffect(() => {
    if (onNearEnd !== undefined && count > 0 && last >= count - 20) onNearEnd();
  }, [last, count, onNearEnd]);

  return (
    <div
      {...host}
      ref={scroller}
      className={`scroll ${className}`}
      onScroll={(event) => onScrollTop?.(event.currentTarget.scrollTop < 8)}
    >
      {header?.node}
      <div style={{ height: virtual.getTotalSize(), position: 'relative' }} role="presentation">
        {items.map((item) => (
          <div
            key={item.key}
            role="presentation"
            style={{
              position: 'absolute',
              top: 0,
              left: 0,
              right: 0,
              height: item.size,
              transform: `translateY(${item.start - headerPx}px)`,
            }}
          >
            {row(item.index)}
          </div>
        ))}
      </div>
    </div>
  );
}
