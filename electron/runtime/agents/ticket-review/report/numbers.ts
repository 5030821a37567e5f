/** `1,543` */
export function counted(value: number): string {
  return value.toLocaleString('en-US');
}

/** `312 of 1,543, 20 %` or `312 of 1,543 tickets, 20 %`: a count that carries its base. */
export function ofBase(part: number, whole: number, noun = ''): string {
  const base = noun === '' ? counted(whole) : `${counted(whole)} ${noun}`;
  return `${counted(part)} of ${base}, ${percent(part / Math.max(1, whole))}`;
}

/** `20 %`, with one decimal below ten. */
export function percent(share: number): string {
  const value = share * 100;
  return `${value >= 9.95 || value === 0 ? Math.round(value) : value.toFixed(1)} %`;
}

/** `+38 %`: a ratio as a change. */
export function change(ratio: number): string {
  const value = Math.round((ratio - 1) * 100);
  return value > 0 ? `+${counted(value)} %` : value < 0 ? `−${counted(-value)} %` : '±0 %';
}

/** `1 ticket`, `2 tickets`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${counted(count)} ${count === 1 ? one : many}`;
}

/** A row of bars, one per value, the highest full. */
export function sparkline(values: readonly number[]): string {
  const highest = Math.max(...values, 0);
  if (highest === 0) return '';
  return values.map((value) => BARS[Math.round((value / highest) * (BARS.length - 1))] ?? '').join('');
}

const BARS = '▁▂▃▄▅▆▇█';
