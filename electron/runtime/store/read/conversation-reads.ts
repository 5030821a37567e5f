import type { Conversation, Memory, Question } from '../../../../shared/domain/conversation.ts';
import { LanekeeperError } from '../../../../shared/errors.ts';
import type { MethodArguments, MethodOutput } from '../../../../shared/ipc/methods.ts';
import type { ConversationState, QuestionState, TurnState } from '../../conversations/states.ts';
import {
  conversationFromRow,
  isBusySql,
  memoryFromRow,
  questionFromRow,
  shownConversation,
  turnFromRow,
  waitsForPersonSql,
} from '../conversation-rows.ts';
import type { Db } from '../open.ts';

type Row = Record<string, unknown>;

/** Turns of a branch on one page. */
const mostOnPage = 100;
/** What a search looks at: the newest matches, however many there are. */
const mostMatches = 2_000;
const mostFound = 200;
const mostWords = 12;
const mostQuestions = 500;
const mostMemories = 2_000;

export interface ConversationReads {
  list(input: MethodArguments<'conversation.list'>): MethodOutput<'conversation.list'>;
  conversation(conversationId: string): Conversation;
  turn(turnId: string): TurnState;
  /** One page of a branch, oldest first. */
  branch(input: MethodArguments<'conversation.show'>): { turns: readonly TurnState[]; hasEarlier: boolean };
  allTurns(conversationId: string): readonly TurnState[];
  questions(input: MethodArguments<'question.list'>): MethodOutput<'question.list'>;
  questionsOf(runIds: readonly string[]): Question[];
  question(questionId: string): Question;
  memories(input: MethodArguments<'memory.list'>): MethodOutput<'memory.list'>;
  memory(memoryId: string): Memory;
}

export function createConversationReads(db: Db): ConversationReads {
  const one = db.prepare('SELECT * FROM conversation WHERE conversation_id = ?');
  const busy = db.prepare(`SELECT ${isBusySql('@id')} AS isBusy, ${waitsForPersonSql('@id')} AS waitsForMe`);
  const page = db.prepare(
    `SELECT * FROM conversation WHERE removed_at_ms IS NULL AND (changed_at_ms, conversation_id) < (?, ?)
     ORDER BY changed_at_ms DESC, conversation_id DESC LIMIT ?`,
  );
  const found = db
    .prepare(
      `SELECT conversation_id FROM conversation_search WHERE conversation_search MATCH ? ORDER BY rowid DESC LIMIT ${mostMatches}`,
    )
    .pluck();
  const turn = db.prepare('SELECT * FROM turn WHERE turn_id = ?');
  const turns = db.prepare('SELECT * FROM turn WHERE conversation_id = ? ORDER BY turn_id');
  const questionRows = `SELECT question.*, coalesce(own.turn_id, handoff.turn_id) AS turn_id,
      coalesce(own.conversation_id, handoff.conversation_id) AS conversation_id
    FROM question LEFT JOIN turn AS own ON own.run_id = question.run_id LEFT JOIN handoff ON handoff.run_id = question.run_id`;
  const open = db.prepare(
    `${questionRows} WHERE answered_at_ms IS NULL AND over_at_ms IS NULL GROUP BY question_id ORDER BY question_id LIMIT ${mostQuestions}`,
  );
  const all = db.prepare(`${questionRows} GROUP BY question_id ORDER BY question_id DESC LIMIT ${mostQuestions}`);
  const ofRun = db.prepare(`${questionRows} WHERE question.run_id = ? GROUP BY question_id ORDER BY question_id`);
  const byId = db.prepare(`${questionRows} WHERE question_id = ? LIMIT 1`);
  const memories = db.prepare(`SELECT * FROM memory WHERE agent_id = ? ORDER BY memory_id DESC LIMIT ${mostMemories}`);
  const memory = db.prepare('SELECT * FROM memory WHERE memory_id = ?');

  function shown(state: ConversationState): Conversation {
    return shownConversation(state, busy.get({ id: state.conversationId }));
  }

  function find(conversationId: string): ConversationState {
    const state = conversationFromRow(one.get(conversationId));
    if (state !== null && state.removedAtMs === null) return state;
    const what = state === null ? `There is no conversation ${conversationId}.` : 'This conversation was removed.';
    throw new LanekeeperError('not-found', what, { hint: 'The list of conversations shows those there are.' });
  }

  function findTurn(turnId: string): TurnState {
    const row = turn.get(turnId);
    if (row === undefined)
      throw new LanekeeperError('not-found', `There is no turn ${turnId}.`, { hint: 'Read the conversation again.' });
    const state = turnFromRow(row);
    find(state.conversationId);
    return state;
  }

  function search(text: string): Conversation[] {
    const match = matchOf(text);
    if (match === null) return [];
    const ids = [...new Set(found.all(match) as string[])].slice(0, mostFound);
    return ids
      .flatMap((id) => conversationFromRow(one.get(id)) ?? [])
      .filter(({ removedAtMs }) => removedAtMs === null)
      .toSorted((first, second) => second.changedAtMs - first.changedAtMs)
      .map(shown);
  }

  return {
    list({ text, after, limit }) {
      if (text !== undefined && text.trim() !== '') return { conversations: search(text).slice(0, limit), next: null };
      const { atMs, id } = placeOf(after);
      const rows = page.all(atMs, id, limit + 1).flatMap((row) => conversationFromRow(row) ?? []);
      const last = rows[limit - 1];
      const next = rows.length > limit && last !== undefined ? `${last.changedAtMs}.${last.conversationId}` : null;
      return { conversations: rows.slice(0, limit).map(shown), next };
    },
    conversation: (conversationId) => shown(find(conversationId)),
    turn: findTurn,
    branch({ conversationId, headId, before }) {
      const { headId: shownHead } = find(conversationId);
      const from = before === undefined ? (headId ?? shownHead) : own(before).parentId;
      const newestFirst: TurnState[] = [];
      let next = from;
      while (next !== null && newestFirst.length < mostOnPage) {
        const state = own(next);
        newestFirst.push(state);
        next = state.parentId;
      }
      return { turns: newestFirst.toReversed(), hasEarlier: next !== null };

      function own(turnId: string): TurnState {
        const state = findTurn(turnId);
        if (state.conversationId === conversationId) return state;
        throw new LanekeeperError('not-found', `Turn ${turnId} is none of this conversation.`, {
          hint: 'Read the conversation again.',
        });
      }
    },
    allTurns: (conversationId) => turns.all(find(conversationId).conversationId).map(turnFromRow),
    questions: ({ open: isOpen }) => ({ questions: (isOpen ? open : all).all().map(shownQuestion) }),
    questionsOf: (runIds) => runIds.flatMap((runId) => ofRun.all(runId).map(shownQuestion)),
    question(questionId) {
      const row = byId.get(questionId);
      if (row === undefined) throw new LanekeeperError('not-found', `There is no question ${questionId}.`);
      return shownQuestion(row);
    },
    memories: ({ agentId }) => ({ memories: memories.all(agentId).map(shownMemory) }),
    memory(memoryId) {
      const row = memory.get(memoryId);
      if (row === undefined) throw new LanekeeperError('not-found', `Nothing is remembered under ${memoryId}.`);
      return shownMemory(row);
    },
  };
}

function shownQuestion(row: unknown): Question {
  const { path: _path, overAtMs, ...question } = questionFromRow(row) as QuestionState;
  const { turn_id: turnId, conversation_id: conversationId } = row as Row;
  return {
    ...question,
    choices: [...question.choices],
    turnId: turnId as string | null,
    conversationId: conversationId as string | null,
    isOver: overAtMs !== null,
  };
}

function shownMemory(row: unknown): Memory {
  const { runId: _runId, ...memory } = memoryFromRow(row) as NonNullable<ReturnType<typeof memoryFromRow>>;
  return memory;
}

function placeOf(after: string | undefined): { readonly atMs: number; readonly id: string } {
  if (after === undefined) return { atMs: Number.MAX_SAFE_INTEGER, id: '' };
  const [, atMs, id] = /^(\d{1,16})\.(.{1,180})$/.exec(after) ?? [];
  if (atMs === undefined || id === undefined)
    throw new LanekeeperError('invalid-input', 'This is no place of the list of conversations; nothing was read.', {
      hint: 'Read the list again from its beginning.',
    });
  return { atMs: Number(atMs), id };
}

/** All words, the last one as the beginning of one: a person types it. Inside quotes nothing but a quote means anything. */
function matchOf(text: string): string | null {
  const words = text
    .toWellFormed()
    .split(/[\s\p{Cc}]+/u)
    .filter((word) => /[\p{L}\p{N}]/u.test(word))
    .slice(0, mostWords)
    .map((word) => `"${word.slice(0, 64).replaceAll('"', '""')}"`);
  return words.length === 0 ? null : `body : (${words.join(' AND ')}*)`;
}
