import type { Bytes } from '../../../shared/ids.ts';

const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 });

/** A whole count with thousands apart: `1,550`. */
export function count(value: number): string {
  return grouped.format(value);
}

/** A count with its noun: `1 row`, `31 rows`. */
export function counted(value: number, noun: string, plural = `${noun}s`): string {
  return `${count(value)} ${value === 1 ? noun : plural}`;
}

/** A size on disk, in powers of 1,000: `812 B`, `4.1 MB`. */
export function bytes(value: Bytes): string {
  if (value < 1_000) return `${value} B`;
  const units = ['kB', 'MB', 'GB', 'TB'];
  let size = value;
  let unit = '';
  for (const next of units) {
    size /= 1_000;
    unit = next;
    if (size < 999.5) break;
  }
  return `${size < 10 ? size.toFixed(1) : Math.round(size)} ${unit}`;
}

/** A share of a base, in whole per cent: `91 %`; under one per cent it says so. */
export function share(part: number, whole: number): string {
  if (whole === 0) return '0 %';
  const value = (part / whole) * 100;
  if (value > 0 && value < 1) return 'under 1 %';
  return `${Math.round(value)} %`;
}
