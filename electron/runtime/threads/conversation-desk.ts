import { existsSync } from 'node:fs';
import { LanekeeperError } from '../../../shared/errors.ts';
import type { MethodArguments, MethodName, MethodOutput } from '../../../shared/ipc/methods.ts';
import type { Asking } from '../engine/command.ts';
import { blobPath } from '../store/read/artifact-reads.ts';
import type { AgentDesk } from './agent-desk.ts';
import type { EngineLine } from './engine-line.ts';
import type { ReadLine } from './read-line.ts';

export interface ConversationDeskOptions {
  readonly engine: Pick<EngineLine, 'call'>;
  readonly agents: Pick<AgentDesk, 'ready' | 'renewAsked'>;
  readonly screens: Pick<ReadLine, 'ask'>;
  readonly heavy: Pick<ReadLine, 'ask'>;
  readonly artifactFolder: string;
}

type Answers = { readonly [M in MethodName]?: (input: MethodArguments<M>, asking: Asking) => Promise<unknown> };

/** What is done in conversations is decided by the engine, and answered as a reader then sees it. */
export function createConversationDesk({
  agents,
  engine,
  screens,
  heavy,
  artifactFolder,
}: ConversationDeskOptions): Answers {
  /** A turn is answered by the release that came with this version of the product. */
  async function begun(method: MethodName, input: unknown, asking: Asking): Promise<MethodOutput<'turn.show'>> {
    await agents.renewAsked();
    return turn(method, input, asking);
  }

  async function turn(method: MethodName, input: unknown, asking: Asking): Promise<MethodOutput<'turn.show'>> {
    const { turnId } = (await engine.call({ method, input, ...asking })) as { turnId: string };
    return (await screens.ask('turn.show', { turnId })) as MethodOutput<'turn.show'>;
  }

  async function conversation(method: MethodName, input: unknown, asking: Asking): Promise<unknown> {
    const { conversationId } = (await engine.call({ method, input, ...asking })) as { conversationId: string };
    return screens.ask('conversation.one', { conversationId });
  }

  /** A file that nobody has brought here cannot be read by an agent. */
  function refuseForeign({ attachments }: Pick<MethodArguments<'turn.say'>, 'attachments'>): void {
    for (const one of attachments)
      if (one.kind === 'file' && !existsSync(blobPath(artifactFolder, one.sha256)))
        throw new LanekeeperError('not-found', `The file ${one.name} is not in this workspace. Nothing was said.`, {
          hint: 'Upload it, then attach what the upload answers.',
        });
  }

  return {
    'conversation.begin': async (input, asking) => {
      // One that comes with the product is described when somebody first talks with it.
      await agents.ready(input.agentId);
      return conversation('conversation.begin', input, asking);
    },
    'conversation.rename': (input, asking) => conversation('conversation.rename', input, asking),
    'turn.choose': (input, asking) => conversation('turn.choose', input, asking),
    'conversation.export': (input) => heavy.ask('conversation.export', input),
    'turn.past': (input) => heavy.ask('turn.past', input),
    'conversation.list': (input) => (input.text === undefined ? screens : heavy).ask('conversation.list', input),
    'turn.say': async (input, asking) => {
      refuseForeign(input);
      return begun('turn.say', input, asking);
    },
    'turn.resend': async (input, asking) => {
      refuseForeign(input);
      return begun('turn.resend', input, asking);
    },
    'turn.regenerate': (input, asking) => begun('turn.regenerate', input, asking),
    'turn.stop': (input, asking) => turn('turn.stop', input, asking),
    'turn.promote': (input, asking) => turn('turn.promote', input, asking),
    'turn.changePlan': (input, asking) => turn('turn.changePlan', input, asking),
    'question.answer': async (input, asking) => {
      await engine.call({ method: 'question.answer', input, ...asking });
      return screens.ask('question.one', { questionId: input.questionId });
    },
    'memory.change': async (input, asking) => {
      await engine.call({ method: 'memory.change', input, ...asking });
      return screens.ask('memory.one', { memoryId: input.memoryId });
    },
  };
}
