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
export const runLooks = tableOf<RunStatus, readonly [Family, MarkName, string], Look & { readonly meaning: string }>(
  {
    queued: ['idle', 'queued', 'waits for a worker'],
    running: ['active', 'running', 'a worker holds it'],
    'waiting-approval': ['wait', 'waiting-approval', 'a person decides'],
    'waiting-signal': ['wait', 'waiting-signal', 'another run or system answers'],
    sleeping: ['idle', 'sleeping', 'wakes at a set time'],
    paused: ['idle', 'paused', 'a person paused it'],
    retrying: ['active', 'retrying', 'next attempt after a delay'],
    succeeded: ['ok', 'succeeded', 'ended, result kept'],
    continued: ['ok', 'succeeded', 'went on as another run'],
    failed: ['fail', 'failed', 'ended, no attempt left'],
    cancelled: ['idle', 'cancelled', 'a person ended it'],
    compensating: ['active', 'compensating', 'undoing its effects'],
    compensated: ['ok', 'compensated', 'its effects are undone'],
    'needs-attention': ['fail', 'needs-attention', 'stuck until a person acts'],
  },
  (word, [family, mark, meaning]) =>
    word === 'needs-attention' ? { family, mark, word, meaning, isLoud: true } : { family, mark, word, meaning },
);

/** Every effect status. */
export const effectLooks = tableOf<EffectStatus, Row, Look>(
  {
    proposed: ['idle', 'queued'],
    'waiting-decision': ['wait', 'waiting-approval'],
    granted: ['active', 'granted'],
    holding: ['wait', 'holding'],
    dispatched: ['active', 'running'],
    done: ['ok', 'succeeded'],
    failed: ['fail', 'failed'],
    unknown: ['unknown', 'unknown'],
    compensated: ['ok', 'compensated'],
    refused: ['idle', 'cancelled'],
  },
  look,
);

/** Every state of an approval; no two look alike. */
export const approvalLooks = tableOf<ApprovalStatus, Row, Look>(
  {
    pending: ['wait', 'waiting-approval'],
    'partly-approved': ['wait', 'waiting-signal', 'partly approved'],
    holding: ['wait', 'holding'],
    dispatched: ['active', 'running'],
    executed: ['ok', 'succeeded'],
    failed: ['fail', 'needs-attention'],
    unknown: ['unknown', 'unknown'],
    'rolled-back': ['ok', 'compensated', 'rolled back'],
    rejected: ['fail', 'failed'],
    responded: ['idle', 'dot'],
    expired: ['idle', 'queued', 'expired, nobody answered'],
    stale: ['idle', 'stale'],
    superseded: ['idle', 'granted', 'superseded'],
    withdrawn: ['idle', 'cancelled'],
  },
  look,
);

/** An item that waits while somebody else has it open. */
export const reservedLook: Look = { family: 'wait', mark: 'paused', word: 'reserved' };

/** What a journal record says about its entry. */
export const phaseLooks = tableOf<EntryPhase, Row, Look>(
  {
    waiting: ['wait', 'waiting-signal'],
    'attempt-failed': ['fail', 'retrying', 'attempt failed'],
    done: ['ok', 'succeeded'],
    failed: ['fail', 'failed'],
    cancelled: ['idle', 'cancelled'],
  },
  look,
);

/** Who decides at each tier. */
export const tierWords: Readonly<Record<Tier, string>> = {
  auto: 'logged, nobody is asked',
  notify: 'done, one-click undo',
  gate: 'one person decides',
  'gate-two': 'two people decide',
  deny: 'never allowed',
};

/** Colour, shape, and the word where it is not the status itself. */
type Row = readonly [family: Family, mark: MarkName, word?: string];

function look(status: string, [family, mark, word = status]: Row): Look {
  return { family, mark, word };
}

function tableOf<Status extends string, R, L>(
  rows: Readonly<Record<Status, R>>,
  lookOf: (status: Status, row: R) => L,
): Readonly<Record<Status, L>> {
  const entries = Object.entries(rows) as [Status, R][];
  return Object.fromEntries(entries.map(([status, row]) => [status, lookOf(status, row)])) as Record<Status, L>;
}
