import { expect, test } from 'vitest';
import type { ModelEnd } from '../../../shared/domain/model-call.ts';
import { modelWords } from '../../../shared/domain/model-words.ts';
import { joinedDeltas, type TurnDelta } from '../../../shared/domain/turn-delta.ts';

const end: ModelEnd = {
  status: 'completed',
  reason: null,
  endpointId: 'local',
  model: 'small-1',
  usage: { inputTokens: 8_000, cachedTokens: 2_000, outputTokens: 450, reasoningTokens: 0 },
  usageIs: 'stated',
  passedOver: [],
  responseId: null,
  isKept: false,
  firstByteMs: null,
  firstTokenMs: null,
  tookMs: 900,
};

test('a model call says who answered, what it read and wrote, and how it ended', () => {
  const words = (more: Partial<ModelEnd>): string => modelWords({ sentSha256: null, end: { ...end, ...more } });
  expect(words({})).toBe('small-1 at local · 8,000 in (2,000 cached), 450 out');
  expect(words({ passedOver: [{ endpointId: 'cloud', reason: 'busy', mayCost: false }], isKept: true })).toBe(
    'small-1 at local · 8,000 in (2,000 cached), 450 out · after cloud did not answer · kept by the provider',
  );
  expect(words({ status: 'incomplete', reason: 'stopped', usageIs: 'upper-bound' })).toContain('at most 8,000 in');
  expect(words({ status: 'failed', reason: 'model-cut', model: null, usage: null })).toBe('local · failed: model-cut');
  expect(modelWords({ sentSha256: null, end: null })).toBe('no end of it is known');
});

const part = (seq: number, more: Partial<TurnDelta> = {}): TurnDelta => ({
  runId: 'run',
  path: '1',
  attempt: 1,
  seq,
  upTo: seq,
  endpointId: 'local',
  model: 'small-1',
  text: `${seq}`,
  reasoning: '',
  refusal: '',
  calls: [],
  ...more,
});

test('parts that follow one another are told as one; what was left out shows as a gap, and another attempt begins anew', () => {
  expect(joinedDeltas(part(1), part(2))).toMatchObject({ seq: 1, upTo: 2, text: '12' });
  expect(joinedDeltas(part(1), part(3))).toMatchObject({ seq: 3, upTo: 3, text: '3' });
  expect(joinedDeltas(part(1), part(2, { attempt: 2 }))).toMatchObject({ seq: 2, attempt: 2, text: '2' });
  const call = (delta: string, callId = 'a'): Partial<TurnDelta> => ({
    text: '',
    calls: [{ callId, name: 'find', delta }],
  });
  const calls = [part(1, call('{"a"')), part(2, call(':1}')), part(3, call('{}', 'b'))].reduce(joinedDeltas).calls;
  expect(calls.map(({ callId, delta }) => `${callId} ${delta}`)).toEqual(['a {"a":1}', 'b {}']);
});

test('what a slow reader has not taken does not grow without end', () => {
  const large = 'x'.repeat(200_000);
  const joined = joinedDeltas(part(1, { text: large }), part(2, { text: large }));
  expect(joined).toMatchObject({ seq: 2, upTo: 2 });
  expect(joined.text).toHaveLength(200_000);
});
