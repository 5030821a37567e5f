import type { ModelFacts } from './model-call.ts';

/** Who answered a model call, with what, and how it ended, in one line; the amounts stand beside it. */
export function modelWords({ end }: ModelFacts): string {
  if (end === null) return 'no end of it is known';
  const { status, reason, endpointId, model, usage, usageIs, passedOver, isKept } = end;
  const who = endpointId === null ? '' : model === null ? endpointId : `${model} at ${endpointId}`;
  const parts = [
    who,
    usage === null ? '' : tokenWords(usage, usageIs),
    status === 'completed' ? '' : reason === null ? status : `${status}: ${reason}`,
    passedOver.length === 0 ? '' : `after ${passedOver.map((one) => one.endpointId).join(', ')} did not answer`,
    isKept ? 'kept by the provider' : '',
  ];
  return parts.filter((part) => part !== '').join(' · ');
}

function tokenWords(
  { inputTokens, cachedTokens, outputTokens, reasoningTokens }: NonNullable<NonNullable<ModelFacts['end']>['usage']>,
  usageIs: NonNullable<ModelFacts['end']>['usageIs'],
): string {
  const cached = cachedTokens === 0 ? '' : ` (${count(cachedTokens)} cached)`;
  const reasoned = reasoningTokens === 0 ? '' : ` (${count(reasoningTokens)} reasoning)`;
  return `${usageIs === 'upper-bound' ? 'at most ' : ''}${count(inputTokens)} in${cached}, ${count(outputTokens)} out${reasoned}`;
}

function count(n: number): string {
  return n.toLocaleString('en-US');
}
