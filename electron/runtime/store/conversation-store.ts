import type { Conversation } from '../../../shared/domain/conversation.ts';
import type { AtMs } from '../../../shared/ids.ts';
import type { ConversationState, HandoffState, SteerState, TurnState } from '../conversations/states.ts';
import type { EndedTurn } from '../lanes/measure-turns.ts';
import {
  conversationFromRow,
  endedFromRow,
  newestEndedSql,
  handoffValues,
  isBusySql,
  shownConversation,
  turnFromRow,
  turnValues,
  waitsForPersonSql,
} from './conversation-rows.ts';
import type { Db } from './open.ts';

/** Conversations, their turns, and the runs that are done for those. */
export interface ConversationStore {
  load(conversationId: string): ConversationState | null;
  put(state: ConversationState): void;
  /** As a page shows it; null once it is removed. */
  shown(conversationId: string): Conversation | null;
  turn(turnId: string): TurnState | null;
  putTurn(state: TurnState): void;
  /** The turn whose own run this is. */
  turnOfRun(runId: string): TurnState | null;
  /** The turn that this run is done for, by whichever agent; from memory while no run is done for any. */
  turnServed(runId: string): string | null;
  /** All turns of a conversation, oldest first. */
  turnsOf(conversationId: string): readonly TurnState[];
  /** A turn, the turn before it, and so on: the newest first, so many at most. */
  branch(turnId: string, most: number): readonly TurnState[];
  /** The newest turn below this one, following the newest each time; itself where nothing follows. */
  lastBelow(turnId: string): string;
  /** Turns that wait for this one, oldest first; also through turns between them that were never begun. */
  waitingFor(turnId: string): readonly TurnState[];
  /** All turns that wait, oldest first. */
  waiting(): readonly string[];
  /** Turns of an agent that have ended, the newest first. */
  newestEnded(agentId: string, most: number): readonly EndedTurn[];
  /** Of those that have ended and nobody has looked at. */
  markSeen(turnIds: readonly string[], atMs: AtMs): void;
  nextBudgetMs(): AtMs | null;
  /** Turns whose latency budget is used up by then. */
  overBudget(nowMs: AtMs, limit: number): readonly string[];
  putSteer(state: SteerState): void;
  /** Of ended runs: what was said to them and they never heard. Of one run, or (null) of all. */
  unheard(runId: string | null): readonly SteerState[];
  putHandoff(state: HandoffState): void;
  addWords(words: { readonly conversationId: string; readonly turnId: string; readonly body: string }): void;
  removeWords(conversationId: string): void;
  /** After a rollback. */
  forget(): void;
}

export function createConversationStore(db: Db): ConversationStore {
  const load = db.prepare('SELECT * FROM conversation WHERE conversation_id = ?');
  const put = db.prepare(
    `INSERT INTO conversation (conversation_id, title, is_titled, agent_id, person_id, head_id, turns,
       created_at_ms, changed_at_ms, removed_at_ms)
     VALUES (@conversationId, @title, @isTitled, @agentId, @personId, @headId, @turns, @createdAtMs, @changedAtMs, @removedAtMs)
     ON CONFLICT (conversation_id) DO UPDATE SET title = excluded.title, is_titled = excluded.is_titled,
       head_id = excluded.head_id, turns = excluded.turns, changed_at_ms = excluded.changed_at_ms,
       removed_at_ms = excluded.removed_at_ms`,
  );
  const busy = db.prepare(`SELECT ${isBusySql('@id')} AS isBusy, ${waitsForPersonSql('@id')} AS waitsForMe`);
  const turn = db.prepare('SELECT * FROM turn WHERE turn_id = ?');
  const putTurn = db.prepare(
    `INSERT INTO turn (turn_id, conversation_id, parent_id, regenerates, person_id, text, attachments, about,
       labels, run_id, lane, lanes, error, budget_ms, left_ms, counting_since_ms, due_at_ms, asked_at_ms, ended_at_ms)
     VALUES (@turnId, @conversationId, @parentId, @regenerates, @personId, @text, @attachments, @about, @labels, @runId,
       @lane, @lanes, @error, @budgetMs, @leftMs, @countingSinceMs, @dueAtMs, @askedAtMs, @endedAtMs)
     ON CONFLICT (turn_id) DO UPDATE SET run_id = excluded.run_id, lane = excluded.lane, lanes = excluded.lanes,
       error = excluded.error, left_ms = excluded.left_ms, counting_since_ms = excluded.counting_since_ms,
       due_at_ms = excluded.due_at_ms, ended_at_ms = excluded.ended_at_ms`,
  );
  const ofRun = db.prepare('SELECT * FROM turn WHERE run_id = ?');
  const any = db.prepare('SELECT EXISTS (SELECT 1 FROM turn)').pluck();
  const served = db.prepare('SELECT turn_id FROM handoff WHERE run_id = ? ORDER BY turn_id LIMIT 1').pluck();
  const turnsOf = db.prepare('SELECT * FROM turn WHERE conversation_id = ? ORDER BY turn_id');
  const newest = db
    .prepare('SELECT turn_id FROM turn WHERE conversation_id = ? AND parent_id = ? ORDER BY turn_id DESC LIMIT 1')
    .pluck();
  const waitingFor = db.prepare(
    `WITH RECURSIVE above (id) AS (
       SELECT ? UNION ALL
       SELECT turn_id FROM above JOIN turn ON parent_id = above.id AND run_id IS NULL AND ended_at_ms IS NOT NULL
     ) SELECT turn.* FROM above JOIN turn ON parent_id = above.id AND run_id IS NULL AND ended_at_ms IS NULL ORDER BY turn_id`,
  );
  const waiting = db
    .prepare(
      'SELECT turn_id FROM turn INDEXED BY turn_waiting WHERE run_id IS NULL AND ended_at_ms IS NULL ORDER BY turn_id',
    )
    .pluck();
  const newestEnded = db.prepare(newestEndedSql);
  const markSeen = db.prepare(
    `UPDATE turn SET seen_at_ms = @atMs WHERE turn_id IN (SELECT value FROM json_each(@turnIds))
       AND ended_at_ms IS NOT NULL AND seen_at_ms IS NULL`,
  );
  const nextBudget = db.prepare('SELECT min(due_at_ms) FROM turn WHERE due_at_ms IS NOT NULL').pluck();
  const overBudget = db
    .prepare('SELECT turn_id FROM turn WHERE due_at_ms IS NOT NULL AND due_at_ms <= ? ORDER BY due_at_ms LIMIT ?')
    .pluck();
  const putSteer = db.prepare(
    `INSERT OR REPLACE INTO steer (signal_id, turn_id, run_id, person_id, text, at_ms, became_id)
     VALUES (@signalId, @turnId, @runId, @personId, @text, @atMs, @becameId)`,
  );
  const unheard = db.prepare(
    `SELECT signal_id AS signalId, turn_id AS turnId, steer.run_id AS runId, person_id AS personId, text, steer.at_ms AS atMs,
       became_id AS becameId
     FROM signal JOIN steer USING (signal_id) JOIN run ON run.run_id = signal.run_id
     WHERE consumed_path IS NULL AND became_id IS NULL AND finished_at_ms IS NOT NULL AND signal.name = 'steer'
       AND (@runId IS NULL OR signal.run_id = @runId) ORDER BY signal_id`,
  );
  const putHandoff = db.prepare(
    `INSERT OR IGNORE INTO handoff (turn_id, run_id, conversation_id, kind, gives, returns, at_ms)
     VALUES (@turnId, @runId, @conversationId, @kind, @gives, @returns, @atMs)`,
  );
  const addWords = db.prepare(
    'INSERT INTO conversation_search (conversation_id, turn_id, body) VALUES (@conversationId, @turnId, @body)',
  );
  const wordsOf = db.prepare('SELECT rowid FROM conversation_search WHERE conversation_search MATCH ?').pluck();
  const dropWords = db.prepare('DELETE FROM conversation_search WHERE rowid = ?');
  const emptyTurns = db.prepare(
    `UPDATE turn SET text = '', attachments = '[]', about = NULL, error = NULL WHERE conversation_id = ?`,
  );
  const emptySteers = db.prepare(
    "UPDATE steer SET text = '' WHERE turn_id IN (SELECT turn_id FROM turn WHERE conversation_id = ?)",
  );
  const emptyQuestions = db.prepare(
    `UPDATE question SET text = '', choices = '[]', answer = CASE WHEN answer IS NULL THEN NULL ELSE '' END
     WHERE run_id IN (SELECT run_id FROM turn WHERE conversation_id = ? AND run_id IS NOT NULL)`,
  );
  /** Whether there is any turn: until then no run is asked whose it is. */
  let hasTurns: boolean | null = null;
  const isAny = (): boolean => (hasTurns ??= any.get() === 1);
  const turnOf = (row: unknown): TurnState | null => (row === undefined ? null : turnFromRow(row));

  return {
    load: (conversationId) => conversationFromRow(load.get(conversationId)),
    put: (state) => void put.run({ ...state, isTitled: state.isTitled ? 1 : 0 }),
    shown(conversationId) {
      const state = conversationFromRow(load.get(conversationId));
      if (state === null || state.removedAtMs !== null) return null;
      return shownConversation(state, busy.get({ id: conversationId }));
    },
    turn: (turnId) => turnOf(turn.get(turnId)),
    putTurn(state) {
      hasTurns = true;
      putTurn.run(turnValues(state));
    },
    turnOfRun: (runId) => (isAny() ? turnOf(ofRun.get(runId)) : null),
    turnServed: (runId) => (isAny() ? ((served.get(runId) as string | undefined) ?? null) : null),
    turnsOf: (conversationId) => turnsOf.all(conversationId).map(turnFromRow),
    branch(turnId, most) {
      const turns: TurnState[] = [];
      for (let next: string | null = turnId; next !== null && turns.length < most;) {
        const found = turnOf(turn.get(next));
        if (found !== null) turns.push(found);
        next = found?.parentId ?? null;
      }
      return turns;
    },
    lastBelow(turnId) {
      const conversationId = turnOf(turn.get(turnId))?.conversationId;
      for (let last = turnId; ;) {
        const next = newest.get(conversationId, last) as string | undefined;
        if (next === undefined) return last;
        last = next;
      }
    },
    waitingFor: (turnId) => waitingFor.all(turnId).map(turnFromRow),
    waiting: () => (isAny() ? (waiting.all() as string[]) : []),
    newestEnded: (agentId, most) => (isAny() ? newestEnded.all({ agentId, most }).map(endedFromRow) : []),
    markSeen: (turnIds, atMs) => void markSeen.run({ turnIds: JSON.stringify(turnIds), atMs }),
    nextBudgetMs: () => (isAny() ? (nextBudget.get() as number | null) : null),
    overBudget: (nowMs, limit) => overBudget.all(nowMs, limit) as string[],
    putSteer: (state) => void putSteer.run(state),
    unheard: (runId) => (isAny() ? (unheard.all({ runId }) as SteerState[]) : []),
    putHandoff: (state) => void putHandoff.run(handoffValues(state)),
    addWords: (words) => void addWords.run(words),
    removeWords(conversationId) {
      const found = wordsOf.all(`conversation_id : "${conversationId.replaceAll('"', '')}"`) as number[];
      for (const rowid of found) dropWords.run(rowid);
      emptyQuestions.run(conversationId);
      emptySteers.run(conversationId);
      emptyTurns.run(conversationId);
    },
    forget() {
      hasTurns = null;
    },
  };
}
