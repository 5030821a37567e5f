import type {
  ChatCompletionCreateParamsStreaming,
  ChatCompletionMessageParam,
} from 'openai/resources/chat/completions/completions';
import type { GenerateRequest } from '../../../../shared/domain/model-call.ts';
import type { ModelEndpoint } from '../../../../shared/domain/model-endpoint.ts';
import { isStrictSchema, paired, wordsOf } from './request-items.ts';

/** A call as chat completions take it, for servers without the Responses API. What was thought cannot be given back. */
export function chatRequest(
  request: GenerateRequest,
  { model, kind }: { readonly model: string; readonly kind: ModelEndpoint['kind'] },
): ChatCompletionCreateParamsStreaming {
  const { tools, format, mostTokens } = request;
  const isCompatible = kind === 'compatible';
  return {
    model,
    messages: messagesOf(request),
    stream: true,
    stream_options: { include_usage: true },
    // Servers on one's own machine know the older name, the provider's newer models refuse it.
    ...(isCompatible ? { max_tokens: mostTokens } : { max_completion_tokens: mostTokens, store: false }),
    ...(tools.length === 0
      ? {}
      : { tools: tools.map((tool) => ({ type: 'function' as const, function: { ...tool } })) }),
    ...(format === undefined
      ? {}
      : {
          response_format: {
            type: 'json_schema' as const,
            json_schema: { ...format, strict: isStrictSchema(format.schema) },
          },
        }),
  };
}

function messagesOf({ instructions, items }: GenerateRequest): ChatCompletionMessageParam[] {
  const messages: ChatCompletionMessageParam[] = [];
  if (instructions !== '') messages.push({ role: 'system', content: instructions });
  for (const item of paired(items)) {
    const last = messages.at(-1);
    if (item.kind === 'message') {
      const content = wordsOf(item);
      if (item.role === 'user') messages.push({ role: 'user', content });
      else messages.push({ role: 'assistant', content });
    } else if (item.kind === 'call') {
      const call = {
        id: item.callId,
        type: 'function' as const,
        function: { name: item.name, arguments: item.arguments },
      };
      // Calls made side by side, and what was said with them, are one message.
      if (last?.role === 'assistant') last.tool_calls = [...(last.tool_calls ?? []), call];
      else messages.push({ role: 'assistant', content: null, tool_calls: [call] });
    } else if (item.kind === 'call-output')
      messages.push({ role: 'tool', tool_call_id: item.callId, content: item.output });
  }
  return sideBySide(messages);
}

/** Outputs follow the message of their calls: a history may hold call, output, call, output of one answer. */
function sideBySide(messages: readonly ChatCompletionMessageParam[]): ChatCompletionMessageParam[] {
  const outputs = new Map(messages.flatMap((one) => (one.role === 'tool' ? [[one.tool_call_id, one] as const] : [])));
  return messages.flatMap((one): ChatCompletionMessageParam[] => {
    if (one.role === 'tool') return [];
    if (one.role !== 'assistant' || one.tool_calls === undefined) return [one];
    return [one, ...one.tool_calls.flatMap(({ id }) => outputs.get(id) ?? [])];
  });
}
