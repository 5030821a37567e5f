import { runStatuses, type RunStatus, type RunSummary } from '../../../../shared/domain/run.ts';
import type { ConsoleFacts, RunFilter } from '../../assistant/facts.ts';
import { runSummary } from '../../engine/summaries.ts';
import type { Db } from '../open.ts';
import { runFromRow } from '../run-row.ts';
import { artifactOf, type ArtifactPlaces } from './artifact-reads.ts';
import { reportedIssues } from './assistant-facts-issues.ts';
import { findIdsIn, firstIdAt, mostScanned } from './id-parts.ts';

type Row = Record<string, unknown>;
interface Found {
  readonly runId: string;
  readonly atMs: number;
}

export type RunFactsPart = Pick<ConsoleFacts, 'countRuns' | 'listRuns' | 'showRun' | 'findFile'>;

/** Most artifacts of one run an answer looks at. */
const mostArtifacts = 50;
/** Runs opened to see whether they are the ones that are meant. */
const mostOpened = 2_000;
/** Titles of one agent looked through; an index holds them, so they are cheap. */
const mostTitles = 200_000;
/** A file's name is only in the wide rows of its runs, so fewer of them are read for it. */
const mostRead = 10_000;
const ofAgent = '(@agentId IS NULL OR agent_id = @agentId)';
/** A turn of a conversation is a run as well, but nobody asks the assistant about its own answers. */
const isWork = 'NOT EXISTS (SELECT 1 FROM turn WHERE turn.run_id = run.run_id)';
/** Turns that are taken off the counts of runs: the newest. */
const mostTurns = 20_000;

export function createRunFacts(db: Db, places: ArtifactPlaces): RunFactsPart {
  const one = db.prepare('SELECT * FROM run WHERE run_id = ?');
  const agents = db.prepare('SELECT agent_id FROM agent ORDER BY agent_id').pluck();
  const newest = db.prepare(`SELECT run_id FROM run WHERE ${isWork} ORDER BY run_id DESC LIMIT ?`).pluck();
  const newestOfAgent = db
    .prepare(`SELECT run_id FROM run WHERE agent_id = ? AND ${isWork} ORDER BY run_id DESC LIMIT ?`)
    .pluck();
  // Agent, id and title stand in one index: no wide row is read on the way.
  const titled = db
    .prepare(
      `SELECT run_id FROM (SELECT run_id, title FROM run INDEXED BY run_agent WHERE agent_id = @agentId ORDER BY run_id DESC LIMIT ${mostTitles})
       WHERE instr(lower(title), @title) > 0 LIMIT ${mostOpened}`,
    )
    .pluck();
  const live = db.prepare(
    `SELECT run_id AS runId, atMs FROM (
       SELECT run_id, created_at_ms AS atMs, agent_id FROM run
       WHERE status = @status AND finished_at_ms IS NULL AND run_id >= @sinceId AND run_id < @beforeId AND ${isWork} ORDER BY run_id DESC LIMIT ${mostScanned})
     WHERE ${ofAgent} LIMIT @limit`,
  );
  const ended = db.prepare(
    `SELECT run_id AS runId, atMs FROM (
       SELECT run_id, finished_at_ms AS atMs, agent_id FROM run
       WHERE status = @status AND finished_at_ms >= @sinceMs AND finished_at_ms < @beforeMs AND ${isWork} ORDER BY finished_at_ms DESC LIMIT ${mostScanned})
     WHERE ${ofAgent} LIMIT @limit`,
  );
  const liveSince = db
    .prepare('SELECT count(*) FROM run WHERE status = ? AND finished_at_ms IS NULL AND run_id >= ?')
    .pluck();
  const turns = db.prepare(
    `SELECT status, count(*) AS n FROM (SELECT run_id FROM turn WHERE run_id IS NOT NULL AND asked_at_ms >= @sinceMs
       ORDER BY turn_id DESC LIMIT ${mostTurns}) JOIN run USING (run_id) GROUP BY status`,
  );
  const endedSince = db.prepare('SELECT count(*) FROM run WHERE status = ? AND finished_at_ms >= ?').pluck();
  const counter = db.prepare('SELECT n FROM counter WHERE name = ?').pluck();
  const artifacts = db.prepare('SELECT * FROM artifact WHERE run_id = ? ORDER BY artifact_id LIMIT ?');
  const file = db
    .prepare(
      `SELECT file FROM (SELECT file FROM run ORDER BY run_id DESC LIMIT ${mostRead})
     WHERE file IS NOT NULL AND json_extract(file, '$.name') = ? LIMIT 1`,
    )
    .pluck();
  const settingsOf = db
    .prepare(
      `SELECT input FROM (SELECT run_id, file, input FROM run ORDER BY run_id DESC LIMIT ${mostRead}) AS run
       WHERE file IS NOT NULL AND json_extract(file, '$.sha256') = ? AND ${isWork} LIMIT 1`,
    )
    .pluck();
  const findIds = findIdsIn(db, { name: 'run', id: 'run_id', index: 'run_agent' });

  function summaryOf(runId: string): RunSummary | null {
    const row = one.get(runId);
    return row === undefined ? null : runSummary(runFromRow(row as Row));
  }

  function titledIds(title: string, agentId: string | undefined): readonly string[] {
    const of = agentId === undefined ? (agents.all() as string[]) : [agentId];
    const found = of.flatMap((agent) => titled.all({ agentId: agent, title: title.toLowerCase() }) as string[]);
    return found.toSorted().toReversed();
  }

  /** An ended run is of the time it ended, any other of the time it was made, which its id tells. */
  function idsIn(filter: RunFilter, statuses: readonly RunStatus[]): readonly string[] {
    const { sinceMs = 0, beforeMs = Number.MAX_SAFE_INTEGER, agentId = null, limit } = filter;
    const window = { sinceMs, beforeMs, sinceId: firstIdAt(sinceMs), beforeId: firstIdAt(beforeMs) };
    const found = statuses.flatMap((status) => [
      ...(live.all({ ...window, agentId, limit, status }) as Found[]),
      ...(ended.all({ ...window, agentId, limit, status }) as Found[]),
    ]);
    return found.toSorted(newestFirst).map(({ runId }) => runId);
  }

  /** Ids among which are the runs asked for, the newest first. */
  function candidates(filter: RunFilter): readonly string[] {
    const { idPart, title, agentId, statuses, sinceMs, beforeMs, limit } = filter;
    if (idPart !== undefined) return findIds(idPart, mostOpened);
    if (title !== undefined) return titledIds(title, agentId).slice(0, mostOpened);
    if (statuses !== undefined || sinceMs !== undefined || beforeMs !== undefined)
      return idsIn(filter, statuses ?? runStatuses);
    return (agentId === undefined ? newest.all(limit) : newestOfAgent.all(agentId, limit)) as string[];
  }

  return {
    async countRuns({ sinceMs }) {
      const counts: Partial<Record<RunStatus, number>> = {};
      const talk = new Map(
        (turns.all({ sinceMs: sinceMs ?? 0 }) as { status: string; n: number }[]).map((row) => [row.status, row.n]),
      );
      for (const status of runStatuses) {
        const count =
          sinceMs === null
            ? ((counter.get(`run:${status}`) as number | undefined) ?? 0)
            : (liveSince.get(status, firstIdAt(sinceMs)) as number) + (endedSince.get(status, sinceMs) as number);
        const work = count - (talk.get(status) ?? 0);
        if (work > 0) counts[status] = work;
      }
      return counts;
    },
    async listRuns(filter) {
      return candidates(filter)
        .values()
        .map(summaryOf)
        .filter((run) => fits(run, filter))
        .take(filter.limit)
        .toArray();
    },
    async showRun(runId) {
      const row = one.get(runId);
      if (row === undefined) return null;
      const state = runFromRow(row as Row);
      const kept = artifacts.all(runId, mostArtifacts).map((artifact) => artifactOf(artifact as Row, places));
      const output: unknown = state.output === null ? reportedIssues(kept) : JSON.parse(state.output);
      return { run: runSummary(state), output, artifacts: kept };
    },
    async findFile(name) {
      // The newest of that name: it may have come with the very message that names it.
      const found = file.get(name) as string | undefined;
      if (found === undefined) return null;
      const kept = JSON.parse(found) as NonNullable<ReturnType<typeof runFromRow>['file']>;
      const input = settingsOf.get(kept.sha256) as string | undefined;
      return { file: kept, input: input === undefined ? null : (JSON.parse(input) as Record<string, unknown>) };
    },
  };
}

function newestFirst(one: Found, other: Found): number {
  return other.atMs - one.atMs || (one.runId < other.runId ? 1 : -1);
}

function fits(run: RunSummary | null, filter: RunFilter): run is RunSummary {
  if (run === null) return false;
  const atMs = run.finishedAtMs ?? run.createdAtMs;
  return (
    (filter.statuses === undefined || filter.statuses.includes(run.status)) &&
    (filter.agentId === undefined || filter.agentId === run.agentId) &&
    (filter.title === undefined || run.title.toLowerCase().includes(filter.title.toLowerCase())) &&
    atMs >= (filter.sinceMs ?? 0) &&
    atMs < (filter.beforeMs ?? Number.MAX_SAFE_INTEGER)
  );
}
