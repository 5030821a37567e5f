import type { ApprovalStatus } from '../../../shared/domain/approval.ts';
import type { EffectStatus, Tier } from '../../../shared/domain/effect.ts';
import type { EntryPhase, RunStatus } from '../../../shared/domain/run.ts';
import type { markShapes } from '../ui/mark-shapes.tsx';

export type Family = 'active' | 'wait' | 'ok' | 'fail' | 'unknown' | 'idle';
export type MarkName = keyof typeof markShapes;

/** How a status looks: its family's colour, its own shape, and the word. */
export interface Look {
  readonly family: Family;
  readonly mark: MarkName;
  readonly word: string;
  /** The one boxed status. */
  readonly isLoud?: true;
}

/** Every run status, in the order of product.md, with the sentence that explains it. */
export const runLooks: Readonly<Record<RunStatus, Look & { meaning: string }>> = {
  queued: { family: 'idle', mark: 'queued', word: 'queued', meaning: 'waits for a worker' },
  running: { family: 'active', mark: 'running', word: 'running', meaning: 'a worker holds it' },
  'waiting-approval': {
    family: 'wait',
    mark: 'waiting-approval',
    word: 'waiting-approval',
    meaning: 'a person decides',
  },
  'waiting-signal': {
    family: 'wait',
    mark: 'waiting-signal',
    word: 'waiting-signal',
    meaning: 'another run or system answers',
  },
  sleeping: { family: 'idle', mark: 'sleeping', word: 'sleeping', meaning: 'wakes at a set time' },
  paused: { family: 'idle', mark: 'paused', word: 'paused', meaning: 'a person paused it' },
  retrying: { family: 'active', mark: 'retrying', word: 'retrying', meaning: 'next attempt after a delay' },
  succeeded: { family: 'ok', mark: 'succeeded', word: 'succeeded', meaning: 'ended, result kept' },
  failed: { family: 'fail', mark: 'failed', word: 'failed', meaning: 'ended, no attempt left' },
  cancelled: { family: 'idle', mark: 'cancelled', word: 'cancelled', meaning: 'a person ended it' },
  compensating: { family: 'active', mark: 'compensating', word: 'compensating', meaning: 'undoing its effects' },
  compensated: { family: 'ok', mark: 'compensated', word: 'compensated', meaning: 'its effects are undone' },
  'needs-attention': {
    family: 'fail',
    mark: 'needs-attention',
    word: 'needs-attention',
    isLoud: true,
    meaning: 'stuck until a person acts',
  },
};

/** Every effect status. */
export const effectLooks: Readonly<Record<EffectStatus, Look>> = {
  proposed: { family: 'idle', mark: 'queued', word: 'proposed' },
  'waiting-decision': { family: 'wait', mark: 'waiting-approval', word: 'waiting-decision' },
  granted: { family: 'active', mark: 'granted', word: 'granted' },
  holding: { family: 'wait', mark: 'holding', word: 'holding' },
  dispatched: { family: 'active', mark: 'running', word: 'dispatched' },
  done: { family: 'ok', mark: 'succeeded', word: 'done' },
  failed: { family: 'fail', mark: 'failed', word: 'failed' },
  unknown: { family: 'unknown', mark: 'unknown', word: 'unknown' },
  compensated: { family: 'ok', mark: 'compensated', word: 'compensated' },
  refused: { family: 'idle', mark: 'cancelled', word: 'refused' },
};

/** Every state of an approval; no two look alike. */
export const approvalLooks: Readonly<Record<ApprovalStatus, Look>> = {
  pending: { family: 'wait', mark: 'waiting-approval', word: 'pending' },
  'partly-approved': { family: 'wait', mark: 'waiting-signal', word: 'partly approved' },
  holding: { family: 'wait', mark: 'holding', word: 'holding' },
  dispatched: { family: 'active', mark: 'running', word: 'dispatched' },
  executed: { family: 'ok', mark: 'succeeded', word: 'executed' },
  failed: { family: 'fail', mark: 'needs-attention', word: 'failed' },
  unknown: { family: 'unknown', mark: 'unknown', word: 'unknown' },
  'rolled-back': { family: 'ok', mark: 'compensated', word: 'rolled back' },
  rejected: { family: 'fail', mark: 'failed', word: 'rejected' },
  responded: { family: 'idle', mark: 'dot', word: 'responded' },
  expired: { family: 'idle', mark: 'queued', word: 'expired, nobody answered' },
  stale: { family: 'idle', mark: 'stale', word: 'stale' },
  superseded: { family: 'idle', mark: 'granted', word: 'superseded by an edit' },
  withdrawn: { family: 'idle', mark: 'cancelled', word: 'withdrawn' },
};

/** What a journal record says about its entry. */
export const phaseLooks: Readonly<Record<EntryPhase, Look>> = {
  waiting: { family: 'wait', mark: 'waiting-signal', word: 'waiting' },
  'attempt-failed': { family: 'fail', mark: 'retrying', word: 'attempt failed' },
  done: { family: 'ok', mark: 'succeeded', word: 'done' },
  failed: { family: 'fail', mark: 'failed', word: 'failed' },
  cancelled: { family: 'idle', mark: 'cancelled', word: 'cancelled' },
};

/** Who decides at each tier. */
export const tierWords: Readonly<Record<Tier, string>> = {
  auto: 'logged, nobody is asked',
  notify: 'done, one-click undo',
  gate: 'one person decides',
  'gate-two': 'two people decide',
  deny: 'never allowed',
};
