import type { DeadLetter } from '../../../../shared/domain/dead-letter.ts';
import type { RunError } from '../../../../shared/domain/run.ts';
import type { MethodArguments, MethodOutput } from '../../../../shared/ipc/methods.ts';
import { verbsOf } from '../../verbs/allowed.ts';
import type { Db } from '../open.ts';
import { runFromRow } from '../run-row.ts';
import { createReleaseHoldReads } from './release-holds.ts';
import { like } from './run-pages.ts';

type Row = Record<string, unknown>;

/** Errors and actions shown with a letter; the rest is on the page of its run. */
const mostShown = 5;

export interface DeadLetterReads {
  list(input: MethodArguments<'deadLetter.list'>): MethodOutput<'deadLetter.list'>;
}

export function createDeadLetterReads(db: Db): DeadLetterReads {
  const page = (column: string, condition: string) =>
    db.prepare(
      `SELECT *, ${column} AS place FROM dead_letter WHERE settled_at_ms ${condition}
       AND (${column}, run_id) < (@atMs, @runId)
       AND (@isAll = 1 OR EXISTS (SELECT 1 FROM run WHERE run.run_id = dead_letter.run_id
         AND (@agent IS NULL OR agent_id = @agent)
         AND (@words IS NULL OR title LIKE @words ESCAPE '\\' OR run.run_id LIKE @words ESCAPE '\\')))
       ORDER BY ${column} DESC, run_id DESC LIMIT @limit`,
    );
  const pages = { open: page('at_ms', 'IS NULL'), settled: page('settled_at_ms', 'IS NOT NULL') };
  const releaseHolds = createReleaseHoldReads(db);
  const openCount = db.prepare('SELECT count(*) FROM dead_letter WHERE settled_at_ms IS NULL').pluck();
  const run = db.prepare('SELECT * FROM run WHERE run_id = ?');
  const errors = db.prepare(
    `SELECT ord, name, attempt, json_extract(error, '$.message') AS message, at_ms AS atMs FROM journal_all
     WHERE run_id = ? AND lineage_id = ? AND error IS NOT NULL ORDER BY ord DESC LIMIT ${mostShown}`,
  );
  const inDoubt = db.prepare(
    `SELECT effect_id AS effectId, title, dispatches FROM effect
     WHERE run_id = ? AND lineage_id = ? AND dispatches > 0 AND status IN ('dispatched', 'unknown', 'failed')
     ORDER BY effect_id LIMIT ${mostShown}`,
  );

  function letter(row: Row): DeadLetter {
    const runId = row['run_id'] as string;
    const lineageId = row['lineage_id'] as string;
    const state = runFromRow(run.get(runId) as Row);
    const isOver = row['settled_at_ms'] !== null;
    return {
      runId,
      lineageId,
      kind: row['kind'] as DeadLetter['kind'],
      agentId: state.agentId,
      agentTitle: state.agentTitle,
      title: state.title,
      queue: row['queue'] as string,
      error: JSON.parse(row['error'] as string) as RunError,
      attempt: row['attempt'] as number,
      recoveries: row['recoveries'] as number,
      records: row['records'] as number,
      lastErrors: errors.all(runId, lineageId) as DeadLetter['lastErrors'],
      inDoubt: inDoubt.all(runId, lineageId) as DeadLetter['inDoubt'],
      atMs: row['at_ms'] as number,
      settled: isOver ? settledOf(row) : null,
      retry: isOver
        ? { allowed: false, reason: 'It was settled.' }
        : verbsOf(state, releaseHolds.quarantine(state.releaseHash)).retry,
    };
  }

  return {
    list({ state, filter: { agentId, text = '' }, after, limit }) {
      const [, atMs, runId] = /^(\d+) (.+)$/.exec(after ?? '') ?? [];
      const from = { atMs: Number(atMs ?? Number.MAX_SAFE_INTEGER), runId: runId ?? '' };
      const words = text.trim() === '' ? null : like(text.trim());
      const isAll = agentId === undefined && words === null ? 1 : 0;
      const chosen = { isAll, agent: agentId ?? null, words };
      const rows = pages[state].all({ ...from, ...chosen, limit: limit + 1 }) as Row[];
      const last = rows.length > limit ? rows[limit - 1] : undefined;
      return {
        letters: rows.slice(0, limit).map(letter),
        next: last === undefined ? null : `${String(last['place'])} ${String(last['run_id'])}`,
        open: openCount.get() as number,
      };
    },
  };
}

function settledOf(row: Row): DeadLetter['settled'] {
  return {
    how: row['settled_how'] as NonNullable<DeadLetter['settled']>['how'],
    by: row['settled_by'] as string,
    reason: row['settled_reason'] as string,
    atMs: row['settled_at_ms'] as number,
  };
}
