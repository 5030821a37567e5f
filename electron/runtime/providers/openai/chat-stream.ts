import type { ChatCompletionChunk } from 'openai/resources/chat/completions/completions';
import type { ModelEvent, ModelItem } from '../../../../shared/domain/model-call.ts';
import { isRefused, readUsage, type Answer, type Heard } from './answer.ts';

export interface ChatReader {
  take(chunk: ChatCompletionChunk): void;
  /** Why the model stopped; null while it has not. */
  end(): string | null;
  answer(): Answer;
}

interface Call {
  callId: string;
  name: string;
  arguments: string;
}

/** How other servers name what the model thinks aloud. */
interface ThinkingDelta {
  readonly reasoning_content?: unknown;
  readonly reasoning?: unknown;
}

/** Reads the pieces of a chat completion; calls side by side are told apart by their place. */
export function readChat({
  heard,
  endpointId,
  model,
  onEvent,
}: {
  readonly heard: Heard;
  readonly endpointId: string;
  readonly model: string;
  readonly onEvent: (event: ModelEvent) => void;
}): ChatReader {
  let first: ChatCompletionChunk | null = null;
  let end: string | null = null;
  let usage: ChatCompletionChunk['usage'] = null;
  let text = '';
  let refusal = '';
  const calls = new Map<number, Call>();

  function takeCall(index: number, id: string | undefined, name = '', delta = ''): void {
    let call = calls.get(index);
    if (call === undefined) {
      // A server that names no call is given a name of ours, so that its output can be matched.
      call = { callId: id ?? `${first?.id ?? 'call'}-${index}`, name, arguments: '' };
      calls.set(index, call);
    } else if (call.name === '') call.name = name;
    call.arguments += delta;
    heard.say({ kind: 'call', callId: call.callId, name: call.name, delta });
  }

  return {
    take(chunk) {
      if (first === null) onEvent({ kind: 'began', endpointId, model: chunk.model ?? model });
      first ??= chunk;
      usage = chunk.usage ?? usage;
      if (!Array.isArray(chunk.choices)) return heard.unknown('chunk', chunk);
      const [choice] = chunk.choices;
      if (choice === undefined) return;
      const delta: typeof choice.delta & ThinkingDelta = choice.delta ?? {};
      const thought = delta.reasoning_content ?? delta.reasoning;
      if (typeof thought === 'string' && thought !== '') heard.say({ kind: 'reasoning', delta: thought });
      if (typeof delta.content === 'string' && delta.content !== '') {
        text += delta.content;
        heard.say({ kind: 'text', delta: delta.content });
      }
      if (typeof delta.refusal === 'string' && delta.refusal !== '') {
        refusal += delta.refusal;
        heard.say({ kind: 'refusal', delta: delta.refusal });
      }
      for (const [place, call] of (delta.tool_calls ?? []).entries())
        takeCall(call.index ?? place, call.id, call.function?.name, call.function?.arguments);
      end ??= choice.finish_reason ?? null;
    },
    end: () => end,
    answer() {
      const items: ModelItem[] = [];
      if (text !== '') items.push({ kind: 'message', role: 'assistant', text });
      else if (refusal !== '') items.push({ kind: 'message', role: 'assistant', text: '', refusal });
      const isWhole = end !== null && !reasons.has(end);
      if (isWhole)
        for (const [, call] of [...calls].toSorted(([one], [other]) => one - other))
          items.push({ kind: 'call', ...call });
      return {
        status: isRefused(items) ? 'refused' : isWhole ? 'completed' : 'incomplete',
        reason: isWhole ? null : (reasons.get(end ?? '') ?? 'unfinished'),
        items,
        usage: readUsage({
          inputTokens: usage?.prompt_tokens,
          cachedTokens: usage?.prompt_tokens_details?.cached_tokens ?? 0,
          outputTokens: usage?.completion_tokens,
          reasoningTokens: usage?.completion_tokens_details?.reasoning_tokens ?? 0,
        }),
        model: first?.model ?? null,
        responseId: first?.id ?? null,
        unknownParts: heard.unknownParts,
      };
    },
  };
}

/** Ends that leave an answer unfinished. */
const reasons: ReadonlyMap<string, string> = new Map([
  ['length', 'max-tokens'],
  ['content_filter', 'content-filter'],
]);
