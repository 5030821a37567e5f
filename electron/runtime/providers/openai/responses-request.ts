import type { ResponseCreateParamsStreaming, ResponseInputItem } from 'openai/resources/responses/responses';
import type { GenerateRequest, ModelItem } from '../../../../shared/domain/model-call.ts';
import { isStrictSchema, paired, unpackReasoning, wordsOf } from './request-items.ts';

export interface ResponsesTerms {
  readonly endpointId: string;
  readonly model: string;
  /** The endpoint was found to reason, so what it thought may be asked back for the next call. */
  readonly isReasoning: boolean;
  /** It goes on whether anybody listens or not, and the provider keeps it for that. */
  readonly isBackground: boolean;
}

/** A call as the Responses API takes it. Nothing is kept at the provider but in background mode. */
export function responsesRequest(request: GenerateRequest, terms: ResponsesTerms): ResponseCreateParamsStreaming {
  const { instructions, items, tools, format, mostTokens } = request;
  return {
    model: terms.model,
    instructions,
    input: paired(items).flatMap((item) => inputItem(item, terms.endpointId)),
    max_output_tokens: mostTokens,
    stream: true,
    store: terms.isBackground,
    ...(terms.isBackground ? { background: true } : {}),
    ...(terms.isReasoning ? { include: ['reasoning.encrypted_content' as const] } : {}),
    ...(tools.length === 0
      ? {}
      : {
          parallel_tool_calls: true,
          tools: tools.map((tool) => ({ type: 'function' as const, strict: false, ...tool })),
        }),
    ...(format === undefined
      ? {}
      : { text: { format: { type: 'json_schema' as const, ...format, strict: isStrictSchema(format.schema) } } }),
  };
}

function inputItem(item: ModelItem, endpointId: string): ResponseInputItem[] {
  switch (item.kind) {
    case 'message':
      return [{ type: 'message', role: item.role, content: wordsOf(item) }];
    case 'call':
      return [{ type: 'function_call', call_id: item.callId, name: item.name, arguments: item.arguments }];
    case 'call-output':
      return [{ type: 'function_call_output', call_id: item.callId, output: item.output }];
    case 'reasoning': {
      const kept = unpackReasoning(item.opaque, endpointId);
      return kept === null ? [] : [kept];
    }
  }
}
