import { assistantAnswerSchema } from '../../../../shared/domain/assistant.ts';
import type { GenerateRequest, GenerateResult } from '../../../../shared/domain/model-call.ts';
import { ModelError } from '../../../../shared/domain/model-failure.ts';
import { methods } from '../../../../shared/ipc/methods.ts';
import type { Clock, ModelProvider } from '../../ports.ts';
import type { ReadLine } from '../../threads/read-line.ts';

export const embeddedId = 'embedded';

/** The most of a question that it reads. */
const mostQuestion = 4_000;

export interface EmbeddedDeps {
  readonly heavy: Pick<ReadLine, 'ask'>;
  readonly clock: Clock;
}

/**
 * The language engine inside: answers the last message from the console's own facts. It needs no network, costs
 * nothing, and calls no tools: a change is the `action` of its answer, which a person confirms.
 */
export function createEmbedded({ heavy, clock }: EmbeddedDeps): ModelProvider {
  return {
    async generate(request, { signal, onEvent, as, about }) {
      const startedAt = clock.monotonic();
      if (request.format !== undefined)
        throw new ModelError('model-refused-request', 'The embedded engine writes no JSON of a schema.', {
          endpointId: embeddedId,
          hint: 'Put an endpoint into the chain of this purpose: Settings, Models.',
        });
      onEvent({ kind: 'began', endpointId: embeddedId, model: embeddedId });
      const input = methods['assistant.ask'].input.parse({ question: questionOf(request), about });
      const said = await unlessStopped(heavy.ask('assistant.ask', { ...input, as }), signal);
      const answer = assistantAnswerSchema.parse(said);
      const tookMs = clock.monotonic() - startedAt;
      onEvent({ kind: 'text', delta: answer.text });
      return {
        status: 'completed',
        reason: null,
        items: [{ kind: 'message', role: 'assistant', text: answer.text }],
        text: answer.text,
        usage: { inputTokens: 0, cachedTokens: 0, outputTokens: 0, reasoningTokens: 0 },
        usageIs: 'stated',
        money: null,
        endpointId: embeddedId,
        model: answer.engine,
        responseId: answer.answerId,
        passedOver: [],
        isKept: false,
        sources: answer.citations,
        choices: answer.choices,
        action: answer.action,
        ...(answer.reading === undefined ? {} : { reading: answer.reading }),
        firstByteMs: tookMs,
        firstTokenMs: tookMs,
        tookMs,
        unknownParts: [],
      } satisfies GenerateResult;
    },
  };
}

/** The words of the last message of a person. */
function questionOf({ items }: GenerateRequest): string {
  const last = items.findLast((item) => item.kind === 'message' && item.role === 'user');
  const text = last?.kind === 'message' ? last.text.trim() : '';
  if (text === '')
    throw new ModelError('model-refused-request', 'There is no question to answer. Nothing was asked.', {
      endpointId: embeddedId,
    });
  return text.slice(0, mostQuestion);
}

async function unlessStopped<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const stopped = (): ModelError =>
    new ModelError('model-stopped', 'The answer was stopped. Nothing was paid.', { endpointId: embeddedId });
  if (signal.aborted) throw stopped();
  return new Promise<T>((resolve, reject) => {
    const stop = (): void => reject(stopped());
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
