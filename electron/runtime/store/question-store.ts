import type { AtMs } from '../../../shared/ids.ts';
import type { MemoryState, QuestionState } from '../conversations/states.ts';
import { memoryFromRow, questionFromRow } from './conversation-rows.ts';
import type { Db } from './open.ts';

/** What runs ask people. */
export interface QuestionStore {
  load(questionId: string): QuestionState | null;
  put(state: QuestionState): void;
  /** Whether this run asks something that nobody has answered. */
  isAsking(runId: string): boolean;
  /** The wait at this path, or (null) every wait of the run, has ended; returns how many questions are over by it. */
  endAt(runId: string, path: string | null, atMs: AtMs): number;
  /** The same of every wait below this path. */
  endBelow(runId: string, prefix: string, atMs: AtMs): number;
  /** After a rollback. */
  forget(): void;
}

export function createQuestionStore(db: Db): QuestionStore {
  const load = db.prepare('SELECT * FROM question WHERE question_id = ?');
  const put = db.prepare(
    `INSERT INTO question (question_id, run_id, path, text, choices, asked_at_ms, answer, answered_by, answered_at_ms, over_at_ms)
     VALUES (@questionId, @runId, @path, @text, @choices, @askedAtMs, @answer, @answeredBy, @answeredAtMs, @overAtMs)
     ON CONFLICT (question_id) DO UPDATE SET answer = excluded.answer, answered_by = excluded.answered_by,
       answered_at_ms = excluded.answered_at_ms, over_at_ms = excluded.over_at_ms`,
  );
  const open = 'answered_at_ms IS NULL AND over_at_ms IS NULL';
  const asking = db.prepare(`SELECT EXISTS (SELECT 1 FROM question WHERE run_id = ? AND ${open})`).pluck();
  /** Whether any question may be open: most runs end without ever having asked one. */
  let mayBeOpen: boolean | null = null;
  const anyOpen = db.prepare(`SELECT EXISTS (SELECT 1 FROM question INDEXED BY question_open WHERE ${open})`).pluck();
  const isAny = (): boolean => (mayBeOpen ??= anyOpen.get() === 1);
  const endOne = db.prepare(`UPDATE question SET over_at_ms = ? WHERE run_id = ? AND path = ? AND ${open}`);
  const endAll = db.prepare(`UPDATE question SET over_at_ms = ? WHERE run_id = ? AND ${open}`);
  // A slash is followed by a zero in the order of texts.
  const endUnder = db.prepare(
    `UPDATE question SET over_at_ms = @atMs WHERE run_id = @runId AND path >= @prefix || '/' AND path < @prefix || '0' AND ${open}`,
  );
  return {
    load: (questionId) => questionFromRow(load.get(questionId)),
    put(state) {
      mayBeOpen = null;
      put.run({ ...state, choices: JSON.stringify(state.choices) });
    },
    isAsking: (runId) => isAny() && asking.get(runId) === 1,
    endAt(runId, path, atMs) {
      if (!isAny()) return 0;
      mayBeOpen = null;
      return path === null ? endAll.run(atMs, runId).changes : endOne.run(atMs, runId, path).changes;
    },
    endBelow(runId, prefix, atMs) {
      if (!isAny()) return 0;
      mayBeOpen = null;
      return endUnder.run({ runId, prefix, atMs }).changes;
    },
    forget() {
      mayBeOpen = null;
    },
  };
}

/** What agents remember. */
export interface MemoryStore {
  load(memoryId: string): MemoryState | null;
  put(state: MemoryState): void;
  remove(memoryId: string): void;
  /** The newest, oldest first. */
  newestOf(agentId: string, limit: number): readonly MemoryState[];
}

export function createMemoryStore(db: Db): MemoryStore {
  const load = db.prepare('SELECT * FROM memory WHERE memory_id = ?');
  const put = db.prepare(
    `INSERT OR REPLACE INTO memory (memory_id, agent_id, text, run_id, source, changed_by, at_ms)
     VALUES (@memoryId, @agentId, @text, @runId, @source, @changedBy, @atMs)`,
  );
  const remove = db.prepare('DELETE FROM memory WHERE memory_id = ?');
  const newest = db.prepare('SELECT * FROM memory WHERE agent_id = ? ORDER BY memory_id DESC LIMIT ?');
  return {
    load: (memoryId) => memoryFromRow(load.get(memoryId)),
    put: (state) => void put.run({ ...state, source: JSON.stringify(state.source) }),
    remove: (memoryId) => void remove.run(memoryId),
    newestOf: (agentId, limit) =>
      newest
        .all(agentId, limit)
        .flatMap((row) => memoryFromRow(row) ?? [])
        .toReversed(),
  };
}
