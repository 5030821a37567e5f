import { queueSchema, type Queue } from '../../../shared/domain/queue.ts';
import type { AtMs, Ms } from '../../../shared/ids.ts';
import type { Db } from './open.ts';

/** A start that the rate of its queue counts. */
export interface CountedStart {
  readonly queue: string;
  readonly runId: string;
  readonly atMs: AtMs;
  /** Starts before this count no more. */
  readonly periodMs: Ms;
}

export interface NamedBy {
  readonly runs: readonly string[];
  readonly agents: readonly string[];
  readonly schedules: readonly string[];
}

/** Of what stands in the way of a removal, as many as a refusal lists. */
const mostNamed = 5;

export interface QueueStore {
  all(): readonly Queue[];
  load(name: string): Queue | null;
  put(queue: Queue): void;
  /** With the starts and the counts that are kept for it. */
  remove(name: string): void;
  /** What names a queue and keeps it: runs that have not ended, agents by their releases in force, and schedules; the first few of each. */
  namedBy(name: string): NamedBy;
  putStart(start: CountedStart): void;
  /** Earliest first. */
  starts(): readonly Pick<CountedStart, 'queue' | 'atMs'>[];
  /** Drops what is kept in memory, after a rollback. */
  forget(): void;
}

/** The few queues of a workspace, read from memory and written through. */
export function createQueueStore(db: Db): QueueStore {
  const all = db.prepare(`${selectQueue} ORDER BY name`);
  const put = db.prepare(
    `INSERT OR REPLACE INTO queue (name, lane, concurrency, per_key, rate_count, rate_period_ms, capacity, most_recoveries,
       most_attempts, debounce_max_ms, pause, version, created_at_ms)
     VALUES (@name, @lane, @concurrency, @perKey, @rateCount, @ratePeriodMs, @capacity, @mostRecoveries, @mostAttempts,
       @debounceMaxMs, @pause, @version, @createdAtMs)`,
  );
  const putStart = db.prepare('INSERT OR IGNORE INTO queue_start (queue, at_ms, run_id) VALUES (?, ?, ?)');
  const dropStarts = db.prepare('DELETE FROM queue_start WHERE queue = ? AND at_ms <= ?');
  const starts = db.prepare('SELECT queue, at_ms AS atMs FROM queue_start ORDER BY at_ms');
  const removes = ['DELETE FROM queue WHERE name = ?', 'DELETE FROM queue_start WHERE queue = ?'].map((sql) =>
    db.prepare(sql),
  );
  const removeCounts = db.prepare(
    "DELETE FROM counter WHERE name IN ('queue:' || @name || ':queued', 'queue:' || @name || ':running', 'queue:' || @name || ':refused')",
  );
  const runsIn = db
    .prepare(`SELECT run_id FROM run WHERE finished_at_ms IS NULL AND queue = ? ORDER BY run_id LIMIT ${mostNamed}`)
    .pluck();
  const agentsOf = db
    .prepare(
      `SELECT agent.agent_id FROM agent JOIN release USING (release_hash)
       WHERE json_extract(manifest, '$.queue') = ? ORDER BY agent.agent_id LIMIT ${mostNamed}`,
    )
    .pluck();
  const schedulesOf = db
    .prepare(
      `SELECT name FROM schedule WHERE removed_at_ms IS NULL AND json_extract(terms, '$.queue') = ?
       ORDER BY name LIMIT ${mostNamed}`,
    )
    .pluck();
  let kept: ReadonlyMap<string, Queue> | null = null;

  function queues(): ReadonlyMap<string, Queue> {
    kept ??= new Map((all.all() as Record<string, unknown>[]).map(queueFromRow).map((queue) => [queue.name, queue]));
    return kept;
  }

  return {
    all: () => [...queues().values()],
    load: (name) => queues().get(name) ?? null,
    put({ rate, pause, ...queue }) {
      const limits = { rateCount: rate?.count ?? null, ratePeriodMs: rate?.periodMs ?? null };
      put.run({ ...queue, ...limits, pause: pause === null ? null : JSON.stringify(pause) });
      kept = null;
    },
    remove(name) {
      for (const statement of removes) statement.run(name);
      removeCounts.run({ name });
      kept = null;
    },
    namedBy: (name) => ({
      runs: runsIn.all(name) as string[],
      agents: agentsOf.all(name) as string[],
      schedules: schedulesOf.all(name) as string[],
    }),
    putStart({ queue, runId, atMs, periodMs }) {
      dropStarts.run(queue, atMs - periodMs);
      putStart.run(queue, atMs, runId);
    },
    starts: () => starts.all() as { queue: string; atMs: number }[],
    forget() {
      kept = null;
    },
  };
}

/** Also used by the read models. */
export const selectQueue = `SELECT name, lane, concurrency, per_key AS perKey, rate_count AS rateCount,
  rate_period_ms AS ratePeriodMs, capacity, most_recoveries AS mostRecoveries, most_attempts AS mostAttempts,
  debounce_max_ms AS debounceMaxMs, pause, version, created_at_ms AS createdAtMs FROM queue`;

export function queueFromRow({ rateCount, ratePeriodMs, pause, ...row }: Record<string, unknown>): Queue {
  return queueSchema.parse({
    ...row,
    rate: rateCount === null ? null : { count: rateCount, periodMs: ratePeriodMs },
    pause: typeof pause === 'string' ? JSON.parse(pause) : null,
  });
}
