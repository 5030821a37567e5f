import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { PointerEvent, ReactElement } from 'react';
import { count } from '../../format/number.ts';
import { useAppearance } from '../../stores/appearance.ts';
import { chooseRow, showSpan, useTimeline, zoomTimeline } from '../../stores/timeline.ts';
import { useRowHeights } from '../inbox/use-row-heights.ts';
import s from './Timeline.module.css';
import type { Timeline, TimelineRow } from './timeline-model.ts';
import { paintMinimap, paintRows, readPalette, ticksOf } from './timeline-paint.ts';
import type { Scene, Span } from './timeline-paint.ts';
import { Axis } from './TimelineTab.tsx';

const groupGapPx = 6;
const minimapPx = 36;

/** Names as text, bars on a canvas, a minimap above; drag a range to look closer. */
export function TimelineCanvas({
  timeline,
  isLive,
}: {
  readonly timeline: Timeline;
  readonly isLive: boolean;
}): ReactElement {
  const rowPx = useRowHeights().table;
  const theme = useAppearance((state) => state.theme);
  const view = useTimeline((state) => state.view);
  const rowKey = useTimeline((state) => state.rowKey);
  const span: Span = view ?? {
    fromMs: timeline.fromMs,
    toMs: timeline.toMs + (isLive ? (timeline.toMs - timeline.fromMs) * 0.02 : 0),
  };
  const whole: Span = { fromMs: timeline.fromMs, toMs: timeline.toMs };
  const tops = topsOf(timeline.rows, rowPx);
  const heightPx = (tops.at(-1) ?? 0) + rowPx + 6;
  const rowsCanvas = useRef<HTMLCanvasElement>(null);
  const mapCanvas = useRef<HTMLCanvasElement>(null);
  const widthPx = useWidth(rowsCanvas);
  const drag = useDrag(span);
  const mapDrag = useDrag(whole);

  useEffect(() => {
    const scene = sceneOf(rowsCanvas.current, widthPx, heightPx, span);
    if (scene !== null) paintRows(scene, timeline.rows, tops, rowPx, ticksOf(span, widthPx, timeline.fromMs));
    const map = sceneOf(mapCanvas.current, widthPx, minimapPx, whole);
    if (map !== null) paintMinimap(map, timeline.rows);
  });

  return (
    <>
      <div className={s['mini']}>
        <span className="d small">Whole run</span>
        <div className={s['map']} {...mapDrag.handlers}>
          <canvas ref={mapCanvas} aria-hidden="true" style={{ width: '100%', height: minimapPx }} />
          <i className={s['brush']} style={boxOf(span, whole)} />
          {mapDrag.range === null ? null : <i className={s['range']} style={boxOf(mapDrag.range, whole)} />}
        </div>
      </div>
      <div className={s['grid']}>
        <span />
        <Axis fromMs={span.fromMs} toMs={span.toMs} startMs={timeline.fromMs} widthPx={widthPx} />
      </div>
      <div className={s['grid']}>
        <div className={s['names']} style={{ height: heightPx }}>
          {timeline.rows.map((row, index) => (
            <div
              key={row.key}
              className={`${s['name']} ${row.key === rowKey ? s['on'] : ''}`}
              style={{ top: tops[index] ?? 0, height: rowPx }}
              onClick={() => chooseRow(row.key)}
            >
              <span className={s['group']}>{timeline.rows[index - 1]?.group === row.group ? '' : row.group}</span>
              <span className="cut grow">
                {row.name}
                {row.paths.size > 1 ? <span className="d"> ×{count(row.paths.size)}</span> : null}
              </span>
            </div>
          ))}
        </div>
        <div
          className={s['canvas']}
          {...drag.handlers}
          onWheel={(event) => event.ctrlKey && zoomTimeline(event.deltaY > 0 ? 1.2 : 1 / 1.2)}
        >
          {rowKey === null ? null : (
            <i
              className={s['rowlight']}
              style={{ top: tops[timeline.rows.findIndex((row) => row.key === rowKey)] ?? -99, height: rowPx }}
            />
          )}
          <canvas
            ref={rowsCanvas}
            aria-hidden="true"
            data-theme-now={theme}
            style={{ width: '100%', height: heightPx }}
          />
          {drag.range === null ? null : <i className={s['range']} style={boxOf(drag.range, span)} />}
          {isLive && span.toMs >= timeline.toMs ? (
            <i className={s['now']} style={{ left: `${shareOf(timeline.toMs, span) * 100}%` }} />
          ) : null}
        </div>
      </div>
    </>
  );
}

function topsOf(rows: readonly TimelineRow[], rowPx: number): number[] {
  let top = 0;
  return rows.map((row, index) => {
    if (index > 0) top += rowPx + (rows[index - 1]?.group === row.group ? 0 : groupGapPx);
    return top;
  });
}

function useWidth(canvas: React.RefObject<HTMLCanvasElement | null>): number {
  // The observer reports once when it begins, so the first width is a guess for one frame.
  const [widthPx, setWidth] = useState(600);
  useLayoutEffect(() => {
    const element = canvas.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, [canvas]);
  return widthPx;
}

function sceneOf(canvas: HTMLCanvasElement | null, widthPx: number, heightPx: number, span: Span): Scene | null {
  const context = canvas?.getContext('2d') ?? null;
  if (canvas === null || context === null || widthPx === 0) return null;
  const scale = devicePixelRatio;
  const [width, height] = [Math.round(widthPx * scale), Math.round(heightPx * scale)];
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  context.setTransform(scale, 0, 0, scale, 0, 0);
  return { context, widthPx, heightPx, span, palette: readPalette(canvas) };
}

const shortestDragPx = 5;

/** A range drawn with the pointer becomes the span in sight. */
function useDrag(span: Span): {
  range: Span | null;
  handlers: Record<string, (event: PointerEvent<HTMLElement>) => void>;
} {
  const [drag, setDrag] = useState<{ startPx: number; nowPx: number; widthPx: number } | null>(null);
  const toMs = (px: number, widthPx: number): number =>
    span.fromMs + (px / Math.max(1, widthPx)) * (span.toMs - span.fromMs);
  const range =
    drag === null || Math.abs(drag.nowPx - drag.startPx) < shortestDragPx
      ? null
      : {
          fromMs: toMs(Math.min(drag.startPx, drag.nowPx), drag.widthPx),
          toMs: toMs(Math.max(drag.startPx, drag.nowPx), drag.widthPx),
        };
  return {
    range,
    handlers: {
      onPointerDown: (event) => {
        if (event.button !== 0) return;
        const { left, width } = event.currentTarget.getBoundingClientRect();
        event.currentTarget.setPointerCapture(event.pointerId);
        setDrag({ startPx: event.clientX - left, nowPx: event.clientX - left, widthPx: width });
      },
      onPointerMove: (event) => {
        if (drag === null) return;
        const { left, width } = event.currentTarget.getBoundingClientRect();
        setDrag({ ...drag, nowPx: Math.min(width, Math.max(0, event.clientX - left)) });
      },
      onPointerUp: () => {
        if (range !== null) showSpan(range.fromMs, range.toMs);
        setDrag(null);
      },
      onPointerCancel: () => setDrag(null),
    },
  };
}

function shareOf(atMs: number, span: Span): number {
  return Math.min(1, Math.max(0, (atMs - span.fromMs) / Math.max(1, span.toMs - span.fromMs)));
}

function boxOf(part: Span, whole: Span): { left: string; width: string } {
  const left = shareOf(part.fromMs, whole);
  return { left: `${left * 100}%`, width: `${(shareOf(part.toMs, whole) - left) * 100}%` };
}
