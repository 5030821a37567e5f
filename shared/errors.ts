/** Every failure that crosses a boundary is one of these codes, as a plain object. */
export const errorCodes = [
  'invalid-input',
  'not-found',
  'wrong-state',
  'refused',
  'stale',
  'already-decided',
  'command-reused',
  'no-person',
  'not-allowed',
  'too-large',
  'queue-full',
  'disk-full',
  'degraded',
  'damaged',
  'outcome-unknown',
  'unreachable',
  'unsupported',
  'model-rate-limited',
  'model-unavailable',
  'model-timeout',
  'model-cut',
  'model-bad-answer',
  'model-refused-request',
  'model-unauthorised',
  'model-stopped',
  'response-lost',
  'egress-denied',
  'internal',
] as const;
export type ErrorCode = (typeof errorCodes)[number];

export interface WireError {
  readonly code: ErrorCode;
  /** What happened, in one sentence, and what was kept. */
  readonly message: string;
  /** What to do next. */
  readonly hint?: string;
}

/** A refusal with a stable code. Anything else that is thrown is a bug. */
export class LanekeeperError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | undefined;

  constructor(code: ErrorCode, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'LanekeeperError';
    this.code = code;
    this.hint = options.hint;
  }
}

/** The wire form of anything thrown; a bug is reported as `internal` without its stack. */
export function toWireError(thrown: unknown): WireError {
  if (thrown instanceof LanekeeperError)
    return thrown.hint === undefined
      ? { code: thrown.code, message: thrown.message }
      : { code: thrown.code, message: thrown.message, hint: thrown.hint };
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return { code: 'internal', message };
}

/** The error a wire object stands for. */
export function fromWireError(wire: WireError): LanekeeperError {
  return new LanekeeperError(wire.code, wire.message, wire.hint === undefined ? {} : { hint: wire.hint });
}
