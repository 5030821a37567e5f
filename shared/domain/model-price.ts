import { sumUp } from './decimal.ts';
import type { GenerateRequest, ModelUsage } from './model-call.ts';
import type { ModelEndpoint, ModelPrice } from './model-endpoint.ts';
import { moneyWords, type Money } from './money.ts';

/** What a provider may put before what it is sent (its own framing of roles and tools), per item and per call. */
const framingPerItem = 16;
const framingPerCall = 256;

/** The most tokens a text can be: none is less than a byte. */
export function mostInputTokens({ instructions, items, tools, format }: GenerateRequest): number {
  const bytes = utf8Bytes(JSON.stringify([instructions, items, tools, format ?? null]));
  return bytes + (items.length + tools.length) * framingPerItem + framingPerCall;
}

/** The most a call may use. */
export function mostUsage(request: GenerateRequest): ModelUsage {
  const outputTokens = request.mostTokens;
  return { inputTokens: mostInputTokens(request), cachedTokens: 0, outputTokens, reasoningTokens: 0 };
}

/** What a usage costs. Prices are of a million tokens, so that tokens times price are millionths; rounded up to one. */
export function costOf(usage: ModelUsage, price: ModelPrice): Money {
  const fresh = usage.inputTokens - usage.cachedTokens;
  return money(price, [
    [fresh, price.input],
    [usage.cachedTokens, price.cachedInput],
    [usage.outputTokens, price.output],
  ]);
}

/** The most a call may cost: nothing of it cached, or all of it where a provider asks more for that. */
export function mostCost(request: GenerateRequest, price: ModelPrice): Money {
  const usage = mostUsage(request);
  const [fresh, cached] = [costOf(usage, price), costOf({ ...usage, cachedTokens: usage.inputTokens }, price)];
  return fresh.micros >= cached.micros ? fresh : cached;
}

/** The price of a model at an endpoint: its own, or that of `*`; null where it has none. */
export function priceOf({ prices }: Pick<ModelEndpoint, 'prices'>, model: string): ModelPrice | null {
  return (Object.hasOwn(prices, model) ? prices[model] : prices['*']) ?? null;
}

/** `0.0123 EUR`; null without a price. */
export function costWords(usage: ModelUsage, price: ModelPrice | null): string | null {
  return price === null ? null : moneyWords(costOf(usage, price));
}

function money({ currency }: ModelPrice, products: readonly (readonly [number, string])[]): Money {
  const micros = sumUp(products) ?? 0n;
  return { micros: micros > BigInt(mostMicros) ? mostMicros : Number(micros), currency };
}

/** As much as a sum of money can be written with: nine digits of its main unit. */
const mostMicros = 999_999_999_999_999;

function utf8Bytes(text: string): number {
  let bytes = text.length;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    // Both halves of a pair count two: four bytes in all.
    if (unit >= 0x80) bytes += unit < 0x800 || (unit >= 0xd800 && unit <= 0xdfff) ? 1 : 2;
  }
  return bytes;
}
