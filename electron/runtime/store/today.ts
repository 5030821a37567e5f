import { dayOf } from '../../../shared/domain/budget.ts';
import type { AtMs, Ms } from '../../../shared/ids.ts';

/** No time zone begins a day between two of these. */
const quarterMs: Ms = 15 * 60_000;
let known = { quarter: Number.NaN, timeZone: '', day: '' };

/** The day it is; asked for by every change of what is used up, so it is put into words once a quarter of an hour. */
export function today(atMs: AtMs, timeZone: string | null): string {
  const zone = timeZone ?? ownTimeZone();
  const quarter = Math.floor(atMs / quarterMs);
  if (known.quarter !== quarter || known.timeZone !== zone) known = { quarter, timeZone: zone, day: dayOf(atMs, zone) };
  return known.day;
}

/** The zone this computer is in. */
export function ownTimeZone(): string {
  ownZone ??= new Intl.DateTimeFormat().resolvedOptions().timeZone;
  return ownZone;
}

let ownZone: string | undefined;
