import type { AtMs, Ms } from '../../../shared/ids.ts';
import { readMoment, readSpan } from './span.ts';
import { UsageError } from './usage-error.ts';
import { wholeNumber } from './whole-number.ts';

/** How long after now a deadline is that is stated in minutes (`90`), as a span (`2h`), or as a moment of local time. */
export function readDeadline(stated: string, nowMs: AtMs): Ms {
  if (/^\d+$/.test(stated)) return wholeNumber('deadline', stated, 0) * 60_000;
  if (!/^\d{4}-/.test(stated)) return readSpan('deadline', stated, 0);
  const inMs = readMoment('deadline', stated) - nowMs;
  if (inMs >= 1_000) return inMs;
  throw new UsageError(`--deadline ${stated} has passed already.`, {
    hint: 'A moment without a zone is local time; end it with Z for UTC. Nothing was started.',
  });
}
