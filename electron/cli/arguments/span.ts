import type { Ms } from '../../../shared/ids.ts';
import { UsageError } from './usage-error.ts';

const units: Readonly<Record<string, Ms>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** The span an option states, such as `30s`, `5m`, `2h`, `7d`; `absent` when it was not given. */
export function readSpan<A>(name: string, stated: string | undefined, absent: A): Ms | A {
  if (stated === undefined) return absent;
  const [, number, unit] = /^(\d{1,6})([smhd])$/.exec(stated) ?? [];
  const unitMs = units[unit ?? ''];
  if (number !== undefined && unitMs !== undefined) return Number(number) * unitMs;
  throw new UsageError(`--${name} ${stated} is not a span of time.`, { hint: 'Write it as 30s, 5m, 2h or 7d.' });
}

/** The moment an option states: an ISO date, or date and time; without a zone it is local time. */
export function readMoment(name: string, stated: string | undefined): number {
  if (stated === undefined) throw new UsageError(`--${name} is missing.`, { hint: `Add --${name} 2026-01-31T08:00.` });
  const at = Date.parse(/^\d{4}-\d{2}-\d{2}$/.test(stated) ? `${stated}T00:00` : stated);
  if (Number.isFinite(at)) return at;
  throw new UsageError(`--${name} ${stated} is not a date.`, { hint: 'Write it as 2026-01-31 or 2026-01-31T08:00Z.' });
}
