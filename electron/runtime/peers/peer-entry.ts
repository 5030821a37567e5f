import type { RunError } from '../../../shared/domain/run.ts';
import type { WireError } from '../../../shared/errors.ts';
import type { FromHost } from '../hosts/protocol.ts';
import type { Change, Decide, Env, Loaded, Outcome } from '../engine/engine-port.ts';
import { appendRecord, journalFull } from '../engine/journal-rows.ts';
import { refuse, refuseStale } from '../engine/run-decisions.ts';
import type { JournalRow, ReleaseState, RunState } from '../engine/states.ts';

export type PeerMessage = Extract<FromHost, { kind: 'peer' }>;

/** The entry of what a run asked for, as it ended: with a result, or with an error its code can handle. */
export function peerEntry(
  run: RunState,
  env: Env,
  { path, name, argsHash, ask }: PeerMessage,
  end:
    | { readonly phase: 'done' | 'waiting'; readonly result: string | null; readonly dueAtMs?: number | null }
    | { readonly phase: 'failed'; readonly error: RunError },
): { readonly row: JournalRow; readonly state: RunState; readonly changes: readonly Change[] } {
  const result = end.phase === 'failed' ? null : end.result;
  const error = end.phase === 'failed' ? end.error : null;
  const dueAtMs = end.phase === 'failed' ? null : (end.dueAtMs ?? null);
  const entry = { path, kind: ask.kind, name, argsHash, phase: end.phase, attempt: 1 } as const;
  return appendRecord(run, env, { ...entry, result, error, durationMs: null, dueAtMs });
}

/** Why this activation may record nothing more; null when it may. */
export function mayNot(run: RunState | null, activation: number): (Outcome<never> & { ok: false }) | null {
  const stale = refuseStale(run, activation);
  if (stale !== null || run === null) return stale ?? refuse('not-found', 'There is no such run.');
  const full = journalFull(run);
  return full === null ? null : { ok: false, error: full };
}

interface Making {
  readonly run: RunState;
  readonly agent: ReleaseState;
  readonly loaded: Loaded<{ run: string; agent: string }>;
  readonly env: Env;
  /** The entry of a refusal: nothing is made, and the agent's code is told. */
  readonly failed: (
    code: string,
    error: Parameters<typeof askError>[1],
  ) => { readonly row: JournalRow; readonly changes: readonly Change[] };
}

/**
 * What a run that makes another is asked first: whether it may still record, and whether the release in force is the one
 * its input was checked by (null: it is not).
 */
export function makingRun<R>(
  message: PeerMessage,
  releaseHash: string,
  make: (making: Making) => Outcome<R>,
): Decide<{ run: string; agent: string }, R | null> {
  return (loaded, env) => {
    const { run, agent } = loaded;
    const not = mayNot(run, message.activation);
    if (not !== null || run === null) return not ?? refuse('not-found', 'There is no such run.');
    if (agent?.releaseHash !== releaseHash) return { ok: true, changes: [], reply: null };
    const failed: Making['failed'] = (code, error) =>
      peerEntry(run, env, message, { phase: 'failed', error: askError(code, error) });
    return make({ run, agent, loaded, env, failed });
  };
}

/** What was asked for cannot be: the agent's code is told, and goes on with it. */
export function refuseAsk(message: PeerMessage, error: RunError): Decide<{ run: string }, { row: JournalRow }> {
  return ({ run }, env) => {
    const not = mayNot(run, message.activation);
    if (not !== null || run === null) return not ?? refuse('not-found', 'There is no such run.');
    const { row, changes } = peerEntry(run, env, message, { phase: 'failed', error });
    return { ok: true, changes, reply: { row } };
  };
}

/** A refusal of the engine under the code that the SDK names. */
export function askError(
  code: string,
  { message, hint }: Pick<WireError, 'message'> & { hint?: string | undefined },
): RunError {
  return { code, message, ...(hint === undefined ? {} : { hint }) };
}
