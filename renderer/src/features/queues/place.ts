import { queueNameSchema } from '../../../../shared/domain/queue.ts';

/** What an operator may say about the place of a run that waits. */
export type PlaceField = 'priority' | 'queue' | 'delay';

/** As the methods take it; nothing for a field that was not asked for. */
export interface Place {
  readonly priority?: number;
  readonly queue?: string;
  readonly delayMs?: number;
}

/** Why what was typed cannot be used; undefined when it can, or nothing is asked. */
export function whyNoPlace(field: PlaceField | undefined, typed: string): string | undefined {
  const text = typed.trim();
  if (field === undefined) return undefined;
  if (field === 'queue') return queueNameSchema.safeParse(text).success ? undefined : 'Choose a queue.';
  const number = text === '' ? Number.NaN : Number(text);
  if (field === 'priority')
    return Number.isInteger(number) && Math.abs(number) <= 100 ? undefined : 'Give a whole number from -100 to 100.';
  return number >= 0 && number <= 525_600 ? undefined : 'Give minutes, 0 or more.';
}

/** Minutes are typed, milliseconds are sent. */
export function readPlace(field: PlaceField | undefined, typed: string): Place {
  if (field === 'queue') return { queue: typed.trim() };
  if (field === 'priority') return { priority: Number(typed) };
  return field === 'delay' ? { delayMs: Math.round(Number(typed) * 60_000) } : {};
}
