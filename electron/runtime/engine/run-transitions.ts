import type { RunStatus } from '../../../shared/domain/run.ts';

/**
 * The legal moves of a run, the whole table.
 *
 *   queued -> running -> succeeded | continued | failed | cancelled | needs-attention
 *               | ^
 *               v |      (every branch waits; woken while still in its host)
 *        waiting-approval | waiting-signal | sleeping | retrying -> queued (woken after it left its host)
 *   everything not finished -> paused -> queued (resume) | cancelled
 *   failed | cancelled | needs-attention -> queued (retry, a new lineage)
 *   everything -> compensating (cancel with something to undo, roll back) -> compensated | needs-attention | cancelled
 *   everything but compensating, compensated and continued -> queued (rewind, a new lineage)
 */
const waiting: readonly RunStatus[] = ['waiting-approval', 'waiting-signal', 'sleeping', 'retrying'];
const moves: Readonly<Record<RunStatus, readonly RunStatus[]>> = {
  queued: ['running', 'compensating', 'cancelled', 'paused', 'needs-attention', 'failed'],
  running: [
    'queued',
    ...waiting,
    'succeeded',
    'continued',
    'failed',
    'cancelled',
    'needs-attention',
    'paused',
    'compensating',
  ],
  'waiting-approval': ['running', 'queued', ...waiting, 'cancelled', 'needs-attention', 'paused', 'compensating'],
  'waiting-signal': ['running', 'queued', ...waiting, 'cancelled', 'needs-attention', 'paused', 'compensating'],
  sleeping: ['running', 'queued', ...waiting, 'cancelled', 'needs-attention', 'paused', 'compensating'],
  retrying: ['running', 'queued', ...waiting, 'cancelled', 'failed', 'needs-attention', 'paused', 'compensating'],
  paused: ['queued', 'cancelled', 'compensating'],
  compensating: ['compensated', 'cancelled', 'needs-attention'],
  succeeded: ['queued', 'compensating'],
  continued: ['compensating'],
  failed: ['queued', 'compensating'],
  cancelled: ['queued', 'compensating'],
  compensated: [],
  'needs-attention': ['queued', 'cancelled', 'compensating'],
};

export function canMove(from: RunStatus, to: RunStatus): boolean {
  return moves[from].includes(to);
}
