import { readMoment, readSpan } from './span.ts';

/** The moment until which something holds: a span from now (`2h`, `3d`), or a date and time. */
export function readUntil(name: string, stated: string | undefined, nowMs: number): number {
  return stated !== undefined && /^\d+[smhd]$/.test(stated)
    ? nowMs + readSpan(name, stated, 0)
    : readMoment(name, stated);
}
