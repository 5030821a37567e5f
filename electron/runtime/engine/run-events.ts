import { added, type Amounts } from '../../../shared/domain/amounts.ts';
import type { RunLimit } from '../../../shared/domain/budget.ts';
import type { Pause, Progress, RunError, RunStatus, Undo } from '../../../shared/domain/run.ts';
import type { FileRef } from '../../../shared/domain/agent.ts';
import type { AtMs, Bytes, Ms } from '../../../shared/ids.ts';
import { canMove } from './run-transitions.ts';
import type { RunState } from './states.ts';

/** What can happen to a run. `evolveRun` is the only place where a run's state changes. */
export type RunEvent =
  | { readonly kind: 'claimed'; readonly epoch: number; readonly atMs: AtMs }
  | { readonly kind: 'recorded'; readonly bytes: Bytes; readonly steps: number; readonly workMs: Ms }
  | { readonly kind: 'spent'; readonly amounts: Amounts }
  | { readonly kind: 'waits'; readonly status: RunStatus; readonly wakeAtMs: AtMs | null }
  | { readonly kind: 'woken'; readonly inHost: boolean }
  | { readonly kind: 'recovered' }
  | { readonly kind: 'released' }
  | { readonly kind: 'effect-opened'; readonly waitsForDecision: boolean }
  | { readonly kind: 'effect-decided' }
  | { readonly kind: 'effect-reopened' }
  | { readonly kind: 'effect-done' }
  | { readonly kind: 'quarantined'; readonly count: number }
  | { readonly kind: 'progressed'; readonly progress: Progress }
  /** `undo`: what it did is undone once it has stopped; null: nothing is, for there is nothing or it is left in place. */
  | {
      readonly kind: 'cancel-requested';
      readonly undo: Undo | null;
      readonly leavesInPlace: boolean;
      readonly error?: RunError;
    }
  | { readonly kind: 'undo-begun'; readonly undo: Undo }
  | {
      readonly kind: 'undo-ended';
      readonly status: 'compensated' | 'cancelled' | 'needs-attention';
      readonly error: RunError | null;
      readonly atMs: AtMs;
    }
  | { readonly kind: 'finished'; readonly output: string; readonly atMs: AtMs }
  /** It goes on as another run; what its host still says is not heard. */
  | { readonly kind: 'continued'; readonly as: string; readonly chainId: string; readonly atMs: AtMs }
  | { readonly kind: 'failed'; readonly error: RunError; readonly atMs: AtMs }
  | { readonly kind: 'stopped-for-attention'; readonly error: RunError; readonly atMs: AtMs }
  | { readonly kind: 'cancelled'; readonly atMs: AtMs }
  | { readonly kind: 'killed'; readonly error: RunError; readonly atMs: AtMs }
  | { readonly kind: 'paused'; readonly pause: Pause }
  | { readonly kind: 'resumed' }
  /** Taken out of its host because its agent is paused; in the queue until it is resumed. */
  | { readonly kind: 'held' }
  /** Where it waits, and until when, as an operator wants it; what is left out stays. */
  | { readonly kind: 'placed'; readonly queue?: string; readonly priority?: number; readonly notBeforeMs?: AtMs | null }
  /** It goes on in the background lane, in this queue. */
  | { readonly kind: 'promoted'; readonly queue: string }
  /** It had not started, and a later start took its place. */
  | {
      readonly kind: 'start-replaced';
      readonly askedBy: string;
      readonly title: string;
      readonly input: string;
      readonly file: FileRef | null;
      readonly notBeforeMs: AtMs;
      readonly limits: readonly RunLimit[];
      readonly releaseHash: string;
      readonly agentTitle: string;
      readonly sdkVersion: number;
    }
  /** A new lineage; `quarantined` rows were set aside by the part that is kept. */
  | {
      readonly kind: 'restarted';
      readonly by: string;
      readonly lineageId: string;
      readonly quarantined: number;
    };

/** Pure. An illegal move is a bug in a decision, so it throws. */
export function evolveRun(state: RunState, event: RunEvent): RunState {
  switch (event.kind) {
    case 'claimed':
      return {
        ...move(state, 'running'),
        activation: state.activation + 1,
        ownerEpoch: event.epoch,
        startedAtMs: state.startedAtMs ?? event.atMs,
        admittedAtMs: state.admittedAtMs ?? event.atMs,
        notBeforeMs: null,
        wakeAtMs: null,
      };
    case 'recorded':
      return {
        ...state,
        nextOrd: state.nextOrd + 1,
        journalBytes: state.journalBytes + event.bytes,
        steps: state.steps + event.steps,
        workMs: state.workMs + event.workMs,
        stalls: 0,
      };
    case 'spent':
      return { ...state, spent: added(state.spent, event.amounts) };
    case 'waits':
      return { ...move(state, event.status), wakeAtMs: event.wakeAtMs };
    case 'woken':
      return { ...move(state, event.inHost ? 'running' : 'queued'), wakeAtMs: null };
    case 'released':
      return { ...move(state, 'queued'), wakeAtMs: null };
    case 'recovered':
      return { ...move(state, 'queued'), recoveries: state.recoveries + 1, stalls: state.stalls + 1, wakeAtMs: null };
    case 'effect-opened':
      return {
        ...state,
        effects: state.effects + 1,
        pendingApprovals: state.pendingApprovals + (event.waitsForDecision ? 1 : 0),
      };
    case 'effect-decided':
      return { ...state, pendingApprovals: Math.max(0, state.pendingApprovals - 1) };
    case 'effect-reopened':
      return { ...state, pendingApprovals: state.pendingApprovals + 1 };
    case 'effect-done':
      return { ...state, effectsDone: state.effectsDone + 1 };
    case 'quarantined':
      return { ...state, quarantined: state.quarantined + event.count };
    case 'progressed':
      return { ...state, progress: event.progress };
    case 'cancel-requested':
      return {
        ...state,
        cancelRequested: true,
        leavesInPlace: event.leavesInPlace,
        undo: event.undo,
        error: event.error ?? state.error,
      };
    case 'undo-begun':
      return { ...beginUndo(state), undo: event.undo, leavesInPlace: false };
    case 'undo-ended':
      return {
        ...end(move(state, event.status), event.atMs),
        error: event.error ?? state.error,
        partial: state.partial,
      };
    case 'finished':
      return { ...move(state, 'succeeded'), output: event.output, finishedAtMs: event.atMs, wakeAtMs: null };
    case 'continued':
      return {
        ...move(state, 'continued'),
        activation: state.activation + 1,
        continuedAs: event.as,
        chainId: event.chainId,
        finishedAtMs: event.atMs,
        wakeAtMs: null,
      };
    case 'failed':
      return { ...end(move(state, 'failed'), event.atMs), error: event.error };
    case 'stopped-for-attention':
      return { ...end(move(state, 'needs-attention'), event.atMs), error: event.error };
    case 'cancelled':
      return state.undo === null ? { ...end(move(state, 'cancelled'), event.atMs), pause: null } : beginUndo(state);
    // What raises the activation leaves the host behind: nothing it still says is heard.
    case 'killed':
      return {
        ...end(move(state, 'cancelled'), event.atMs),
        activation: state.activation + 1,
        cancelRequested: true,
        error: event.error,
        pause: null,
      };
    case 'paused':
      return { ...move(state, 'paused'), activation: state.activation + 1, pause: event.pause, wakeAtMs: null };
    case 'resumed':
      return { ...move(state, 'queued'), pause: null };
    case 'held':
      return { ...move(state, 'queued'), activation: state.activation + 1, wakeAtMs: null };
    case 'placed': {
      const { kind: _kind, ...place } = event;
      return { ...state, ...place };
    }
    case 'promoted':
      return { ...state, lane: 'background', queue: event.queue };
    case 'start-replaced': {
      const { kind: _kind, ...start } = event;
      return { ...state, ...start };
    }
    case 'restarted':
      return {
        ...move(state, 'queued'),
        askedBy: event.by,
        lineageId: event.lineageId,
        quarantined: event.quarantined,
        activation: state.activation + 1,
        recoveries: 0,
        stalls: 0,
        pause: null,
        undo: null,
        admittedAtMs: null,
        notBeforeMs: null,
        // It was for the attempt before.
        deadlineAtMs: null,
        wakeAtMs: null,
        generation: state.generation + 1,
        attempt: state.attempt + 1,
        cancelRequested: false,
        leavesInPlace: false,
        error: null,
        output: null,
        progress: null,
        finishedAtMs: null,
        partial: false,
      };
  }
}

/** From here on its agent has nothing more to say. */
function beginUndo(state: RunState): RunState {
  return {
    ...move(state, 'compensating'),
    activation: state.activation + 1,
    partial: state.partial || state.status !== 'succeeded',
    pause: null,
    finishedAtMs: null,
    wakeAtMs: null,
  };
}

function move(state: RunState, to: RunStatus): RunState {
  if (state.status !== to && !canMove(state.status, to))
    throw new Error(`run ${state.runId}: ${state.status} cannot become ${to}`);
  return { ...state, status: to };
}

/** A run that ends early keeps its finished steps and artifacts, labelled partial. */
function end(state: RunState, atMs: AtMs): RunState {
  return { ...state, finishedAtMs: atMs, wakeAtMs: null, partial: state.nextOrd > 1 };
}
