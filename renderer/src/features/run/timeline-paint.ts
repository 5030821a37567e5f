import type { AtMs } from '../../../../shared/ids.ts';
import type { Family } from '../../format/status.ts';
import { rowLabel } from './timeline-model.ts';
import type { Bar, TimelineRow } from './timeline-model.ts';

/** The span in sight. */
export interface Span {
  readonly fromMs: AtMs;
  readonly toMs: AtMs;
}

/** Colours as the theme has them now. */
export interface Palette {
  readonly mark: Readonly<Record<Family, string>>;
  readonly tint: Readonly<Record<Family, string>>;
  readonly edge: Readonly<Record<Family, string>>;
  readonly text: Readonly<Record<Family, string>>;
  readonly line: string;
  readonly strong: string;
  readonly accent: string;
  readonly surface: string;
  readonly ink: string;
  readonly font: string;
}

const families: readonly Family[] = ['active', 'wait', 'ok', 'fail', 'unknown', 'idle'];
const barPx = 13;
const narrowestPx = 2;

/** Reads the theme's colours from the document. */
export function readPalette(element: Element): Palette {
  const style = getComputedStyle(element);
  const value = (name: string): string => style.getPropertyValue(name).trim();
  const each = (kind: string): Record<Family, string> =>
    Object.fromEntries(families.map((family) => [family, value(`--${family}-${kind}`)])) as Record<Family, string>;
  return {
    mark: each('mark'),
    tint: each('tint'),
    edge: each('edge'),
    text: each('text'),
    line: value('--line'),
    strong: value('--line-strong'),
    accent: value('--accent'),
    surface: value('--surface'),
    ink: value('--ink-2'),
    font: value('--font-ui'),
  };
}

export interface Scene {
  readonly context: CanvasRenderingContext2D;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly span: Span;
  readonly palette: Palette;
}

/** Draws the rows in sight; bars that fall on one pixel are drawn once. */
export function paintRows(
  scene: Scene,
  rows: readonly TimelineRow[],
  tops: readonly number[],
  rowPx: number,
  ticks: readonly AtMs[],
): void {
  const { context, widthPx, heightPx, palette, span } = scene;
  context.clearRect(0, 0, widthPx, heightPx);
  context.strokeStyle = palette.line;
  context.lineWidth = 1;
  for (const tick of ticks) verticalLine(context, xOf(scene, tick), heightPx);
  rows.forEach((row, index) => {
    const top = tops[index] ?? 0;
    const previous = rows[index - 1];
    if (previous !== undefined && previous.group !== row.group) horizontalLine(scene, top - 3);
    paintRow(scene, row, top + (rowPx - barPx) / 2);
    paintLabel(scene, row, top + rowPx / 2);
  });
  if (span.toMs > span.fromMs) context.globalAlpha = 1;
}

/** Draws all rows as hairlines, for the minimap. */
export function paintMinimap(scene: Scene, rows: readonly TimelineRow[]): void {
  const { context, widthPx, heightPx, palette } = scene;
  context.clearRect(0, 0, widthPx, heightPx);
  const step = Math.max(1, (heightPx - 6) / Math.max(1, rows.length));
  const thick = Math.max(1, Math.min(2.4, step - 0.6));
  rows.forEach((row, index) => {
    let lastX = -10;
    for (const bar of row.bars) {
      const x = xOf(scene, bar.fromMs);
      const width = Math.max(1, xOf(scene, bar.toMs) - x);
      if (x + width - lastX < 0.8) continue;
      context.fillStyle = palette.mark[bar.family];
      context.fillRect(x, 3 + index * step, width, thick);
      lastX = x + width;
    }
  });
}

/** Round times to draw lines at, at least `gapPx` apart. */
export function ticksOf(span: Span, widthPx: number, startMs: AtMs, gapPx = 90): AtMs[] {
  const wanted = ((span.toMs - span.fromMs) / Math.max(1, widthPx)) * gapPx;
  const step = roundSteps.find((candidate) => candidate >= wanted) ?? Math.ceil(wanted / 86_400_000) * 86_400_000;
  const ticks: AtMs[] = [];
  for (let at = startMs + Math.ceil((span.fromMs - startMs) / step) * step; at <= span.toMs; at += step) ticks.push(at);
  return ticks;
}

const roundSteps = [
  1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000,
  1_800_000, 3_600_000, 7_200_000, 21_600_000, 86_400_000,
];

function paintRow(scene: Scene, row: TimelineRow, top: number): void {
  let lastX = Number.NEGATIVE_INFINITY;
  let lastFamily: Family | null = null;
  for (const bar of row.bars) {
    if (bar.toMs < scene.span.fromMs || bar.fromMs > scene.span.toMs) continue;
    const x = Math.max(-4, xOf(scene, bar.fromMs));
    const end = Math.min(scene.widthPx + 4, xOf(scene, bar.toMs));
    if (end - lastX < 0.7 && lastFamily === bar.family && bar.family !== 'fail') continue;
    paintBar(scene, bar, { x, width: Math.max(narrowestPx, end - x), top });
    lastX = end;
    lastFamily = bar.family;
  }
}

function paintBar(scene: Scene, bar: Bar, box: { x: number; width: number; top: number }): void {
  const { context, palette } = scene;
  const { x, width, top } = box;
  if (bar.kind === 'wait') {
    context.strokeStyle = palette.mark.idle;
    context.lineWidth = 1.5;
    context.setLineDash([3, 3]);
    context.beginPath();
    context.moveTo(x, top + barPx / 2);
    context.lineTo(x + width, top + barPx / 2);
    context.stroke();
    context.setLineDash([]);
  } else if (bar.kind === 'person') hatch(scene, bar.family, box);
  else if (bar.kind === 'mark') {
    context.fillStyle = palette.mark[bar.family];
    context.beginPath();
    context.arc(x, top + barPx / 2, 3.5, 0, Math.PI * 2);
    context.fill();
  } else {
    context.fillStyle = bar.family === 'fail' ? palette.tint.fail : palette.mark[bar.family];
    context.beginPath();
    context.roundRect(x, top, width, barPx, Math.min(2, width / 2));
    context.fill();
    if (bar.family === 'fail') {
      context.strokeStyle = palette.mark.fail;
      context.lineWidth = 1.5;
      context.stroke();
    }
  }
  if (bar.kind === 'work' && bar.attempt > 1 && width > 13) attemptNumber(scene, bar, box);
}

function hatch(scene: Scene, family: Family, { x, width, top }: { x: number; width: number; top: number }): void {
  const { context, palette } = scene;
  context.save();
  context.beginPath();
  context.roundRect(x + 0.5, top, Math.max(1, width - 1), barPx, 2);
  context.fillStyle = palette.tint[family];
  context.fill();
  context.save();
  context.clip();
  context.strokeStyle = palette.edge[family];
  context.lineWidth = 2.5;
  context.beginPath();
  for (let at = x - barPx; at < x + width; at += 7) {
    context.moveTo(at, top + barPx);
    context.lineTo(at + barPx, top);
  }
  context.stroke();
  context.restore();
  context.strokeStyle = palette.mark[family];
  context.lineWidth = 1.2;
  context.beginPath();
  context.roundRect(x + 0.5, top, Math.max(1, width - 1), barPx, 2);
  context.stroke();
  context.restore();
}

/** A row's own words: right of its last bar where there is room, else inside a hatched bar, else nowhere. */
function paintLabel(scene: Scene, row: TimelineRow, middle: number): void {
  const { context, palette, widthPx } = scene;
  const text = rowLabel(row);
  const last = row.bars.at(-1);
  if (text === '' || last === undefined) return;
  context.font = `11px ${palette.font}`;
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  const width = context.measureText(text).width;
  const end = Math.max(...row.bars.slice(-50).map((bar) => xOf(scene, bar.toMs)));
  const from = Math.max(0, xOf(scene, last.fromMs));
  if (end >= 0 && end + 8 + width < widthPx) {
    context.fillStyle = palette.ink;
    context.fillText(text, Math.max(0, end) + 6, middle + 0.5);
  } else if (last.kind === 'person' && from + width + 24 < widthPx) {
    context.fillStyle = palette.tint[last.family];
    context.fillRect(from + 8, middle - 6, width + 8, 12);
    context.fillStyle = palette.text[last.family];
    context.fillText(text, from + 12, middle + 0.5);
  }
}

function attemptNumber(scene: Scene, bar: Bar, { x, top }: { x: number; top: number }): void {
  const { context, palette } = scene;
  context.fillStyle = palette.text[bar.family];
  context.beginPath();
  context.roundRect(x, top, 13, barPx, 2);
  context.fill();
  context.fillStyle = palette.surface;
  context.font = `700 10.5px ${palette.font}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillText(String(bar.attempt), x + 6.5, top + barPx / 2 + 0.5);
}

function xOf({ span, widthPx }: Pick<Scene, 'span' | 'widthPx'>, atMs: AtMs): number {
  return ((atMs - span.fromMs) / Math.max(1, span.toMs - span.fromMs)) * widthPx;
}

function verticalLine(context: CanvasRenderingContext2D, x: number, height: number): void {
  context.beginPath();
  context.moveTo(Math.round(x) + 0.5, 0);
  context.lineTo(Math.round(x) + 0.5, height);
  context.stroke();
}

function horizontalLine({ context, widthPx, palette }: Scene, y: number): void {
  context.strokeStyle = palette.strong;
  context.beginPath();
  context.moveTo(0, Math.round(y) + 0.5);
  context.lineTo(widthPx, Math.round(y) + 0.5);
  context.stroke();
}
