import type { BatchVerb, BulkItemStatus, BulkJob } from '../../../../shared/domain/bulk.ts';
import type { Look } from '../../format/status.ts';
import { count } from '../../format/number.ts';

/** What a batch does, and has done. */
export const batchDone: Readonly<Record<BatchVerb, string>> = {
  approve: 'approved',
  reject: 'rejected',
  undo: 'taken back',
};
const batchDoing: Readonly<Record<BatchVerb, string>> = {
  approve: 'Approving',
  reject: 'Rejecting',
  undo: 'Taking back',
};

/** `34 of 40 approved`, or how far it is. */
export function batchTitle({ verb, status, applied, ignored, total }: BulkJob): string {
  const kind = verb as BatchVerb;
  if (status === 'running') return `${batchDoing[kind]}: ${count(applied + ignored)} of ${count(total)}`;
  return `${count(applied)} of ${count(total)} ${batchDone[kind]}`;
}

/** How an item of a batch ended, in a word. */
export const endLooks: Readonly<Record<BulkItemStatus, Look>> = {
  waiting: { family: 'idle', mark: 'queued', word: 'not yet' },
  applied: { family: 'ok', mark: 'succeeded', word: 'applied' },
  ignored: { family: 'idle', mark: 'cancelled', word: 'left as it is' },
  already: { family: 'idle', mark: 'cancelled', word: 'decided already' },
  stale: { family: 'wait', mark: 'needs-attention', word: 'changed' },
  blocked: { family: 'wait', mark: 'needs-attention', word: 'not yours' },
  late: { family: 'fail', mark: 'failed', word: 'too late' },
  failed: { family: 'fail', mark: 'failed', word: 'failed' },
};
