import { mostInBulk } from '../../../../shared/domain/bulk.ts';
import type { MethodArguments } from '../../../../shared/ipc/methods.ts';
import type { Db } from '../open.ts';
import { createRunPages } from './run-pages.ts';

export type ChosenRuns = Pick<MethodArguments<'bulk.preview'>, 'filter' | 'runIds'>;

/** Ids of the runs a filter matches, newest first, or of those named that exist; one more than a job may hold at most. */
export function createRunsMatching(db: Db): (chosen: ChosenRuns) => readonly string[] {
  const pageOf = createRunPages(db);
  const exists = db.prepare('SELECT 1 FROM run WHERE run_id = ?');
  return ({ filter, runIds }) => {
    if (runIds !== undefined) return [...new Set(runIds)].filter((runId) => exists.get(runId) !== undefined);
    const found: string[] = [];
    for (let after: string | null | undefined; after !== null && found.length <= mostInBulk;) {
      const page = pageOf(filter, after ?? undefined, 500);
      found.push(...page.runIds);
      after = page.next;
    }
    return found.slice(0, mostInBulk + 1);
  };
}
