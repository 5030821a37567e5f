import type { Response, ResponseOutputItem, ResponseStreamEvent } from 'openai/resources/responses/responses';
import type { ModelEvent, ModelItem } from '../../../../shared/domain/model-call.ts';
import { isRefused, readUsage, type Answer, type Heard } from './answer.ts';
import { createInOrder } from './in-order.ts';
import { packReasoning } from './request-items.ts';

export interface ResponsesReading {
  readonly heard: Heard;
  readonly endpointId: string;
  readonly model: string;
  readonly onEvent: (event: ModelEvent) => void;
  /** Of a stream that goes on where another was cut: the number of its first event. */
  readonly first?: number;
}

/** Reads the events of a response by their type, in the order of their numbers. */
export interface ResponsesReader {
  take(event: ResponseStreamEvent): void;
  /** The response as it ended; null while it goes on. */
  end(): Response | null;
  /** No more will come: what was held is read. */
  flush(): void;
  /** Of the response, once it has begun. */
  responseId(): string | null;
  lastNumber(): number | null;
  /** What it came to so far, or at its end. */
  answer(): Answer;
}

/** Events that only close what their deltas said. */
const closing = new Set([
  'response.content_part.added',
  'response.content_part.done',
  'response.output_text.done',
  'response.output_text.annotation.added',
  'response.refusal.done',
  'response.function_call_arguments.done',
  'response.reasoning_summary_part.added',
  'response.reasoning_summary_part.done',
  'response.reasoning_summary_text.done',
  'response.reasoning_text.done',
]);

export function readResponses({ heard, endpointId, model, onEvent, first }: ResponsesReading): ResponsesReader {
  let order = first === undefined ? null : createInOrder<ResponseStreamEvent>(first);
  let end: Response | null = null;
  let begun: Response | null = null;
  let lastNumber: number | null = null;
  const calls = new Map<string, { readonly callId: string; readonly name: string }>();
  const done = new Map<number, ResponseOutputItem>();
  let spoken = '';

  function read(event: ResponseStreamEvent): void {
    if (typeof event.sequence_number === 'number') lastNumber = event.sequence_number;
    switch (event.type) {
      case 'response.created':
      case 'response.queued':
      case 'response.in_progress':
        if (begun === null) onEvent({ kind: 'began', endpointId, model: event.response?.model ?? model });
        begun = event.response ?? begun;
        return;
      case 'response.output_text.delta':
        spoken += words(event.delta);
        return heard.say({ kind: 'text', delta: words(event.delta) });
      case 'response.refusal.delta':
        return heard.say({ kind: 'refusal', delta: words(event.delta) });
      case 'response.reasoning_summary_text.delta':
      case 'response.reasoning_text.delta':
        return heard.say({ kind: 'reasoning', delta: words(event.delta) });
      case 'response.output_item.added':
        if (event.item?.type !== 'function_call') return;
        calls.set(event.item.id ?? event.item.call_id, { callId: event.item.call_id, name: event.item.name });
        return heard.say({ kind: 'call', callId: event.item.call_id, name: event.item.name, delta: '' });
      case 'response.function_call_arguments.delta': {
        const call = calls.get(event.item_id);
        if (call === undefined) return heard.unknown(event.type, event);
        return heard.say({ kind: 'call', ...call, delta: words(event.delta) });
      }
      case 'response.output_item.done':
        if (event.item !== undefined) done.set(event.output_index ?? done.size, event.item);
        return;
      case 'response.completed':
      case 'response.incomplete':
      case 'response.failed':
        end ??= event.response;
        return;
      default:
        if (!closing.has(event.type)) heard.unknown(event.type, event);
    }
  }

  return {
    take(event) {
      const number = typeof event.sequence_number === 'number' ? event.sequence_number : undefined;
      // Numbers begin at nought; a server that counts from elsewhere says so with its first event.
      order ??= createInOrder(event.type === 'response.created' ? (number ?? 0) : 0);
      for (const ready of order.take(event, number)) read(ready);
    },
    flush() {
      for (const held of order?.rest() ?? []) read(held);
    },
    end: () => end,
    responseId: () => end?.id ?? begun?.id ?? null,
    lastNumber: () => lastNumber,
    answer: () =>
      answerOf(end ?? begun, {
        heard,
        endpointId,
        items: [...done].toSorted(([one], [other]) => one - other).map(([, item]) => item),
        spoken,
      }),
  };
}

interface SoFar {
  readonly heard: Heard;
  readonly endpointId: string;
  readonly items: readonly ResponseOutputItem[];
  readonly spoken: string;
}

/** What a response came to; what its end leaves out is taken from what was heard before. */
export function answerOf(response: Response | null, { heard, endpointId, items: done, spoken }: SoFar): Answer {
  const output = Array.isArray(response?.output) && response.output.length > 0 ? response.output : done;
  let items = output.flatMap((item) => modelItem(item, endpointId, heard));
  if (items.length === 0 && spoken !== '') items = [{ kind: 'message', role: 'assistant', text: spoken }];
  const details = response?.usage;
  const usage = readUsage({
    inputTokens: details?.input_tokens,
    cachedTokens: details?.input_tokens_details?.cached_tokens ?? 0,
    outputTokens: details?.output_tokens,
    reasoningTokens: details?.output_tokens_details?.reasoning_tokens ?? 0,
  });
  const isWhole = response?.status === 'completed';
  return {
    status: isRefused(items) ? 'refused' : isWhole ? 'completed' : 'incomplete',
    reason: isWhole ? null : reasonOf(response),
    items,
    usage,
    model: typeof response?.model === 'string' ? response.model : null,
    responseId: response?.id ?? null,
    unknownParts: heard.unknownParts,
  };
}

function reasonOf(response: Response | null): string {
  const reason = response?.incomplete_details?.reason;
  if (reason === 'max_output_tokens') return 'max-tokens';
  return reason?.replaceAll('_', '-') ?? 'unfinished';
}

function modelItem(item: ResponseOutputItem, endpointId: string, heard: Heard): ModelItem[] {
  switch (item.type) {
    case 'message': {
      const text = item.content.map((part) => (part.type === 'output_text' ? part.text : '')).join('');
      const refusal = item.content.map((part) => (part.type === 'refusal' ? part.refusal : '')).join('');
      if (refusal !== '' && text === '') return [{ kind: 'message', role: 'assistant', text: '', refusal }];
      return text === '' ? [] : [{ kind: 'message', role: 'assistant', text }];
    }
    case 'function_call':
      // One that was not finished is not to be carried out: its arguments are a piece of what was meant.
      if (item.status === 'incomplete' || item.status === 'in_progress') return [];
      return [{ kind: 'call', callId: item.call_id, name: item.name, arguments: item.arguments }];
    case 'reasoning': {
      const summary = (item.summary ?? []).map(({ text }) => text).join('\n\n');
      const { status: _status, ...given } = item;
      return [{ kind: 'reasoning', summary, opaque: packReasoning({ endpointId, item: { ...given } }) }];
    }
    default:
      heard.unknown(item.type, item);
      return [];
  }
}

function words(delta: unknown): string {
  return typeof delta === 'string' ? delta : '';
}
