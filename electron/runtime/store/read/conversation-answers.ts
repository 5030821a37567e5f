import type { MethodArguments, MethodOutput } from '../../../../shared/ipc/methods.ts';
import type { AtMs } from '../../../../shared/ids.ts';
import { asJson, asMarkdown } from '../../conversations/export-conversation.ts';
import type { Db } from '../open.ts';
import type { ArtifactPlaces } from './artifact-reads.ts';
import { createConversationReads } from './conversation-reads.ts';
import { createPastTurnReads } from './past-turn-reads.ts';
import { readContext } from './turn-context.ts';
import { createTurnReads } from './turn-reads.ts';

/** The questions of a reader about conversations, by the method they answer. */
export function createConversationAnswers(db: Db, places: ArtifactPlaces, now: () => AtMs) {
  const reads = createConversationReads(db);
  const turnOf = createTurnReads(db, reads, now);
  return {
    'conversation.list': reads.list,
    'conversation.one': ({ conversationId }: { readonly conversationId: string }) => reads.conversation(conversationId),
    'conversation.show': (input: MethodArguments<'conversation.show'>): MethodOutput<'conversation.show'> => {
      const { turns, hasEarlier } = reads.branch(input);
      return { conversation: reads.conversation(input.conversationId), turns: turns.map(turnOf), hasEarlier };
    },
    'conversation.export': (input: MethodArguments<'conversation.export'>): MethodOutput<'conversation.export'> => {
      const conversation = reads.conversation(input.conversationId);
      const turns = reads.allTurns(input.conversationId).map(turnOf);
      const isJson = input.form === 'json';
      return {
        name: `conversation-${input.conversationId}.${isJson ? 'json' : 'md'}`,
        text: isJson ? asJson(conversation, turns) : asMarkdown(conversation, turns),
      };
    },
    'turn.show': ({ turnId }: MethodArguments<'turn.show'>) => turnOf(reads.turn(turnId)),
    'turn.past': createPastTurnReads(db),
    'turn.context': (input: MethodArguments<'turn.context'>) =>
      readContext(turnOf(reads.turn(input.turnId)), input, places),
    'question.list': reads.questions,
    'question.one': ({ questionId }: { readonly questionId: string }) => reads.question(questionId),
    'memory.list': reads.memories,
    'memory.one': ({ memoryId }: { readonly memoryId: string }) => reads.memory(memoryId),
  };
}
