import type { Terms } from '../../stores/start-run.ts';
import { whyNoPlace } from './place.ts';

/** The terms of a start as they are typed; an empty field says nothing. */
export interface TermsForm {
  readonly queue: string;
  readonly priority: string;
  readonly delay: string;
  readonly queueKey: string;
  readonly dedupKey: string;
  readonly debounce: string;
  readonly debounceMax: string;
}

export const noTerms: TermsForm = {
  queue: '',
  priority: '',
  delay: '',
  queueKey: '',
  dedupKey: '',
  debounce: '',
  debounceMax: '',
};

/** Why what was typed cannot be used; undefined when it can. */
export function whyNoTerms({ priority, delay, dedupKey, debounce, debounceMax }: TermsForm): string | undefined {
  if (priority.trim() !== '' && whyNoPlace('priority', priority) !== undefined)
    return 'The priority has to be a whole number from -100 to 100.';
  if (delay.trim() !== '' && whyNoPlace('delay', delay) !== undefined)
    return 'The delay has to be in minutes, 0 or more.';
  if (debounceMax.trim() !== '' && (!(Number(debounceMax) > 0) || debounce.trim() === ''))
    return 'The longest wait for later starts has to be in seconds, more than 0, and goes with a wait for a later start.';
  if (debounce.trim() === '') return undefined;
  if (!(Number(debounce) > 0)) return 'The wait for a later start has to be in seconds, more than 0.';
  return dedupKey.trim() === '' ? 'To wait for a later start, say which starts are the same (“Same as”).' : undefined;
}

/** As the method takes them. */
export function termsOf({ queue, priority, delay, queueKey, dedupKey, debounce, debounceMax }: TermsForm): Terms {
  const delayMs = Math.round(Number(delay) * 60_000);
  return {
    ...(queue === '' ? {} : { queue }),
    ...(priority.trim() === '' ? {} : { priority: Number(priority) }),
    ...(delay.trim() === '' || delayMs === 0 ? {} : { delayMs }),
    ...(queueKey.trim() === '' ? {} : { queueKey: queueKey.trim() }),
    ...(dedupKey.trim() === '' ? {} : { dedupKey: dedupKey.trim() }),
    ...(debounce.trim() === '' ? {} : { debounceMs: Math.round(Number(debounce) * 1000) }),
    ...(debounceMax.trim() === '' ? {} : { debounceMaxMs: Math.round(Number(debounceMax) * 1000) }),
  };
}
