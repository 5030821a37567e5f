import type { GenerateResult, ModelItem, ModelSource } from '../../../../shared/domain/model-call.ts';
import type { Attachment, TurnAnswer } from '../../../../shared/domain/conversation.ts';
import type { DataLabel } from '../../../../shared/domain/model-call.ts';

/** What a conversational agent is started with: a person's message, and what was said before it. */
export interface TurnInput {
  readonly conversationId: string;
  readonly turnId: string;
  readonly text: string;
  readonly attachments?: readonly Attachment[];
  readonly about?: { readonly kind: 'run' | 'approval' | 'agent'; readonly id: string } | null;
  readonly history: readonly ModelItem[];
  readonly labels?: readonly DataLabel[];
  readonly memory?: readonly { readonly memoryId: string; readonly text: string; readonly source: ModelSource }[];
}

/** What a turn comes to; when it ended is said by its run. */
export type TurnOutput = Omit<TurnAnswer, 'atMs'>;

/** Who answered, in the words the answer shows. */
export function engineOf({ endpointId, model }: Pick<GenerateResult, 'endpointId' | 'model'>): string {
  return endpointId === 'embedded' ? model : `${model} at ${endpointId}`;
}
