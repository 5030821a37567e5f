import type { GenerateResult, ModelEvent, ModelItem, ModelUsage } from '../../../../shared/domain/model-call.ts';

/** What an endpoint came to, before it is priced. */
export interface Answer extends Pick<GenerateResult, 'status' | 'reason' | 'responseId' | 'unknownParts'> {
  readonly items: readonly ModelItem[];
  /** As the endpoint says it; null: it says nothing, or what cannot be. */
  readonly usage: ModelUsage | null;
  readonly model: string | null;
}

/** Letters of an answer, arguments and reasoning included, that are read; what follows is not waited for. */
export const mostLetters = 1_000_000;
const mostUnknown = 50;
const mostUnknownLetters = 2_000;

/** What a stream has said so far, whichever API speaks. */
export interface Heard {
  say(event: Extract<ModelEvent, { readonly delta: string }>): void;
  unknown(type: string, value: unknown): void;
  readonly unknownParts: { type: string; json: string }[];
  /** Something of an answer came: asking elsewhere would be a second answer. */
  hasToken(): boolean;
  firstTokenAt(): number | null;
  isTooLarge(): boolean;
}

export function createHeard(onEvent: (event: ModelEvent) => void, now: () => number): Heard {
  let letters = 0;
  let firstTokenAt: number | null = null;
  const unknownParts: { type: string; json: string }[] = [];
  return {
    say(event) {
      firstTokenAt ??= now();
      letters += event.delta.length;
      if (letters <= mostLetters) onEvent(event);
    },
    unknown(type, value) {
      onEvent({ kind: 'unknown', type });
      if (unknownParts.length >= mostUnknown) return;
      unknownParts.push({ type, json: (JSON.stringify(value) ?? '').slice(0, mostUnknownLetters) });
    },
    unknownParts,
    hasToken: () => firstTokenAt !== null,
    firstTokenAt: () => firstTokenAt,
    isTooLarge: () => letters > mostLetters,
  };
}

/** All text of the messages. */
export function textOf(items: readonly ModelItem[]): string {
  return items.flatMap((item) => (item.kind === 'message' ? [item.text] : [])).join('\n\n');
}

/** It said no and nothing else. */
export function isRefused(items: readonly ModelItem[]): boolean {
  const hasRefusal = items.some((item) => item.kind === 'message' && item.refusal !== undefined);
  return hasRefusal && !items.some((item) => item.kind === 'call' || (item.kind === 'message' && item.text !== ''));
}

/** A usage that can be: whole numbers, parts no larger than their whole. */
export function readUsage(stated: Readonly<Record<keyof ModelUsage, unknown>>): ModelUsage | null {
  const { inputTokens, cachedTokens, outputTokens, reasoningTokens } = stated;
  if (!isCount(inputTokens) || !isCount(cachedTokens) || !isCount(outputTokens) || !isCount(reasoningTokens))
    return null;
  if (cachedTokens > inputTokens || reasoningTokens > outputTokens) return null;
  return { inputTokens, cachedTokens, outputTokens, reasoningTokens };
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
