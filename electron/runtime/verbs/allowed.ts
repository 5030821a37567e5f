import { finalRunStatuses, type Pause, type RunStatus, type RunVerbs, type Verb } from '../../../shared/domain/run.ts';
import { journalFull } from '../engine/journal-rows.ts';
import type { RunState } from '../engine/states.ts';
import { whyQuarantined } from './quarantined.ts';

const yes: Verb = { allowed: true, reason: '' };
const removed: Verb = no('Its input and journal were removed when the days it is kept for were over.');
/** Also once it was rolled back: begun again, its work would be under way twice. */
const wentOn: Verb = no('It went on as another run: do that one again, or fork this one.');

type Restartable = Pick<RunState, 'status' | 'nextOrd' | 'journalBytes' | 'removedAtMs' | 'continuedAs'>;

/** One answer for the button, the command line and the method: whether each verb can be used, and why not. */
export function verbsOf(run: RunState, quarantine: Pick<Pause, 'by' | 'reason'> | null): Omit<RunVerbs, 'signal'> {
  const unlessHeld = (verb: Verb): Verb =>
    quarantine === null || !verb.allowed ? verb : no(whyQuarantined(run.agentTitle, quarantine));
  return {
    cancel: canCancel(run),
    kill: canKill(run),
    pause: canPause(run),
    resume: canResume(run),
    retry: unlessHeld(canRetry(run)),
    rewind: unlessHeld(canRewind(run)),
    fork: unlessHeld(canFork(run)),
    rollBack: canRollBack(run),
    extend: unlessHeld(canExtend(run)),
    prioritise: canPlace(run),
    move: canPlace(run),
    delay: canDelay(run),
  };
}

export function canCancel(run: { readonly status: RunStatus; readonly cancelRequested: boolean }): Verb {
  if (finalRunStatuses.has(run.status)) return no(`The run is ${run.status} already.`);
  if (run.status === 'compensating') return no('It has stopped, and what it did is being undone.');
  return run.cancelRequested ? no('It is being cancelled.') : yes;
}

/** Also while it is being cancelled: that is when a run that does not let go is killed. */
export function canKill(run: { readonly status: RunStatus }): Verb {
  return finalRunStatuses.has(run.status) ? no(`The run is ${run.status} already.`) : yes;
}

export function canPause(run: { readonly status: RunStatus; readonly cancelRequested: boolean }): Verb {
  if (finalRunStatuses.has(run.status)) return no(`The run is ${run.status}; there is nothing to pause.`);
  if (run.status === 'paused') return no('It is paused already.');
  if (run.status === 'compensating') return no('What it did is being undone; the emergency stop holds that.');
  return run.cancelRequested ? no('It is being cancelled.') : yes;
}

export function canResume(run: { readonly status: RunStatus }): Verb {
  return run.status === 'paused' ? yes : no(`Only a paused run can be resumed; this one is ${run.status}.`);
}

/** A fork needs the journal and the input of what it is made from. */
export function canFork(run: Pick<RunState, 'removedAtMs'>): Verb {
  return run.removedAtMs === null ? yes : removed;
}

export function canRetry(run: Restartable): Verb {
  if (run.removedAtMs !== null) return removed;
  if (run.continuedAs !== null) return wentOn;
  if (run.status !== 'failed' && run.status !== 'cancelled' && run.status !== 'needs-attention')
    return no(`Only a run that failed, was cancelled or needs attention can be retried; this one is ${run.status}.`);
  const full = journalFull(run);
  return full === null ? yes : no(`${full.message} ${full.hint ?? ''}`);
}

export function canRewind(run: Restartable): Verb {
  if (run.removedAtMs !== null) return removed;
  if (run.status === 'compensating' || run.status === 'compensated')
    return no(`The run is ${run.status}: what it did is being undone. Fork it instead.`);
  if (run.continuedAs !== null) return wentOn;
  if (run.nextOrd === 1) return no('Nothing is recorded yet that it could go back to.');
  const full = journalFull(run);
  return full === null ? yes : no(`${full.message} Fork it instead.`);
}

export function canRollBack(run: Pick<RunState, 'status' | 'effectsDone' | 'sandbox'>): Verb {
  if (run.status === 'compensating') return no('What it did is being undone already.');
  if (run.status === 'compensated') return no('It was rolled back.');
  if (!finalRunStatuses.has(run.status)) return no(`The run is ${run.status}; cancel it, which undoes what it did.`);
  if (run.sandbox) return no('It is a sandbox: nothing it decided was sent.');
  return run.effectsDone > 0 ? yes : no('It has done nothing that could be undone.');
}

export function canExtend(run: Pick<RunState, 'status' | 'removedAtMs'>): Verb {
  if (run.removedAtMs !== null) return removed;
  if (run.status === 'continued') return no('It went on as another run already.');
  return finalRunStatuses.has(run.status)
    ? yes
    : no(`Only a finished run can be continued; this one is ${run.status}.`);
}

/** Only of what was given up is there a letter to dismiss. */
export function canDismiss(hasOpenLetter: boolean): Verb {
  return hasOpenLetter ? yes : no('The run has no open dead letter.');
}

/** Another priority or queue: in force when it next waits for a host. */
export function canPlace(run: Pick<RunState, 'status' | 'cancelRequested'>): Verb {
  if (finalRunStatuses.has(run.status)) return no(`The run is ${run.status}; it waits for nothing.`);
  if (run.status === 'compensating') return no('What it did is being undone, which waits in no queue.');
  if (run.status === 'running')
    return no('It is at work; pause it first, and it waits in its queue when it is resumed.');
  return run.cancelRequested ? no('It is being cancelled.') : yes;
}

export function canDelay(run: Pick<RunState, 'status' | 'cancelRequested'>): Verb {
  if (run.status !== 'queued' && run.status !== 'paused')
    return no(`Only a run that waits for its turn can be put off; this one is ${run.status}.`);
  return run.cancelRequested ? no('It is being cancelled.') : yes;
}

function no(reason: string): Verb {
  return { allowed: false, reason };
}
