import type { Conversation, Question, Turn } from '../../../shared/domain/conversation.ts';
import type { PastTurn } from '../../../shared/domain/routing.ts';
import { LanekeeperError } from '../../../shared/errors.ts';
import { answer } from './assistant.ts';
import { busyTalk, newConversation, newTurn, type Kept } from './conversation-content.ts';
import type { Handlers } from './handlers.ts';
import type { FakeRuntime } from './runtime.ts';

/** Conversations of one stand-in; those of `busyTalk` are there from the start. */
const kept = new WeakMap<FakeRuntime, Map<string, Kept>>();

type Names = Extract<
  keyof Handlers,
  `conversation.${string}` | `turn.${string}` | `question.${string}` | `memory.${string}`
>;

/** Talks: answers at once, from the stand-in's rows. */
export const conversationHandlers: Pick<Handlers, Names> = {
  'conversation.list': ({ text }, runtime) => ({
    conversations: [...talksOf(runtime).values()]
      .map(({ conversation }) => conversation)
      .filter(({ title }) => text === undefined || title.toLowerCase().includes(text.toLowerCase()))
      .toSorted((a, b) => b.changedAtMs - a.changedAtMs),
    next: null,
  }),
  'conversation.show': ({ conversationId }, runtime) => {
    const { conversation, turns } = talkOf(runtime, conversationId);
    return { conversation, turns: branchOf(turns, conversation.headId), hasEarlier: false };
  },
  'conversation.begin': ({ title }, runtime, as) => {
    const conversation = newConversation(runtime, title ?? 'New conversation', as);
    talksOf(runtime).set(conversation.conversationId, { conversation, turns: [] });
    return conversation;
  },
  'conversation.rename': ({ conversationId, title }, runtime) => change(runtime, conversationId, { title }),
  'conversation.remove': ({ conversationId }, runtime) => {
    talksOf(runtime).delete(conversationId);
    runtime.publish('conversation.changed', { conversationId, conversation: null, turnIds: [] });
    return { ok: true };
  },
  'conversation.export': ({ conversationId, form }, runtime) => {
    const { conversation, turns } = talkOf(runtime, conversationId);
    return {
      name: `conversation.${form === 'json' ? 'json' : 'md'}`,
      text: form === 'json' ? JSON.stringify({ conversation, turns }) : turns.map(({ text }) => text).join('\n\n'),
    };
  },
  'turn.say': (input, runtime, as) => {
    const { conversation } = talkOf(runtime, input.conversationId);
    const turn = answered(runtime, {
      ...newTurn(runtime, input.conversationId, as),
      ...input,
      parentId: conversation.headId,
    });
    return add(runtime, turn);
  },
  'turn.regenerate': ({ turnId }, runtime, as) => {
    const old = turnOf(runtime, turnId);
    const { text, parentId } = old;
    return add(
      runtime,
      answered(runtime, { ...newTurn(runtime, old.conversationId, as), text, parentId, regenerates: turnId }),
    );
  },
  'turn.resend': ({ turnId, text }, runtime, as) => {
    const { conversationId, parentId } = turnOf(runtime, turnId);
    return add(runtime, answered(runtime, { ...newTurn(runtime, conversationId, as), text, parentId }));
  },
  'turn.stop': ({ turnId }, runtime) =>
    changeTurn(runtime, turnId, { status: 'cancelled', endedAtMs: runtime.nowMs() }),
  'turn.promote': ({ turnId }, runtime) => {
    const turn = turnOf(runtime, turnId);
    const atMs = runtime.nowMs();
    return changeTurn(runtime, turnId, {
      lanes: [...turn.lanes, { lane: 'background', by: 'person', reasons: [], atMs }],
    });
  },
  'turn.show': ({ turnId }, runtime) => turnOf(runtime, turnId),
  'turn.choose': ({ turnId }, runtime) => change(runtime, turnOf(runtime, turnId).conversationId, { headId: turnId }),
  'turn.seen': () => ({ ok: true }),
  'turn.past': (_, runtime) => {
    const past = [...talksOf(runtime).values()].flatMap(({ conversation, turns }) =>
      turns.map((turn): PastTurn => {
        const isMoved = turn.lanes.length > 1;
        return {
          turnId: turn.turnId,
          conversationId: turn.conversationId,
          title: conversation.title,
          agentTitle: 'Assistant',
          runId: turn.runId,
          lanes: turn.lanes,
          budgetMs: turn.latencyBudgetMs,
          tookMs: turn.endedAtMs === null ? null : turn.endedAtMs - turn.askedAtMs,
          verdict: isMoved
            ? { right: 'wrong', because: 'It outgrew its latency budget and was moved.' }
            : { right: 'right', because: 'It ended within its latency budget.' },
          askedAtMs: turn.askedAtMs,
        };
      }),
    );
    return { turns: past, next: null, counts: { right: 1, wrong: 1, 'not-known': 0 } };
  },
  'turn.changePlan': ({ turnId, plan }, runtime) => changeTurn(runtime, turnId, { plan }),
  'turn.context': () => ({
    text: JSON.stringify({ instructions: 'Answer from what the tools say.', items: [], tools: [] }, null, 2),
    tokens: [
      { part: 'instructions', tokens: 412 },
      { part: 'tools', tokens: 1_204 },
      { part: 'history', tokens: 96 },
    ],
    isCounted: false,
  }),
  'question.list': (_, runtime) => ({
    questions: [...talksOf(runtime).values()].flatMap(({ turns }) => turns.flatMap((turn) => turn.questions)),
  }),
  'question.answer': ({ questionId, answer: said }, runtime, as) => {
    for (const { turns } of talksOf(runtime).values())
      for (const turn of turns)
        for (const question of turn.questions)
          if (question.questionId === questionId) {
            const done: Question = { ...question, answer: said, answeredBy: as, answeredAtMs: runtime.nowMs() };
            changeTurn(runtime, turn.turnId, { questions: [done] });
            return done;
          }
    throw new LanekeeperError('not-found', 'There is no such question.');
  },
  'memory.list': () => ({ memories: [] }),
  'memory.change': () => {
    throw new LanekeeperError('not-found', 'There is no such memory.');
  },
  'memory.erase': () => ({ ok: true }),
};

function talksOf(runtime: FakeRuntime): Map<string, Kept> {
  const known = kept.get(runtime) ?? busyTalk(runtime);
  kept.set(runtime, known);
  return known;
}

function talkOf(runtime: FakeRuntime, conversationId: string): Kept {
  const found = talksOf(runtime).get(conversationId);
  if (found === undefined) throw new LanekeeperError('not-found', 'There is no such conversation.');
  return found;
}

function turnOf(runtime: FakeRuntime, turnId: string): Turn {
  for (const { turns } of talksOf(runtime).values()) {
    const found = turns.find((turn) => turn.turnId === turnId);
    if (found !== undefined) return found;
  }
  throw new LanekeeperError('not-found', 'There is no such turn.');
}

function add(runtime: FakeRuntime, turn: Turn): Turn {
  const talk = talkOf(runtime, turn.conversationId);
  const siblings = [
    ...talk.turns.filter(({ parentId }) => parentId === turn.parentId).map(({ turnId }) => turnId),
    turn.turnId,
  ];
  talk.turns.push({ ...turn, siblings });
  for (const id of siblings) changeTurn(runtime, id, { siblings });
  const title = talk.conversation.turns === 0 ? turn.text.slice(0, 80) : talk.conversation.title;
  change(runtime, turn.conversationId, { headId: turn.turnId, turns: talk.turns.length, title });
  return turnOf(runtime, turn.turnId);
}

function change(runtime: FakeRuntime, conversationId: string, part: Partial<Conversation>): Conversation {
  const talk = talkOf(runtime, conversationId);
  talk.conversation = { ...talk.conversation, ...part, changedAtMs: runtime.nowMs() };
  runtime.publish('conversation.changed', { conversationId, conversation: talk.conversation, turnIds: [] });
  return talk.conversation;
}

function changeTurn(runtime: FakeRuntime, turnId: string, part: Partial<Turn>): Turn {
  const turn = { ...turnOf(runtime, turnId), ...part };
  const { conversation, turns } = talkOf(runtime, turn.conversationId);
  turns.splice(
    turns.findIndex((one) => one.turnId === turnId),
    1,
    turn,
  );
  runtime.publish('conversation.changed', { conversationId: turn.conversationId, conversation, turnIds: [turnId] });
  return turn;
}

function branchOf(turns: readonly Turn[], headId: string | null): Turn[] {
  const branch: Turn[] = [];
  for (let at = headId; at !== null;) {
    const turn = turns.find(({ turnId }) => turnId === at);
    if (turn === undefined) break;
    branch.unshift(turn);
    at = turn.parentId;
  }
  return branch;
}

function answered(runtime: FakeRuntime, turn: Turn): Turn {
  const { text, citations, choices, action, engine, atMs } = answer(runtime, turn.text);
  return { ...turn, answer: { text, sources: citations, choices, action, engine, verdicts: [], atMs } };
}
