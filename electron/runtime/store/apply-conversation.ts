import { turnSignals } from '../../../shared/domain/conversation.ts';
import type { RunState } from '../engine/states.ts';
import { answerOf } from '../conversations/answer-of.ts';
import type { ConversationChange, TurnState } from '../conversations/states.ts';
import { followRun } from '../conversations/follow-run.ts';
import { serves } from '../conversations/handoffs.ts';
import type { Moment } from './log-store.ts';
import type { Stores } from './stores.ts';
import { addTo, touchTurn, type Touched } from './touched.ts';

/** Characters of an answer that a search looks through. */
const mostFound = 20_000;
/** The count of questions that wait for an answer. */
const openQuestions = 'question:open';

/** Writes a change of a conversation, or of what belongs to one. */
export function applyConversationChange(stores: Stores, change: ConversationChange, touched: Touched): void {
  const { conversations, questions, memories, log } = stores;
  switch (change.put) {
    case 'conversation': {
      const { conversationId, headId, turns, removedAtMs } = change.state;
      conversations.put(change.state);
      touchTurn(touched, conversationId, null);
      log.batch(`conversation ${conversationId} ${headId ?? ''} ${turns} ${removedAtMs ?? ''}`);
      return;
    }
    case 'conversation-words-gone':
      conversations.removeWords(change.conversationId);
      touchTurn(touched, change.conversationId, null);
      return;
    case 'turn': {
      const { turnId, conversationId, runId, endedAtMs } = change.state;
      conversations.putTurn(change.state);
      touchTurn(touched, conversationId, turnId);
      log.batch(`turn ${turnId} ${runId ?? ''} ${endedAtMs ?? ''}`);
      return;
    }
    case 'turn-words':
      return conversations.addWords(change);
    case 'turns-seen':
      return conversations.markSeen(change.turnIds, change.atMs);
    case 'steer':
      conversations.putSteer(change.state);
      touchServed(stores, change.state.runId, touched);
      return;
    case 'handoff':
      conversations.putHandoff(change.state);
      touchTurn(touched, change.state.conversationId, change.state.turnId);
      log.batch(`handoff ${change.state.turnId} ${change.state.runId} ${change.state.kind}`);
      return;
    case 'question': {
      const before = questions.load(change.state.questionId);
      questions.put(change.state);
      const isOpen = change.state.answeredAtMs === null && change.state.overAtMs === null;
      countQuestions(touched, (isOpen ? 1 : 0) - (before !== null && before.answeredAtMs === null ? 1 : 0));
      touchServed(stores, change.state.runId, touched);
      log.batch(`question ${change.state.questionId} ${change.state.answeredAtMs ?? ''}`);
      return;
    }
    case 'memory':
      memories.put(change.state);
      touched.notices.push('memory');
      log.batch(`memory ${change.state.memoryId} ${change.state.changedBy ?? ''}`);
      return;
    case 'memory-gone':
      memories.remove(change.memoryId);
      touched.notices.push('memory');
      log.batch(`memory ${change.memoryId} gone`);
  }
}

/** A run has moved: the turn it is of follows it in the same transaction, and one it is done for is told. */
export function applyToTurn(
  stores: Stores,
  { before, state }: { readonly before: RunState | null; readonly state: RunState },
  moment: Moment,
  touched: Touched,
): void {
  const { conversations, workspace } = stores;
  const turn = conversations.turnOfRun(state.runId);
  if (turn === null) {
    if (before === null && state.parent !== null) {
      const above =
        conversations.turnOfRun(state.parent.rootId)?.turnId ?? conversations.turnServed(state.parent.rootId);
      const root = above === null ? null : conversations.turn(above);
      const release = root === null ? null : workspace.release(state.releaseHash);
      if (root !== null && release !== null)
        applyConversationChange(stores, serves('spawn', root, { run: state, release, atMs: moment.wallMs }), touched);
    }
    return touchServed(stores, state.runId, touched);
  }
  const followed = followRun(turn, state, { nowMs: moment.wallMs, isAsking: () => isAsking(stores, state.runId) });
  if (followed === turn) return touchTurn(touched, turn.conversationId, turn.turnId);
  applyConversationChange(stores, { put: 'turn', state: followed }, touched);
  if (followed.endedAtMs !== null && turn.endedAtMs === null) endTurn(stores, turn, state, touched);
}

/** Whether a run waits for a person: for an answer, or for its plan to be looked at. */
function isAsking({ questions, signals }: Stores, runId: string): boolean {
  return questions.isAsking(runId) || signals.waitsOf(runId).some(({ name }) => name === turnSignals.plan);
}

/** Its answer is found by a search, and its conversation is the one that moved last. */
function endTurn(
  { conversations }: Stores,
  { turnId, conversationId }: TurnState,
  { output, finishedAtMs }: RunState,
  touched: Touched,
): void {
  const answer = answerOf(output, finishedAtMs ?? 0);
  if (answer !== null) conversations.addWords({ conversationId, turnId, body: answer.text.slice(0, mostFound) });
  const conversation = conversations.load(conversationId);
  if (conversation === null || finishedAtMs === null) return;
  conversations.put({ ...conversation, changedAtMs: Math.max(conversation.changedAtMs, finishedAtMs) });
  touchTurn(touched, conversationId, turnId);
}

/** Waits of a run have ended: what it asked there is over, unless it was answered. */
export function endQuestions(
  stores: Stores,
  { runId, path, prefix }: { readonly runId: string; readonly path: string | null; readonly prefix?: string },
  { wallMs }: Moment,
  touched: Touched,
): void {
  const { questions } = stores;
  const ended = prefix === undefined ? questions.endAt(runId, path, wallMs) : questions.endBelow(runId, prefix, wallMs);
  if (ended === 0) return;
  countQuestions(touched, -ended);
  touchServed(stores, runId, touched);
}

function countQuestions({ counts, notices }: Touched, by: number): void {
  if (by === 0) return;
  addTo(counts, openQuestions, by);
  notices.push('questions');
}

/** Tells the turn whose run this is, or which it is done for. */
function touchServed({ conversations }: Stores, runId: string, touched: Touched): void {
  const own = conversations.turnOfRun(runId);
  const served = own === null ? conversations.turnServed(runId) : null;
  const turn = own ?? (served === null ? null : conversations.turn(served));
  if (turn !== null) touchTurn(touched, turn.conversationId, turn.turnId);
}
