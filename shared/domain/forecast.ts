import { z } from 'zod';
import { amountWords } from './amounts.ts';

/** What the next firings will use up, from what the latest ended runs of the agent were measured to use. */
export const forecastSchema = z.object({
  runsLookedAt: z.number().int(),
  firings: z.number().int(),
  /** By measure, for all the firings together; one that none of the runs used is left out. */
  used: z.record(z.string(), z.number()),
  /** What of it a run's budget holds down, with the limit of one run. */
  heldDown: z.array(z.object({ measure: z.string(), limit: z.number() })),
  /** Null when no run was looked at. */
  effects: z.number().nullable(),
  /** Effects that asked for a decision. */
  approvals: z.number().nullable(),
  failedShare: z.number().nullable(),
});
export type Forecast = z.infer<typeof forecastSchema>;

/** One paragraph: what so many firings will take, and what that is based on. The same on a page and on a command line. */
export function forecastWords({
  runsLookedAt,
  firings,
  used,
  effects,
  approvals,
  failedShare,
  heldDown,
}: Forecast): string {
  const runs = `${firings} ${firings === 1 ? 'run' : 'runs'}`;
  if (runsLookedAt === 0) return `${runs}. No run of this agent has ended yet, so the cost cannot be forecast.`;
  const { wall = 0, steps: _steps, 'tool-calls': _calls, ...others } = used;
  const amounts = Object.entries({ wall, ...others }).map(([measure, amount]) => amountWords(measure, amount));
  const actions = `${effects ?? 0} ${effects === 1 ? 'action' : 'actions'}, ${approvals ?? 0} of them to decide`;
  const failed = Math.round((failedShare ?? 0) * 100);
  return `${runs}: about ${amounts.join(', ')} and ${actions}, going by the last ${runsLookedAt} that ended; ${failed} % of those failed. ${heldDownWords(heldDown)}${moneyWords(used)}`.trim();
}

function heldDownWords(heldDown: Forecast['heldDown']): string {
  if (heldDown.length === 0) return '';
  const limits = heldDown.map(({ measure, limit }) => amountWords(measure, limit)).join(' and ');
  return `Some of those used more than the ${limits} each may use now, and count up to that. `;
}

function moneyWords(used: Forecast['used']): string {
  if (Object.keys(used).some((measure) => measure.startsWith('money:'))) return '';
  return (used['model-calls'] ?? 0) === 0
    ? 'They call no model: no money.'
    : 'Their model calls state no price, so money is not forecast.';
}
