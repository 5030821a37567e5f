import { bulkVerbs, mostInBulk } from '../../../../shared/domain/bulk.ts';
import type { BulkItem } from '../../../../shared/domain/bulk.ts';
import { LanekeeperError } from '../../../../shared/errors.ts';
import type { MethodArguments, MethodOutput } from '../../../../shared/ipc/methods.ts';
import { bulkSummary } from '../../bulk/bulk-decisions.ts';
import { bulkPreviewOf } from '../../bulk/bulk-preview.ts';
import type { BulkState } from '../../bulk/bulk-state.ts';
import { linesOf, selectItem, selectJob, selectSet } from '../bulk-store.ts';
import type { Db } from '../open.ts';
import { runFromRow } from '../run-row.ts';
import { createDeadLetterStore } from '../dead-letter-store.ts';
import { canDismiss, verbsOf } from '../../verbs/allowed.ts';
import { createReleaseHoldReads } from './release-holds.ts';
import { createRunsMatching } from './runs-matching.ts';

/** Items of one page of `bulk.show`. */
const itemsOnPage = 200;

export interface BulkReads {
  preview(input: MethodArguments<'bulk.preview'>): MethodOutput<'bulk.preview'>;
  show(input: MethodArguments<'bulk.show'>): MethodOutput<'bulk.show'>;
  list(): MethodOutput<'bulk.list'>;
}

export function createBulkReads(db: Db): BulkReads {
  const matching = createRunsMatching(db);
  const releaseHolds = createReleaseHoldReads(db);
  const letters = createDeadLetterStore(db);
  const run = db.prepare('SELECT * FROM run WHERE run_id = ?');
  const job = db.prepare(`${selectJob} WHERE job_id = ?`);
  const jobs = db.prepare(
    `${selectJob} WHERE verb IN (${bulkVerbs.map(() => '?').join(', ')}) ORDER BY job_id DESC LIMIT 50`,
  );
  const items = db.prepare(`${selectItem} WHERE job_id = ? AND n > ? ORDER BY n LIMIT ?`);
  const set = db.prepare(selectSet).pluck();
  return {
    preview({ verb, ...chosen }) {
      const runIds = matching(chosen);
      const states = runIds.slice(0, mostInBulk).map((runId) => runFromRow(run.get(runId) as Record<string, unknown>));
      return {
        ...bulkPreviewOf(verb, states, runIds.length > mostInBulk, (state) => ({
          ...verbsOf(state, releaseHolds.quarantine(state.releaseHash)),
          dismiss: canDismiss(letters.hasOpen(state.runId)),
        })),
        matched: Math.min(runIds.length, mostInBulk),
      };
    },
    show({ jobId, afterN }) {
      const found = job.get(jobId) as BulkState | undefined;
      if (found === undefined) throw new LanekeeperError('not-found', `There is no bulk job ${jobId}.`);
      const settled = new Map((items.all(jobId, afterN, itemsOnPage) as BulkItem[]).map((item) => [item.n, item]));
      const lines = linesOf(set.get(jobId));
      const shown = lines.slice(afterN + 1, afterN + 1 + itemsOnPage).map((subjectId, at): BulkItem => {
        const n = afterN + 1 + at;
        return settled.get(n) ?? { n, subjectId, status: 'waiting', reason: '' };
      });
      const last = afterN + shown.length;
      return { job: bulkSummary(found), items: shown, next: last < lines.length - 1 ? last : null };
    },
    list: () => ({ jobs: (jobs.all(...bulkVerbs) as BulkState[]).map(bulkSummary) }),
  };
}
