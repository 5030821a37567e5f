import { AgentError } from '../sdk/agent-error.ts';
import type { StepOptions } from '../sdk/types.ts';
import type { Where } from './run-errors.ts';

/** The farthest instant a date can name, ms since the epoch; also the longest wait. */
const farthest = 8.64e15;
/** The longest a timer of a thread can be set for: a longer one would ring at once. */
const longestTimer = 2 ** 31 - 1;

/** A wait as an agent gave it, in ms; less than nothing is none. What is no time at all throws `time-invalid`. */
export function durationOf(ms: unknown, what: string, where: Where): number {
  if (typeof ms === 'number' && ms <= farthest) return Math.max(0, ms);
  throw invalid(`${what} got ${shown(ms)} (${where()})`, 'Give a number of milliseconds.');
}

const isoWithZone = /^(\d{4}-\d\d-\d\d)T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)$/;

/** The instant an agent named, as whole ms since the epoch. A text without its zone names another one on each machine. */
export function instantOf(at: unknown, where: Where): number {
  const ms = typeof at === 'number' ? at : typeof at === 'string' ? instantOfText(at) : Number.NaN;
  if (Math.abs(ms) <= farthest) return Math.ceil(ms);
  throw invalid(
    `ctx.sleepUntil got ${shown(at)} (${where()})`,
    'Give ms since the epoch, or ISO 8601 with its zone: 2027-01-31T09:00:00+01:00.',
  );
}

function instantOfText(text: string): number {
  const [, date] = isoWithZone.exec(text) ?? [];
  if (date === undefined) return Number.NaN;
  // A 30th of February would be read as the 2nd of March.
  const day = Date.parse(`${date}T00:00Z`);
  return Number.isNaN(day) || new Date(day).toISOString().slice(0, 10) !== date ? Number.NaN : Date.parse(text);
}

/** Options that mean something: with a number that is none, a step would be tried for ever, or time out at once. */
export function checkedStep<O extends StepOptions>(options: O, where: Where): O {
  const { maxAttempts, backoffMs, timeoutMs, heartbeatMs } = options;
  if (maxAttempts !== undefined && !(Number.isInteger(maxAttempts) && maxAttempts >= 1))
    throw invalid(`maxAttempts got ${shown(maxAttempts)} (${where()})`, 'Give a whole number from 1.');
  if (backoffMs !== undefined) durationOf(backoffMs, 'backoffMs', where);
  const limits: { timeoutMs?: number; heartbeatMs?: number } = {};
  if (timeoutMs !== undefined) limits.timeoutMs = Math.min(durationOf(timeoutMs, 'timeoutMs', where), longestTimer);
  if (heartbeatMs !== undefined)
    limits.heartbeatMs = Math.min(durationOf(heartbeatMs, 'heartbeatMs', where), longestTimer);
  return { ...options, ...limits };
}

function shown(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value.slice(0, 60)) : String(value).slice(0, 60);
}

function invalid(what: string, hint: string): AgentError {
  return new AgentError('time-invalid', `${what}, which is no time it can use.`, hint);
}
