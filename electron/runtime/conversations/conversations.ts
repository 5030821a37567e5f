import type { Acting, Handler } from '../engine/acting.ts';
import type { Activations } from '../engine/activation-port.ts';
import type { Engine } from '../engine/engine-port.ts';
import type { ContractLine } from '../peers/contract-line.ts';
import type { Ids, Logger } from '../ports.ts';
import type { Stores } from '../store/stores.ts';
import { createBeginDesk, type BeginDesk } from './begin-desk.ts';
import { createConversationCommands } from './conversation-commands.ts';
import { createMemoryCommands } from './memory-commands.ts';
import { createQuestionCommands } from './question-commands.ts';
import { createTurnCommands } from './turn-commands.ts';
import { createTurnDesk, type TurnDesk } from './turn-desk.ts';

export interface ConversationsOptions {
  readonly engine: Engine;
  readonly stores: Stores;
  readonly activations: () => Activations;
  readonly contracts: () => Pick<ContractLine, 'ask'>;
  readonly ids: Ids;
  readonly log: Logger;
}

/** Everything of conversations that is on the engine thread. */
export interface Conversations extends TurnDesk {
  readonly begin: BeginDesk;
}

export function createConversations(options: ConversationsOptions): Conversations {
  const begin = createBeginDesk(options);
  return { ...createTurnDesk({ ...options, begin }), begin };
}

/** What people do in conversations; `cancel`: as the verb of runs does it. */
export function conversationHandlers(world: {
  readonly engine: Engine;
  readonly stores: Stores;
  readonly activations: Activations;
  readonly contracts: Pick<ContractLine, 'ask'>;
  readonly conversations: Conversations;
  readonly cancel: Handler;
  readonly ids: Ids;
}): Readonly<Record<string, Handler>> {
  const { conversations, cancel } = world;
  return {
    ...createConversationCommands(world),
    ...createTurnCommands({
      ...world,
      begin: conversations.begin,
      turnEnded: conversations.turnEnded,
      cancel: (runId: string, reason: string, call: Acting) =>
        cancel({ runId, undo: false, reason } as never, { ...call, method: 'run.cancel' }),
    }),
    ...createQuestionCommands(world),
    ...createMemoryCommands(world),
  };
}
