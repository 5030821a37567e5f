import { create } from 'zustand';
import type { AssistantAction } from '../../../shared/domain/assistant.ts';
import type { Attachment, Conversation, Turn } from '../../../shared/domain/conversation.ts';
import { finalRunStatuses } from '../../../shared/domain/run.ts';
import { LanekeeperError } from '../../../shared/errors.ts';
import type { MethodInput, MethodOutput } from '../../../shared/ipc/methods.ts';
import { call } from '../bridge.ts';
import { explain } from '../format/errors.ts';
import { liveQuery } from './live-query.ts';
import { recall, remember } from './local-memory.ts';
import { announce, reportFailure } from './notices.ts';
import { sawTurns } from './past-turns.ts';
import { goQuietly } from './route.ts';
import { followWords, forgetTurnWords } from './turn-stream.ts';

export type About = NonNullable<NonNullable<MethodInput<'turn.say'>['about']>>;
export type WhileBusy = NonNullable<MethodInput<'turn.say'>['whileBusy']>;

interface ConversationState {
  readonly conversationId: string | null;
  readonly conversation: Conversation | null;
  /** The branch that is shown, oldest first. */
  readonly turns: readonly Turn[];
  readonly hasEarlier: boolean;
  readonly failure: unknown;
  /** Whose sources stand beside it; null: the last answer's. */
  readonly chosenTurnId: string | null;
}

const nothing = { conversation: null, turns: [], hasEarlier: false, failure: null, chosenTurnId: null };

export const useConversation = create<ConversationState>()(() => ({ conversationId: null, ...nothing }));

const memoryName = 'conversation';

/** Goes to the conversation that was open last in this browser; where there is none, one begins. */
export function goToLastConversation(): void {
  const conversationId = recall(memoryName);
  goQuietly({
    page: 'assistant',
    conversationId: conversationId === null || conversationId === '' ? 'new' : conversationId,
  });
}

/** It is the one that is gone back to; null: none is. */
export function rememberConversation(conversationId: string | null): void {
  remember(memoryName, conversationId ?? '');
}

/** Between two readings while turns move on. */
const calmMs = 120;
let readAgain: () => void = () => undefined;

/** Opens a conversation and follows it until the returned function is called; null: one that is yet to begin. */
export function openConversation(conversationId: string | null): () => void {
  if (useConversation.getState().conversationId !== conversationId)
    useConversation.setState({ conversationId, ...nothing });
  if (conversationId === null) return () => undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const query = liveQuery({
    read: () => call('conversation.show', { conversationId }),
    // What its answers stand on moves as well: an answer says at once that it is outdated.
    topics: ['conversation.changed', 'run.changed', 'approval.changed'],
    onSnapshot: (shown) => {
      if (useConversation.getState().conversationId === conversationId) show(shown);
    },
    onEvents: (events) => {
      const { turns } = useConversation.getState();
      const touches = events.some(
        ({ topic, payload }) =>
          (topic === 'conversation.changed' && payload.conversationId === conversationId) ||
          (topic === 'run.changed' && turns.some((turn) => standsOn(turn, payload.runId))) ||
          (topic === 'approval.changed' && turns.some((turn) => standsOn(turn, payload.runId, payload.approvalId))),
      );
      if (touches) timer ??= setTimeout(again, calmMs);
    },
    onError: (failure) => {
      useConversation.setState({ failure });
      // One that is gone is not gone back to.
      if (failure instanceof LanekeeperError && failure.code === 'not-found') rememberConversation(null);
    },
  });
  function again(): void {
    timer = undefined;
    void query.reload();
  }
  readAgain = again;
  const leave = useConversation.subscribe(({ turns }) => listenTo(turns));
  return () => {
    clearTimeout(timer);
    query.stop();
    leave();
    followWords([]);
    readAgain = () => undefined;
  };
}

/** Reads the turns before those that are shown. */
export async function readEarlierTurns(): Promise<void> {
  const { conversationId, turns } = useConversation.getState();
  const first = turns[0];
  if (conversationId === null || first === undefined) return;
  try {
    const earlier = await call('conversation.show', { conversationId, before: first.turnId });
    if (useConversation.getState().conversationId !== conversationId) return;
    useConversation.setState((state) => ({
      turns: [...earlier.turns, ...state.turns],
      hasEarlier: earlier.hasEarlier,
    }));
  } catch (error) {
    reportFailure(error);
  }
}

export interface Said {
  readonly text: string;
  readonly attachments: readonly Attachment[];
  readonly about: About | null;
  readonly isBackground: boolean;
  readonly labels: readonly NonNullable<MethodInput<'turn.say'>['labels']>[number][];
  readonly whileBusy: WhileBusy;
}

/** Says something in the open conversation, or begins one with it; resolves to the conversation's id. Throws a refusal. */
export async function say(said: Said, agentId: string): Promise<string> {
  const open = useConversation.getState().conversationId;
  const conversationId = open ?? (await call('conversation.begin', { agentId })).conversationId;
  const turn = await call('turn.say', {
    conversationId,
    text: said.text,
    attachments: [...said.attachments],
    labels: [...said.labels],
    about: said.about,
    whileBusy: said.whileBusy,
    ...(said.isBackground ? { lane: 'background' as const } : {}),
  });
  if (open !== null) take(turn);
  return conversationId;
}

/** Exactly what was sent to a model, by the path of its call. */
export function readContext(turnId: string, path: string): Promise<MethodOutput<'turn.context'>> {
  return call('turn.context', { turnId, path });
}

/** Asks the same again; the answers stand beside each other. */
export function regenerate(turnId: string): Promise<void> {
  return move(async () => void (await call('turn.regenerate', { turnId })));
}

/** Asks it in other words, as an alternative. */
export async function resend(turn: Turn, text: string): Promise<void> {
  await call('turn.resend', {
    turnId: turn.turnId,
    text,
    attachments: turn.attachments,
    labels: turn.labels,
    about: null,
  });
  readAgain();
}

export function chooseTurn(turnId: string): Promise<void> {
  return move(async () => void (await call('turn.choose', { turnId })));
}

export function stopTurn(turnId: string): Promise<void> {
  return move(async () => {
    await call('turn.stop', { turnId });
    announce('Stopped. What was finished is kept.');
  });
}

export function promoteTurn(turnId: string): Promise<void> {
  return move(async () => {
    await call('turn.promote', { turnId });
    announce('It goes on in the background, and its result comes back here.');
  });
}

export async function changePlan(turnId: string, plan: Turn['plan']): Promise<void> {
  await call('turn.changePlan', { turnId, plan });
  readAgain();
}

export async function answerQuestion(questionId: string, answer: string): Promise<void> {
  await call('question.answer', { questionId, answer });
  readAgain();
}

export async function renameConversation(conversationId: string, title: string): Promise<void> {
  await call('conversation.rename', { conversationId, title });
  readAgain();
}

export async function removeConversation(conversationId: string): Promise<void> {
  await call('conversation.remove', { conversationId });
}

/** Does what an answer proposed; only ever from the person's own press. Throws a refusal. */
export async function perform(turnId: string, action: AssistantAction): Promise<void> {
  if (action.method === 'run.cancel') await call('run.cancel', action.input as MethodInput<'run.cancel'>);
  else if (action.method === 'run.retry') await call('run.retry', action.input as MethodInput<'run.retry'>);
  else await call('run.start', { ...(action.input as MethodInput<'run.start'>), forTurn: turnId });
  readAgain();
}

/** Why what an answer proposed cannot be done any more; null: it can. */
export async function whyNotPerform({ method, input }: AssistantAction): Promise<string | null> {
  if (method === 'run.start' || typeof input['runId'] !== 'string') return null;
  try {
    const { verbs } = await call('run.show', { runId: input['runId'] });
    const verb = method === 'run.cancel' ? verbs.cancel : verbs.retry;
    return verb.allowed ? null : verb.reason;
  } catch (error) {
    return explain(error).detail;
  }
}

/** Whose sources stand beside the conversation. */
export function chooseSources(turnId: string): void {
  useConversation.setState({ chosenTurnId: turnId });
}

export function isAtWork(turn: Turn): boolean {
  return turn.isQueued || !finalRunStatuses.has(turn.status);
}

async function move(act: () => Promise<void>): Promise<void> {
  try {
    await act();
    readAgain();
  } catch (error) {
    reportFailure(error);
  }
}

function show({
  conversation,
  turns,
  hasEarlier,
}: Pick<ConversationState, 'turns' | 'hasEarlier' | 'conversation'>): void {
  for (const turn of turns) forgetJournaled(turn);
  sawTurns(
    turns
      .filter(({ lanes, answer }) => answer !== null && lanes.at(-1)?.lane === 'background')
      .map(({ turnId }) => turnId),
  );
  useConversation.setState((state) => {
    // What was read further back stays, as long as it is the same branch.
    const first = turns[0]?.turnId;
    const at = state.turns.findIndex(({ turnId }) => turnId === first);
    const isSameBranch = at > 0 && state.turns[at]?.parentId === state.turns[at - 1]?.turnId;
    return {
      conversation,
      turns: isSameBranch ? [...state.turns.slice(0, at), ...turns] : turns,
      hasEarlier: isSameBranch ? state.hasEarlier : hasEarlier,
      failure: null,
    };
  });
}

function take(turn: Turn): void {
  useConversation.setState(({ turns }) =>
    turns.some(({ turnId }) => turnId === turn.turnId) || (turns.at(-1)?.turnId ?? null) !== turn.parentId
      ? {}
      : { turns: [...turns, turn] },
  );
  readAgain();
}

function listenTo(turns: readonly Turn[]): void {
  followWords(turns.flatMap((turn) => (turn.runId !== null && isAtWork(turn) ? [turn.runId] : [])));
}

function standsOn(turn: Turn, runId: string, approvalId?: string): boolean {
  return (
    turn.runId === runId ||
    turn.work.some((work) => work.runId === runId) ||
    (turn.answer?.sources.some(({ kind, id }) => (kind === 'run' && id === runId) || id === approvalId) ?? false)
  );
}

/** A call at work stands among the turn's calls already, with an end that nobody knows: its words are still wanted. */
function forgetJournaled({ runId, models, endedAtMs }: Turn): void {
  const journaled = models.filter(({ status }) => endedAtMs !== null || (status !== 'unknown' && status !== 'running'));
  if (runId !== null && journaled.length > 0) forgetTurnWords(runId, new Set(journaled.map(({ path }) => path)));
}
