import { finalRunStatuses, type Verb } from '../../../shared/domain/run.ts';
import type { WireError } from '../../../shared/errors.ts';
import type { Change, Env } from '../engine/engine-port.ts';
import { endWait } from '../engine/journal-rows.ts';
import { plainText } from '../hosts/journal-values.ts';
import type { JournalRow, RunState } from '../engine/states.ts';
import type { SignalState } from './signal-states.ts';

/** Signals one run keeps that nobody has taken: more of them than this is a sender that nobody listens to. */
const mostKept = 1_000;

/** Looked up inside the transaction. */
export interface DeliverWorld {
  /** The wait that is there for it. */
  readonly waited: () => JournalRow | null;
  readonly keptCount: () => number;
  readonly isInHost: () => boolean;
}

/** What delivering a signal changes: it ends the wait that is there for it, or is kept until one comes. */
export interface Delivery {
  readonly ok: true;
  readonly changes: readonly Change[];
  /** The end of the wait that took it; null: it is kept. */
  readonly row: JournalRow | null;
  readonly state: RunState;
}

export function deliver(
  run: RunState,
  signal: Omit<SignalState, 'runId' | 'consumedPath' | 'atMs'>,
  world: DeliverWorld,
  env: Env,
): Delivery | { readonly ok: false; readonly error: WireError } {
  const why = cannotTake(run);
  if (why !== null) return { ok: false, error: why };
  const payload = plainText(signal.payload);
  const waited = world.waited();
  const ended =
    waited === null ? null : endWait(run, env, waited, { result: payload, inHost: world.isInHost(), also: [] });
  if (ended === null && world.keptCount() >= mostKept)
    return {
      ok: false,
      error: {
        code: 'too-large',
        message: `Run ${run.runId} keeps ${mostKept.toLocaleString('en')} signals that nothing of it has taken; this one was not kept.`,
        hint: 'Look at what it waits for: a name or a key may be wrong.',
      },
    };
  const consumedPath = ended === null ? null : ended.row.path;
  const state: SignalState = { ...signal, payload, runId: run.runId, consumedPath, atMs: env.nowMs };
  return {
    ok: true,
    changes: [...(ended?.changes ?? []), { put: 'signal', state }],
    row: ended?.row ?? null,
    state: ended?.state ?? run,
  };
}

/** Whether a person may send it a signal; `declared` are the names its release takes. */
export function canSignal(run: RunState, declared: number): Verb {
  if (declared === 0) return { allowed: false, reason: 'Its agent declares no signal.' };
  const why = cannotTake(run);
  return why === null ? { allowed: true, reason: '' } : { allowed: false, reason: why.message };
}

function cannotTake({ runId, status }: RunState): WireError | null {
  if (!finalRunStatuses.has(status) && status !== 'compensating') return null;
  const why = status === 'compensating' ? 'has stopped, and what it did is being undone' : `is ${status}`;
  return {
    code: 'wrong-state',
    message: `Run ${runId} ${why}; it takes no signals. Nothing was sent.`,
    hint: 'Send it to a run that goes on.',
  };
}
