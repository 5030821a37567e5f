import type { AtMs, Ms } from '../../../shared/ids.ts';

const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** How long ago, in one unit: `40 s ago`, `12 min ago`, `3 h ago`, `2 d ago`. */
export function ago(atMs: AtMs, nowMs: AtMs): string {
  const spanMs = Math.max(0, nowMs - atMs);
  if (spanMs < secondMs) return 'now';
  return `${oneUnit(spanMs)} ago`;
}

/** Time left for a reader who must decide: seconds shown only under an hour (`41:07`), then `2 h 08`, then days. */
export function timeLeft(untilMs: AtMs, nowMs: AtMs): string {
  const leftMs = untilMs - nowMs;
  if (leftMs <= 0) return '0:00';
  if (leftMs < hourMs) return minutesAndSeconds(leftMs);
  if (leftMs < dayMs) return hoursAndMinutes(leftMs);
  return `${Math.floor(leftMs / dayMs)} d`;
}

/**
 * Whole seconds left of a hold window. Never more than the window itself: a clock that is read once a second and a
 * little behind the runtime's must not promise time the policy does not give.
 */
export function holdSeconds(untilMs: AtMs, windowMs: Ms, nowMs: AtMs): number {
  const seconds = Math.max(0, Math.ceil((untilMs - nowMs) / secondMs));
  return Math.min(seconds, Math.floor(windowMs / secondMs));
}

/** How long something is held: `8 s`, and from two minutes on `10 min` or `9:57`. */
export function holdWords(spanMs: Ms): string {
  const seconds = Math.floor(spanMs / secondMs);
  if (seconds < 120) return `${seconds} s`;
  return seconds % 60 === 0 ? `${seconds / 60} min` : minutesAndSeconds(spanMs);
}

/** The same, rougher, for a list: `1:52` under five minutes, then `41 min`, `2 h 08`, `3 d`. */
export function timeLeftRough(untilMs: AtMs, nowMs: AtMs): string {
  const leftMs = untilMs - nowMs;
  if (leftMs < 5 * minuteMs) return timeLeft(untilMs, nowMs);
  if (leftMs < hourMs) return `${Math.floor(leftMs / minuteMs)} min`;
  return timeLeft(untilMs, nowMs);
}

/** A span of work: `640 ms`, `4.2 s`, `1:39`, `1:02:40`. */
export function duration(spanMs: Ms): string {
  if (spanMs < secondMs) return `${Math.round(spanMs)} ms`;
  if (spanMs < 10 * secondMs) return `${(spanMs / secondMs).toFixed(1)} s`;
  if (spanMs < minuteMs) return `${Math.round(spanMs / secondMs)} s`;
  return clockSpan(spanMs);
}

/** A running clock: `0:04`, `21:50`, `1:02:40`. */
export function clockSpan(spanMs: Ms): string {
  const seconds = Math.max(0, Math.floor(spanMs / secondMs));
  if (seconds < 3600) return minutesAndSeconds(seconds * secondMs);
  return `${Math.floor(seconds / 3600)}:${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}`;
}

/** An estimate, never more exact than it is: `about 3 min`. */
export function estimate(spanMs: Ms): string {
  if (spanMs < 10 * secondMs) return 'a few seconds';
  return `about ${oneUnit(spanMs)}`;
}

/** Local time of day: `14:07:52`. */
export function localTime(atMs: AtMs): string {
  const at = new Date(atMs);
  return `${pad(at.getHours())}:${pad(at.getMinutes())}:${pad(at.getSeconds())}`;
}

/** UTC time of day with milliseconds: `19:07:52.118`. */
export function utcTime(atMs: AtMs): string {
  return new Date(atMs).toISOString().slice(11, 23);
}

/** UTC date: `2026-11-21`. */
export function utcDate(atMs: AtMs): string {
  return new Date(atMs).toISOString().slice(0, 10);
}

/** The whole moment, local, with its zone: what a tooltip shows. */
export function wholeTime(atMs: AtMs): string {
  const at = new Date(atMs);
  return `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())} ${localTime(atMs)} ${zoneName(atMs)}`;
}

/** The local zone as an offset: `UTC+1`, `UTC−5:30`. */
export function zoneName(atMs: AtMs): string {
  const minutes = -new Date(atMs).getTimezoneOffset();
  if (minutes === 0) return 'UTC';
  const sign = minutes < 0 ? '\u2212' : '+';
  const rest = Math.abs(minutes) % 60;
  return `UTC${sign}${Math.floor(Math.abs(minutes) / 60)}${rest === 0 ? '' : `:${pad(rest)}`}`;
}

function oneUnit(spanMs: Ms): string {
  if (spanMs < minuteMs) return `${Math.floor(spanMs / secondMs)} s`;
  if (spanMs < hourMs) return `${Math.round(spanMs / minuteMs)} min`;
  if (spanMs < dayMs) return `${Math.round(spanMs / hourMs)} h`;
  return `${Math.round(spanMs / dayMs)} d`;
}

function minutesAndSeconds(spanMs: Ms): string {
  const seconds = Math.floor(spanMs / secondMs);
  return `${Math.floor(seconds / 60)}:${pad(seconds % 60)}`;
}

function hoursAndMinutes(spanMs: Ms): string {
  return `${Math.floor(spanMs / hourMs)} h ${pad(Math.floor(spanMs / minuteMs) % 60)}`;
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}
