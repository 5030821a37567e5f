import type { Attachment } from '../../../shared/domain/conversation.ts';
import type { DataLabel, ModelItem, ModelSource } from '../../../shared/domain/model-call.ts';
import type { ReleaseState } from '../engine/states.ts';
import type { MemoryState, TurnAbout, TurnState } from './states.ts';

/** Pieces of memory a turn is given at most, the newest. */
export const mostMemories = 100;

/** What a conversational agent is started with: its input contract takes these. */
export interface TurnInput {
  readonly conversationId: string;
  readonly turnId: string;
  readonly text: string;
  readonly attachments: readonly Attachment[];
  readonly about: TurnAbout | null;
  /** The turns before it on its branch. */
  readonly history: readonly ModelItem[];
  readonly labels: readonly DataLabel[];
  /** What the agent remembers, where its manifest says that it does. */
  readonly memory: readonly { readonly memoryId: string; readonly text: string; readonly source: ModelSource }[];
}

/** An agent can be talked with when its contract takes a message and the turn it belongs to. */
export function isConversational({ input }: Pick<ReleaseState, 'input'>): boolean {
  const properties = (input.schema['properties'] ?? {}) as Readonly<Record<string, unknown>>;
  return ['conversationId', 'turnId', 'text', 'history'].every((name) => Object.hasOwn(properties, name));
}

export function turnInput(turn: TurnState, history: readonly ModelItem[], memories: readonly MemoryState[]): TurnInput {
  const { conversationId, turnId, text, attachments, about, labels } = turn;
  const memory = memories.map(({ memoryId, text: learned, source }) => ({ memoryId, text: learned, source }));
  return { conversationId, turnId, text, attachments, about, history, labels, memory };
}
