import type { AtMs, Bytes, Ms } from '../../../shared/ids.ts';
import { visibleLine } from '../../../shared/visible-text.ts';

/** `1 run`, `3 runs`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}

/** A part with its base: `12 of 40`. */
export function share(part: number, whole: number): string {
  return `${part.toLocaleString('en')} of ${whole.toLocaleString('en')}`;
}

/** Local time, to the second, without a guess about the reader's habits: `2026-11-21 03:34:05`. */
export function localTime(atMs: AtMs): string {
  const at = new Date(atMs);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}

/** A moment with its distance: `2026-11-28 03:34:05 (in 7 d)`. */
export function timeFrom(atMs: AtMs, nowMs: AtMs): string {
  const distance = span(Math.abs(atMs - nowMs));
  return `${localTime(atMs)} (${atMs >= nowMs ? `in ${distance}` : `${distance} ago`})`;
}

/** A span in its two largest units: `2 h 5 min`. */
export function span(ms: Ms): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return both(minutes, 'min', seconds % 60, 's');
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return both(hours, 'h', minutes % 60, 'min');
  return both(Math.floor(hours / 24), 'd', hours % 24, 'h');
}

function both(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}

/** `1.4 MiB`. */
export function size(bytes: Bytes): string {
  if (bytes < 1024) return `${bytes} B`;
  const units = ['KiB', 'MiB', 'GiB', 'TiB'];
  let value = bytes / 1024;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${value.toFixed(value < 10 ? 1 : 0)} ${units[unit] ?? ''}`;
}

/** Text from outside on one line; what would rewrite the terminal, or hide on it, is written out as `⟨U+202E⟩`. */
export function plain(text: string): string {
  return visibleLine(text);
}
