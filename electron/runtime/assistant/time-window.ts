import type { AtMs } from '../../../shared/ids.ts';
import type { Word } from './words.ts';

export interface TimeWindow {
  readonly sinceMs: AtMs;
  readonly beforeMs: AtMs | null;
  /** As it is said in the answer: `today`. */
  readonly name: string;
}

export interface Moment {
  readonly nowMs: AtMs;
  /** Midnight of the operator's own day. */
  readonly dayStartMs: AtMs;
}

export type Take = (from: number, count: number) => void;

const dayMs = 86_400_000;
const spans: Readonly<Record<string, number>> = {
  minute: 60_000,
  hour: 3_600_000,
  day: dayMs,
  week: 7 * dayMs,
  month: 30 * dayMs,
};
const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const numbers = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];

/** The span of time the words name, the first one where there are several. */
export function windowIn(
  words: readonly Word[],
  { moment, take }: { readonly moment: Moment; readonly take: Take },
): TimeWindow | null {
  const texts = words.map(({ text }) => text);
  for (const at of texts.keys()) {
    const found = dayAt(texts, at, moment) ?? spanAt(texts, at, moment);
    if (found === null) continue;
    const isMarked = at > 0 && /^(?:since|from|in|on|during|over|within)$/.test(texts[at - 1] ?? '');
    take(isMarked ? at - 1 : at, found.count + (isMarked ? 1 : 0));
    return found.window;
  }
  return null;
}

interface Found {
  readonly window: TimeWindow;
  /** How many words it is made of. */
  readonly count: number;
}

/** A day by its name: today, yesterday, last night, this morning, Monday. */
function dayAt(texts: readonly string[], at: number, { nowMs, dayStartMs }: Moment): Found | null {
  const [text, next, before] = [texts[at] ?? '', texts[at + 1] ?? '', texts[at - 1] ?? ''];
  const isSince = before === 'since' || (before === 'last' && texts[at - 2] === 'since');
  const found = (name: string, sinceMs: AtMs, beforeMs: AtMs | null, count = 1): Found => ({
    window: { sinceMs, beforeMs, name },
    count,
  });
  if (text === 'today' || text === 'tonight') return found('today', dayStartMs, null);
  if (text === 'yesterday')
    return isSince
      ? found('since yesterday', dayStartMs - dayMs, null)
      : found('yesterday', dayStartMs - dayMs, dayStartMs);
  if (text === 'this' && /^(?:morning|afternoon|evening)$/.test(next))
    return found(`this ${next}`, dayStartMs + (next === 'morning' ? 0 : dayMs / 2), null, 2);
  if (text === 'last' && next === 'night')
    return found('last night', dayStartMs - dayMs / 4, dayStartMs + dayMs / 4, 2);
  const weekday = weekdays.indexOf(text.replace(/s$/, ''));
  if (weekday < 0) return null;
  const today = new Date((dayStartMs + nowMs) / 2).getDay();
  const startMs = dayStartMs - ((today - weekday + 7) % 7) * dayMs;
  const day = `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
  return isSince ? found(`since ${day}`, startMs, null) : found(`on ${day}`, startMs, startMs + dayMs);
}

/** A span that ends now: this week, the last 3 hours, the past hour. */
function spanAt(texts: readonly string[], at: number, { nowMs }: Moment): Found | null {
  const [text, next] = [texts[at] ?? '', texts[at + 1] ?? ''];
  if (text !== 'this' && text !== 'last' && text !== 'past') return null;
  if (next in spans)
    return { window: { sinceMs: nowMs - (spans[next] ?? 0), beforeMs: null, name: `in the last ${next}` }, count: 2 };
  const spelled = numbers.indexOf(next === 'few' ? 'three' : next === 'couple' ? 'two' : next);
  const count = spelled > 0 ? spelled : Number(next);
  const unitAt = texts[at + 2] === 'of' ? at + 3 : at + 2;
  const unit = (texts[unitAt] ?? '').replace(/s$/, '');
  if (text === 'this' || !Number.isInteger(count) || count <= 0 || count >= 1000 || !(unit in spans)) return null;
  const name = `in the last ${count} ${unit}${count === 1 ? '' : 's'}`;
  return {
    window: { sinceMs: nowMs - count * (spans[unit] ?? 0), beforeMs: null, name },
    count: unitAt - at + 1,
  };
}
