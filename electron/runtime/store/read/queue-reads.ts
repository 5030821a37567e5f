import type { Queue, QueueSummary } from '../../../../shared/domain/queue.ts';
import { LanekeeperError } from '../../../../shared/errors.ts';
import type { MethodArguments, MethodOutput } from '../../../../shared/ipc/methods.ts';
import { runSummary } from '../../engine/summaries.ts';
import { queueCounter } from '../../queues/admission.ts';
import type { Db } from '../open.ts';
import { queueFromRow, selectQueue } from '../queue-store.ts';
import { runFromRow } from '../run-row.ts';

type Row = Record<string, unknown>;

export interface QueueReads {
  list(): MethodOutput<'queue.list'>;
  /** `order`: ids of those that wait, as the engine has them; without one, by priority and age. */
  show(input: MethodArguments<'queue.show'> & { readonly order?: readonly string[] }): MethodOutput<'queue.show'>;
}

export function createQueueReads(db: Db, now: () => number): QueueReads {
  const all = db.prepare(`${selectQueue} ORDER BY lane DESC, name = 'default' DESC, name`);
  const one = db.prepare(`${selectQueue} WHERE name = ?`);
  const counter = db.prepare('SELECT n FROM counter WHERE name = ?').pluck();
  const ofDelayed = "FROM run WHERE not_before_ms > @nowMs AND status = 'queued' AND queue = @name";
  const delayedCount = db.prepare(`SELECT count(*) ${ofDelayed}`).pluck();
  const delayed = db.prepare(`SELECT * ${ofDelayed} ORDER BY not_before_ms, run_id LIMIT @limit`);
  const run = db.prepare("SELECT * FROM run WHERE run_id = ? AND status = 'queued'");
  const waiting = db.prepare(
    `SELECT * FROM run WHERE status = 'queued' AND finished_at_ms IS NULL AND queue = @name
     AND coalesce(not_before_ms, 0) <= @nowMs ORDER BY priority DESC, run_id LIMIT @limit`,
  );
  const shown = (row: unknown): MethodOutput<'queue.show'>['waiting'][number] => runSummary(runFromRow(row as Row));

  function summary(queue: Queue): QueueSummary {
    const { name } = queue;
    const count = (what: 'queued' | 'running' | 'refused'): number =>
      (counter.get(queueCounter(name, what)) as number | undefined) ?? 0;
    const putOff = delayedCount.get({ name, nowMs: now() }) as number;
    return {
      ...queue,
      running: count('running'),
      waiting: Math.max(0, count('queued') - putOff),
      delayed: putOff,
      refused: count('refused'),
      oldestSinceMs: null,
    };
  }

  return {
    list: () => ({ queues: all.all().map((row) => summary(queueFromRow(row as Row))) }),
    show({ name, limit, order }) {
      const found = one.get(name) as Row | undefined;
      if (found === undefined)
        throw new LanekeeperError('not-found', `There is no queue "${name}".`, {
          hint: '`lanekeeper queues` lists those there are.',
        });
      const rows =
        order === undefined
          ? waiting.all({ name, nowMs: now(), limit })
          : order.map((runId) => run.get(runId)).filter((row) => row !== undefined);
      return {
        queue: summary(queueFromRow(found)),
        waiting: rows.map(shown),
        delayed: delayed.all({ name, nowMs: now(), limit }).map(shown),
      };
    },
  };
}
