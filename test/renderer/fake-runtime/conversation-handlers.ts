import { LanekeeperError } from '../../../shared/errors.ts';
import type { MethodName } from '../../../shared/ipc/methods.ts';
import type { Handlers } from './handlers.ts';

type ConversationMethod = Extract<MethodName, `${'conversation' | 'turn' | 'question' | 'memory'}.${string}`>;

function none(): never {
  throw new LanekeeperError('not-found', 'There is no such conversation here.');
}

/** A workspace in which nobody has talked yet. */
export const conversationHandlers: Pick<Handlers, ConversationMethod> = {
  'conversation.list': () => ({ conversations: [], next: null }),
  'conversation.show': none,
  'conversation.begin': none,
  'conversation.rename': none,
  'conversation.remove': none,
  'conversation.export': none,
  'turn.say': none,
  'turn.regenerate': none,
  'turn.resend': none,
  'turn.stop': none,
  'turn.promote': none,
  'turn.show': none,
  'turn.choose': none,
  'turn.changePlan': none,
  'turn.context': none,
  'question.list': () => ({ questions: [] }),
  'question.answer': none,
  'memory.list': () => ({ memories: [] }),
  'memory.change': none,
  'memory.erase': none,
};
