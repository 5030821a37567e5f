import type { AtMs, Ms } from '../../shared/ids.ts';

/** Time as the engine sees it. `now` is wall time; trusted time is made from both by the engine. */
export interface Clock {
  now(): AtMs;
  /** Milliseconds since some fixed moment of this process; never goes back. */
  monotonic(): Ms;
  /** Calls once at or after `delay`; the returned function cancels. */
  after(delay: Ms, call: () => void): () => void;
}

export interface Ids {
  /** A UUIDv7: time-ordered, so that hot keys append. */
  uuid(): string;
  /** A random 128-bit hex string. */
  nonce(): string;
}

export interface Logger {
  info(message: string, facts?: Record<string, unknown>): void;
  warn(message: string, facts?: Record<string, unknown>): void;
  error(message: string, facts?: Record<string, unknown>): void;
}

/** Values of secrets by reference name. */
export interface Secrets {
  read(reference: string): Promise<string | null>;
}
