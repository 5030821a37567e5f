import { expect, test } from 'vitest';
import { generateRequestSchema } from '../../../shared/domain/model-call.ts';
import { modelEndpointSchema } from '../../../shared/domain/model-endpoint.ts';
import { costOf, costWords, mostCost, mostInputTokens, priceOf } from '../../../shared/domain/model-price.ts';

const price = { currency: 'USD', input: '0.15', cachedInput: '0.075', output: '0.6' };
const usage = { inputTokens: 1_001, cachedTokens: 1, outputTokens: 7, reasoningTokens: 0 };

test('a cost is exact in decimals and rounded up once, to a millionth', () => {
  // 1,000 × 0.15 + 1 × 0.075 + 7 × 0.6 = 154.275
  expect(costOf(usage, price)).toStrictEqual({ micros: 155, currency: 'USD' });
  expect(costWords(usage, price)).toBe('0.000155 USD');
  expect(costWords(usage, null)).toBeNull();
});

test('no text is more tokens than its bytes', () => {
  const request = generateRequestSchema.parse({ purpose: 'chat', instructions: 'é😀漢', items: [] });
  expect(mostInputTokens(request)).toBe(Buffer.byteLength(JSON.stringify(['é😀漢', [], [], null])) + 256);
});

test('the most a call may cost has all of it cached where that is dearer', () => {
  const request = generateRequestSchema.parse({ purpose: 'chat', instructions: '', items: [], mostTokens: 1 });
  const plain = mostCost(request, price).micros;
  expect(mostCost(request, { ...price, cachedInput: '0.3' }).micros).toBeGreaterThan(plain);
});

test('a model has its own price, or that of every other, or none', () => {
  const dear = { ...price, output: '60' };
  expect(priceOf({ prices: { 'm-1': dear, '*': price } }, 'm-1')).toBe(dear);
  expect(priceOf({ prices: { 'm-1': dear, '*': price } }, 'toString')).toBe(price);
  expect(priceOf({ prices: {} }, 'm-1')).toBeNull();
});

test.each(['1e3', '-1', '1,5', '', '0.1234567890'])('"%s" is no price', (input) => {
  const endpoint = { endpointId: 'a', title: 'A', kind: 'openai', baseUrl: 'https://api.example.com/v1' };
  const rest = { apiVersion: null, keyRef: null, isLocal: false, caPem: null, timeoutMs: 30_000 };
  const read = (prices: object) => modelEndpointSchema.safeParse({ ...endpoint, ...rest, prices }).success;
  expect(read({ m: { ...price, input } })).toBe(false);
  expect(read({ m: price })).toBe(true);
});
