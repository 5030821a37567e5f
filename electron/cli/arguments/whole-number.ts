import { UsageError } from './usage-error.ts';

/** The number an option states, or `absent` when it was not given. */
export function wholeNumber<A>(name: string, stated: string | undefined, absent: A): number | A {
  if (stated === undefined) return absent;
  const value = Number(stated);
  if (/^\d{1,9}$/.test(stated) && value >= 1) return value;
  throw new UsageError(`--${name} ${stated} is not a whole number from 1.`);
}
