import type {
  Response,
  ResponseCompletedEvent,
  ResponseContentPartAddedEvent,
  ResponseContentPartDoneEvent,
  ResponseCreatedEvent,
  ResponseErrorEvent,
  ResponseFailedEvent,
  ResponseFunctionCallArgumentsDeltaEvent,
  ResponseFunctionCallArgumentsDoneEvent,
  ResponseFunctionToolCall,
  ResponseIncompleteEvent,
  ResponseInProgressEvent,
  ResponseOutputItem,
  ResponseOutputItemAddedEvent,
  ResponseOutputItemDoneEvent,
  ResponseOutputMessage,
  ResponseQueuedEvent,
  ResponseReasoningItem,
  ResponseReasoningSummaryPartAddedEvent,
  ResponseReasoningSummaryTextDeltaEvent,
  ResponseReasoningSummaryTextDoneEvent,
  ResponseRefusalDeltaEvent,
  ResponseRefusalDoneEvent,
  ResponseStreamEvent,
  ResponseTextDeltaEvent,
  ResponseTextDoneEvent,
  ResponseUsage,
} from 'openai/resources/responses/responses';

export const scriptedId = 'resp_scripted';
export const scriptedName = 'scripted-1';

export function scriptedUsage(input = 100, output = 20, { cached = 0, reasoning = 0 } = {}): ResponseUsage {
  return {
    input_tokens: input,
    input_tokens_details: { cached_tokens: cached, cache_write_tokens: 0 },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: reasoning },
    total_tokens: input + output,
  } satisfies ResponseUsage;
}

export function scriptedResponse(over: Partial<Response> = {}): Response {
  return {
    id: scriptedId,
    access_programs: null,
    output_text: '',
    created_at: 1_700_000_000,
    error: null,
    incomplete_details: null,
    instructions: null,
    metadata: null,
    model: scriptedName,
    object: 'response',
    output: [],
    parallel_tool_calls: true,
    temperature: null,
    tool_choice: 'auto',
    tools: [],
    top_p: null,
    status: 'in_progress',
    ...over,
  } satisfies Response;
}

export interface ScriptedStream {
  queued(): ScriptedStream;
  text(...deltas: readonly string[]): ScriptedStream;
  refusal(words: string): ScriptedStream;
  reasoning(summary: string, encrypted?: string): ScriptedStream;
  /** A call of a tool; its arguments arrive in two pieces. */
  call(callId: string, name: string, args: string, status?: 'completed' | 'incomplete'): ScriptedStream;
  completed(usage?: ResponseUsage | null): readonly ResponseStreamEvent[];
  incomplete(reason: 'max_output_tokens' | 'content_filter', usage?: ResponseUsage): readonly ResponseStreamEvent[];
  failed(code: NonNullable<Response['error']>['code'], message: string): readonly ResponseStreamEvent[];
  error(code: string | null, message: string): readonly ResponseStreamEvent[];
  /** What was said so far, and no end. */
  soFar(): readonly ResponseStreamEvent[];
}

/** The events of one response in the order and with the numbers a provider gives them. */
export function scriptedStream(over: Partial<Response> = {}): ScriptedStream {
  const events: ResponseStreamEvent[] = [];
  const output: ResponseOutputItem[] = [];
  const next = (): { readonly sequence_number: number } => ({ sequence_number: events.length });
  const response = scriptedResponse(over);
  events.push({ type: 'response.created', response, ...next() } satisfies ResponseCreatedEvent);
  events.push({ type: 'response.in_progress', response, ...next() } satisfies ResponseInProgressEvent);

  function added(item: ResponseOutputItem): { readonly output_index: number; readonly item_id: string } {
    const place = { output_index: output.length };
    events.push({
      type: 'response.output_item.added',
      item,
      ...place,
      ...next(),
    } satisfies ResponseOutputItemAddedEvent);
    return { ...place, item_id: 'id' in item && typeof item.id === 'string' ? item.id : '' };
  }

  function done(item: ResponseOutputItem): void {
    const place = { output_index: output.length };
    events.push({ type: 'response.output_item.done', item, ...place, ...next() } satisfies ResponseOutputItemDoneEvent);
    output.push(item);
  }

  const stream: ScriptedStream = {
    queued() {
      events.push({
        type: 'response.queued',
        response: { ...response, status: 'queued' },
        ...next(),
      } satisfies ResponseQueuedEvent);
      return stream;
    },
    text(...deltas) {
      const text = deltas.join('');
      const message = messageOf(`msg_${output.length}`, [{ type: 'output_text', text, annotations: [] }]);
      const place = { ...added({ ...message, content: [], status: 'in_progress' }), content_index: 0 };
      events.push({
        type: 'response.content_part.added',
        part: { type: 'output_text', text: '', annotations: [] },
        ...place,
        ...next(),
      } satisfies ResponseContentPartAddedEvent);
      for (const delta of deltas)
        events.push({
          type: 'response.output_text.delta',
          delta,
          logprobs: [],
          ...place,
          ...next(),
        } satisfies ResponseTextDeltaEvent);
      events.push({
        type: 'response.output_text.done',
        text,
        logprobs: [],
        ...place,
        ...next(),
      } satisfies ResponseTextDoneEvent);
      events.push({
        type: 'response.content_part.done',
        part: { type: 'output_text', text, annotations: [] },
        ...place,
        ...next(),
      } satisfies ResponseContentPartDoneEvent);
      done(message);
      return stream;
    },
    refusal(refusal) {
      const message = messageOf(`msg_${output.length}`, [{ type: 'refusal', refusal }]);
      const place = { ...added({ ...message, content: [], status: 'in_progress' }), content_index: 0 };
      events.push({
        type: 'response.refusal.delta',
        delta: refusal,
        ...place,
        ...next(),
      } satisfies ResponseRefusalDeltaEvent);
      events.push({ type: 'response.refusal.done', refusal, ...place, ...next() } satisfies ResponseRefusalDoneEvent);
      done(message);
      return stream;
    },
    reasoning(summary, encrypted) {
      const item = {
        id: `rs_${output.length}`,
        type: 'reasoning',
        summary: [{ type: 'summary_text', text: summary }],
        ...(encrypted === undefined ? {} : { encrypted_content: encrypted }),
      } satisfies ResponseReasoningItem;
      const place = { ...added({ ...item, summary: [] }), summary_index: 0 };
      events.push({
        type: 'response.reasoning_summary_part.added',
        part: { type: 'summary_text', text: '' },
        ...place,
        ...next(),
      } satisfies ResponseReasoningSummaryPartAddedEvent);
      events.push({
        type: 'response.reasoning_summary_text.delta',
        delta: summary,
        ...place,
        ...next(),
      } satisfies ResponseReasoningSummaryTextDeltaEvent);
      events.push({
        type: 'response.reasoning_summary_text.done',
        text: summary,
        ...place,
        ...next(),
      } satisfies ResponseReasoningSummaryTextDoneEvent);
      done(item);
      return stream;
    },
    call(callId, name, args, status = 'completed') {
      const item = {
        type: 'function_call',
        id: `fc_${output.length}`,
        call_id: callId,
        name,
        arguments: args,
        status,
      } satisfies ResponseFunctionToolCall;
      const place = added({ ...item, arguments: '', status: 'in_progress' });
      const half = Math.ceil(args.length / 2);
      for (const delta of [args.slice(0, half), args.slice(half)])
        events.push({
          type: 'response.function_call_arguments.delta',
          delta,
          ...place,
          ...next(),
        } satisfies ResponseFunctionCallArgumentsDeltaEvent);
      events.push({
        type: 'response.function_call_arguments.done',
        arguments: args,
        ...place,
        ...next(),
      } satisfies ResponseFunctionCallArgumentsDoneEvent);
      done(item);
      return stream;
    },
    completed(usage = scriptedUsage()) {
      const end = { ...response, status: 'completed', output, ...(usage === null ? {} : { usage }) } as const;
      events.push({ type: 'response.completed', response: end, ...next() } satisfies ResponseCompletedEvent);
      return events;
    },
    incomplete(reason, usage = scriptedUsage()) {
      const end = { ...response, status: 'incomplete', incomplete_details: { reason }, output, usage } as const;
      events.push({ type: 'response.incomplete', response: end, ...next() } satisfies ResponseIncompleteEvent);
      return events;
    },
    failed(code, message) {
      const end = { ...response, status: 'failed', error: { code, message }, output } as const;
      events.push({ type: 'response.failed', response: end, ...next() } satisfies ResponseFailedEvent);
      return events;
    },
    error(code, message) {
      events.push({ type: 'error', code, message, param: null, ...next() } satisfies ResponseErrorEvent);
      return events;
    },
    soFar: () => events,
  };
  return stream;
}

function messageOf(id: string, content: ResponseOutputMessage['content']): ResponseOutputMessage {
  return { id, type: 'message', role: 'assistant', status: 'completed', content } satisfies ResponseOutputMessage;
}
