import type { Conversation } from '../../../shared/domain/conversation.ts';
import type {
  ConversationState,
  HandoffState,
  MemoryState,
  QuestionState,
  TurnState,
} from '../conversations/states.ts';
import type { EndedTurn } from '../lanes/measure-turns.ts';

type Row = Record<string, unknown>;

export function conversationFromRow(found: unknown): ConversationState | null {
  const row = found as Row | undefined;
  if (row === undefined) return null;
  return {
    conversationId: row['conversation_id'] as string,
    title: row['title'] as string,
    isTitled: row['is_titled'] === 1,
    agentId: row['agent_id'] as string,
    personId: row['person_id'] as string,
    headId: row['head_id'] as string | null,
    turns: row['turns'] as number,
    createdAtMs: row['created_at_ms'] as number,
    changedAtMs: row['changed_at_ms'] as number,
    removedAtMs: row['removed_at_ms'] as number | null,
  };
}

/** Whether a turn of the conversation named by this term is at work, or waits. */
export function isBusySql(term: string): string {
  return `EXISTS (SELECT 1 FROM turn WHERE conversation_id = ${term} AND ended_at_ms IS NULL)`;
}

/** Whether a person has to decide on something, or is asked something, for a turn of it that has not ended. */
export function waitsForPersonSql(term: string): string {
  const runs = `SELECT run_id FROM turn WHERE conversation_id = ${term} AND ended_at_ms IS NULL AND run_id IS NOT NULL
    UNION SELECT run_id FROM handoff WHERE conversation_id = ${term}`;
  return `EXISTS (SELECT 1 FROM run WHERE run_id IN (${runs}) AND pending_approvals > 0)
    OR EXISTS (SELECT 1 FROM question WHERE run_id IN (${runs}) AND answered_at_ms IS NULL AND over_at_ms IS NULL)`;
}

export function shownConversation(state: ConversationState, found: unknown): Conversation {
  const { isTitled: _isTitled, removedAtMs: _removedAtMs, ...shown } = state;
  const { isBusy, waitsForMe } = found as { isBusy: number; waitsForMe: number };
  return { ...shown, isBusy: isBusy === 1, waitsForMe: waitsForMe === 1 };
}

export function turnFromRow(found: unknown): TurnState {
  const row = found as Row;
  const parsed = <T>(name: string): T => JSON.parse(row[name] as string) as T;
  return {
    turnId: row['turn_id'] as string,
    conversationId: row['conversation_id'] as string,
    parentId: row['parent_id'] as string | null,
    regenerates: row['regenerates'] as string | null,
    personId: row['person_id'] as string,
    text: row['text'] as string,
    attachments: parsed('attachments'),
    about: row['about'] === null ? null : parsed('about'),
    labels: parsed('labels'),
    runId: row['run_id'] as string | null,
    lane: row['lane'] as TurnState['lane'],
    lanes: parsed('lanes'),
    error: row['error'] === null ? null : parsed('error'),
    budgetMs: row['budget_ms'] as number,
    leftMs: row['left_ms'] as number,
    countingSinceMs: row['counting_since_ms'] as number | null,
    askedAtMs: row['asked_at_ms'] as number,
    endedAtMs: row['ended_at_ms'] as number | null,
  };
}

export function turnValues(state: TurnState): Row {
  const { attachments, about, labels, lanes, error, countingSinceMs, leftMs } = state;
  return {
    ...state,
    attachments: JSON.stringify(attachments),
    about: about === null ? null : JSON.stringify(about),
    labels: JSON.stringify(labels),
    lanes: JSON.stringify(lanes),
    error: error === null ? null : JSON.stringify(error),
    dueAtMs: countingSinceMs === null ? null : countingSinceMs + leftMs,
  };
}

export function handoffValues(state: HandoffState): Row {
  return { ...state, gives: JSON.stringify(state.gives), returns: JSON.stringify(state.returns) };
}

export function questionFromRow(found: unknown): QuestionState | null {
  const row = found as Row | undefined;
  if (row === undefined) return null;
  return {
    questionId: row['question_id'] as string,
    runId: row['run_id'] as string,
    path: row['path'] as string,
    text: row['text'] as string,
    choices: JSON.parse(row['choices'] as string) as string[],
    askedAtMs: row['asked_at_ms'] as number,
    answer: row['answer'] as string | null,
    answeredBy: row['answered_by'] as string | null,
    answeredAtMs: row['answered_at_ms'] as number | null,
    overAtMs: row['over_at_ms'] as number | null,
  };
}

export function memoryFromRow(found: unknown): MemoryState | null {
  const row = found as Row | undefined;
  if (row === undefined) return null;
  return {
    memoryId: row['memory_id'] as string,
    agentId: row['agent_id'] as string,
    text: row['text'] as string,
    runId: row['run_id'] as string,
    source: JSON.parse(row['source'] as string) as MemoryState['source'],
    changedBy: row['changed_by'] as string | null,
    atMs: row['at_ms'] as number,
  };
}

/** By the id of an agent, so many at most. */
export const newestEndedSql = `
  SELECT lanes, budget_ms, left_ms, asked_at_ms, ended_at_ms, run.steps, run.status FROM turn JOIN run USING (run_id)
  WHERE ended_at_ms IS NOT NULL AND run.agent_id = @agentId ORDER BY turn_id DESC LIMIT @most`;

export function endedFromRow(found: unknown): EndedTurn {
  const row = found as Row;
  return {
    lanes: JSON.parse(row['lanes'] as string) as EndedTurn['lanes'],
    budgetMs: row['budget_ms'] as number,
    leftMs: row['left_ms'] as number,
    askedAtMs: row['asked_at_ms'] as number,
    endedAtMs: row['ended_at_ms'] as number,
    steps: row['steps'] as number,
    hasFailed: row['status'] === 'failed' || row['status'] === 'needs-attention',
  };
}
