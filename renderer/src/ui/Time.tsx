import type { ReactElement } from 'react';
import type { AtMs, Ms } from '../../../shared/ids.ts';
import { useClock } from '../clock.ts';
import { ago, clockSpan, holdSeconds, holdWords, timeLeft, timeLeftRough, wholeTime } from '../format/time.ts';

/** How long ago, with the whole moment on hover. */
export function Ago({ at }: { readonly at: AtMs }): ReactElement {
  const text = useClock(({ nowMs }) => ago(at, nowMs));
  return (
    <time dateTime={new Date(at).toISOString()} title={wholeTime(at)}>
      {text}
    </time>
  );
}

/** Time left; it steps, and holds still between steps. */
export function Left({ until, isRough = false }: { readonly until: AtMs; readonly isRough?: boolean }): ReactElement {
  const text = useClock(({ nowMs }) => (isRough ? timeLeftRough : timeLeft)(until, nowMs));
  return (
    <time dateTime={new Date(until).toISOString()} title={wholeTime(until)}>
      {text}
    </time>
  );
}

/** Seconds left of a hold window, the same number wherever it stands. */
export function HoldLeft({ until, windowMs }: { readonly until: AtMs; readonly windowMs: Ms }): ReactElement {
  const seconds = useClock(({ nowMs }) => holdSeconds(until, windowMs, nowMs));
  return (
    <time dateTime={new Date(until).toISOString()} title={wholeTime(until)}>
      {seconds > 0 ? holdWords(seconds * 1_000) : 'now'}
    </time>
  );
}

/** A span that is still growing, or has ended. */
export function Elapsed({ from, to }: { readonly from: AtMs; readonly to: AtMs | null }): ReactElement {
  const text = useClock(({ nowMs }) => clockSpan((to ?? nowMs) - from));
  return <span className="tabular">{text}</span>;
}
