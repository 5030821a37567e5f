import { nameCommand } from '../../electron/runtime/engine/command.ts';
import type { Handler } from '../../electron/runtime/engine/acting.ts';
import {
  conversationHandlers,
  createConversations,
  type Conversations,
} from '../../electron/runtime/conversations/conversations.ts';
import { createRunCommands } from '../../electron/runtime/verbs/run-commands.ts';
import { createConversationAnswers } from '../../electron/runtime/store/read/conversation-answers.ts';
import { systemIds } from '../../electron/runtime/system-ports.ts';
import type { Turn } from '../../shared/domain/conversation.ts';
import type { Person } from '../../shared/domain/person.ts';
import { methods, type MethodInput } from '../../shared/ipc/methods.ts';
import { openEngineDesk, type EngineDesk, type EngineDeskOptions } from './engine-desk.ts';
import { ada } from './prepared-workspace.ts';
import { sampleRelease } from './sample-runs.ts';

/** An agent one can talk with; its host is made of messages. */
export const talker = {
  ...sampleRelease,
  releaseHash: 'b'.repeat(64),
  agentId: 'talker',
  manifest: {
    ...sampleRelease.manifest,
    id: 'talker',
    title: 'Talker',
    memory: true,
    signals: {
      steer: { version: '1', schema: {} },
      plan: { version: '1', schema: {} },
    },
  },
  input: {
    id: 'talker/input',
    version: '1',
    hash: 'd'.repeat(64),
    schema: {
      type: 'object',
      properties: {
        conversationId: { type: 'string' },
        turnId: { type: 'string' },
        text: { type: 'string', not: { const: 'what the contract refuses' } },
        history: { type: 'array' },
      },
      required: ['conversationId', 'turnId', 'text', 'history'],
    },
  },
};

type TurnMethod = 'turn.say' | 'turn.regenerate' | 'turn.resend' | 'turn.stop' | 'turn.promote' | 'turn.changePlan';
type OtherMethod =
  | `conversation.${'begin' | 'rename' | 'remove'}`
  | 'turn.choose'
  | 'turn.seen'
  | 'question.answer'
  | `memory.${'change' | 'erase'}`;

/** Conversations as the engine thread joins them, over the desk of the engine. */
export interface ConversationDesk extends EngineDesk {
  readonly conversations: Conversations;
  readonly read: ReturnType<typeof createConversationAnswers>;
  begin(): Promise<string>;
  /** The turn as a reader shows it afterwards. */
  turn<M extends TurnMethod>(method: M, input: MethodInput<M>, how?: How): Promise<Turn>;
  act<M extends OtherMethod>(method: M, input: MethodInput<M>, how?: How): Promise<unknown>;
  /** Said after the turn that is shown last. */
  say(conversationId: string, text: string, more?: Partial<MethodInput<'turn.say'>>): Promise<Turn>;
  shown(turnId: string): Turn;
  /** The run of a turn ends with this answer. */
  answered(turnId: string, text: string): Promise<void>;
}

interface How {
  readonly by?: Person;
  readonly commandId?: string;
}

export async function openConversations(options: EngineDeskOptions = {}): Promise<ConversationDesk> {
  const desk = await openEngineDesk(options);
  const { engine, reader } = desk.made;
  const { stores } = engine;
  if (stores.workspace.agent('talker') === null)
    await engine.transact({}, () => ({
      ok: true,
      changes: [{ put: 'release', state: talker, inForce: true }],
      reply: null,
    }));
  const { activations, broker, peers } = desk;
  const silent = { info: () => {}, warn: () => {}, error: () => {} };
  const { contracts } = peers;
  const conversations = createConversations({
    engine,
    stores,
    activations: () => activations,
    contracts: () => contracts,
    ids: systemIds,
    log: silent,
  });
  const verbs = createRunCommands({ engine, stores, activations, broker, ids: systemIds });
  const cancel = verbs['run.cancel'] as Handler;
  const world = { engine, stores, activations, contracts, conversations, cancel, ids: systemIds };
  const handlers = conversationHandlers(world);
  const read = createConversationAnswers(reader, { artifactFolder: desk.made.folder }, engine.now);
  const shown = (turnId: string): Turn => read['turn.show']({ turnId });

  async function act(method: TurnMethod | OtherMethod, given: unknown, how: How = {}): Promise<unknown> {
    const { by = ada, commandId = systemIds.uuid() } = how;
    const input = methods[method].input.parse(given);
    const command = nameCommand(commandId, method, by.personId, input);
    const handler = handlers[method];
    if (handler === undefined) throw new Error(`no such method: ${method}`);
    const done = await handler(input as never, { person: by, options: { front: true, command }, method });
    await desk.settle();
    return done;
  }

  async function turn(method: TurnMethod, input: unknown, how?: How): Promise<Turn> {
    const { turnId } = (await act(method, input, how)) as { turnId: string };
    return shown(turnId);
  }

  return {
    ...desk,
    conversations,
    read,
    act,
    turn,
    shown,
    async begin() {
      const begun = (await act('conversation.begin', { agentId: 'talker' })) as { conversationId: string };
      return begun.conversationId;
    },
    say: (conversationId, text, more = {}) => turn('turn.say', { conversationId, text, ...more }),
    async recover() {
      await desk.recover();
      conversations.recover();
      await desk.settle();
    },
    async answered(turnId, text) {
      const runId = shown(turnId).runId ?? '';
      const activation = stores.runs.load(runId)?.activation ?? 0;
      desk.fromHost({ kind: 'finished', runId, activation, output: JSON.stringify({ text }) });
      await desk.settle();
    },
  };
}
