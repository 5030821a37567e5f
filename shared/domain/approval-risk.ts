import { z } from 'zod';
import type { AtMs, Ms } from '../ids.ts';

/** What makes an action weigh more, the heaviest first. */
export const riskFactors = [
  'two-people',
  'money',
  'many-people',
  'critical',
  'cannot-be-undone',
  'leaves-this-machine',
  'unreadable',
] as const;
export const riskFactorSchema = z.enum(riskFactors);
export type RiskFactor = z.infer<typeof riskFactorSchema>;

export const riskWords: Readonly<Record<RiskFactor, string>> = {
  'two-people': 'two people',
  money: 'money',
  'many-people': 'many people',
  critical: 'critical',
  'cannot-be-undone': 'cannot be undone',
  'leaves-this-machine': 'external',
  unreadable: 'cannot be read whole',
};

/** An action about to expire is not infinitely urgent: below this much time left, only risk tells. */
const leastLeftMs: Ms = 60_000;
const perHourMicro = 3_600_000_000;

/**
 * The order of the inbox: risk x time to expiry, as risk per hour that is left, in millionths and whole. Twice the
 * risk weighs as much as half the time, so a great risk is seen while there is time to think, and a small one is not
 * forgotten until it expires. It is taken at one moment for a whole list, so that its pages fit together. With the
 * names of two columns it is the same formula in SQL, where the rows are.
 */
export function urgency(risk: number, expiresAtMs: AtMs, nowMs: AtMs): number {
  return Math.floor((risk * perHourMicro) / Math.max(leastLeftMs, expiresAtMs - nowMs));
}

/**
 * The formula of `urgency` over the columns `risk` and `expires_at_ms`, at the bound moment `?`. A number of JavaScript is
 * bound as a real one, and the division has to be whole: the places of a list are written in whole numbers.
 */
export const urgencySql = `(risk * ${perHourMicro} / max(${leastLeftMs}, expires_at_ms - CAST(? AS INTEGER)))`;

const dayMs: Ms = 24 * 60 * 60 * 1000;

/** Why an item stands where it stands: `two people, external, expires in 20 min`; null when nothing sets it apart. */
export function riskReason(
  item: { readonly riskFactors: readonly RiskFactor[]; readonly expiresAtMs: AtMs },
  timeLeft: string,
  nowMs: AtMs,
): string | null {
  const said = item.riskFactors.map((factor) => riskWords[factor]);
  if (item.expiresAtMs - nowMs < dayMs) said.push(`expires in ${timeLeft}`);
  return said.length === 0 ? null : said.join(', ');
}
