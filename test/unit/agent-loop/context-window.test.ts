import { expect, test } from 'vitest';
import type { ModelItem } from '../../../shared/domain/model-call.ts';
import type { Ctx } from '../../../electron/runtime/sdk/types.ts';
import { keepWindow, tokensOf } from '../../../electron/runtime/sdk/agent-loop/context-window.ts';
import type { TurnState } from '../../../electron/runtime/sdk/agent-loop/turn-state.ts';
import { answerOf } from '../../helpers/scripted-models.ts';

const said = (text: string, role: 'user' | 'assistant' = 'user'): ModelItem => ({ kind: 'message', role, text });
const called = (callId: string): ModelItem => ({ kind: 'call', callId, name: 'read_report', arguments: '{}' });
const gave = (callId: string, chars: number): ModelItem => ({ kind: 'call-output', callId, output: 'x'.repeat(chars) });

function stateOf(items: ModelItem[]): TurnState {
  return {
    items,
    sources: [],
    labels: new Set(),
    verdicts: [],
    provenance: new Set(),
    asked: new Map(),
    known: [],
    action: null,
    hasPlan: false,
    circles: 0,
  };
}

/** Records what it is asked; a summary comes from this endpoint. */
function ctxOf(endpointId: string): { ctx: Ctx; entries: unknown[]; asked: string[] } {
  const entries: unknown[] = [];
  const asked: string[] = [];
  const ctx = {
    step: async (name: string, body: () => unknown) => void entries.push([name, body()]),
    generate: async (name: string) => {
      asked.push(name);
      return answerOf({ endpointId, text: 'They spoke of run 17.' });
    },
  };
  return { ctx: ctx as unknown as Ctx, entries, asked };
}

test('what fits is sent as it is, and nothing is recorded', async () => {
  const { ctx, entries } = ctxOf('scripted');
  const state = stateOf([said('hello')]);
  expect(await keepWindow(ctx, state, { mostContextTokens: 100, ownFrom: 0 })).toBe(0);
  expect(entries).toEqual([]);
});

test('what tools gave in earlier rounds is cut to its beginning first; the last round stays whole', async () => {
  const { ctx, entries, asked } = ctxOf('scripted');
  const state = stateOf([
    said('q'),
    called('a'),
    gave('a', 8_000),
    called('b'),
    called('c'),
    gave('b', 2_000),
    gave('c', 2_000),
  ]);
  await keepWindow(ctx, state, { mostContextTokens: 1_500, ownFrom: 0 });
  expect(state.items.map((item) => (item.kind === 'call-output' ? item.output.length : 0))).toEqual([
    0,
    0,
    expect.any(Number),
    0,
    0,
    2_000,
    2_000,
  ]);
  expect(tokensOf(state.items)).toBeLessThan(1_500);
  expect(entries).toEqual([
    [
      'context',
      {
        dropped: [{ what: 'tool output', callId: 'a', chars: 7_600 }],
        tokensBefore: expect.any(Number),
        tokensAfter: tokensOf(state.items),
      },
    ],
  ]);
  expect(asked).toEqual([]);
});

test('what was said before the turn is summed up then, in an entry of its own, and what is dropped is named', async () => {
  const { ctx, entries, asked } = ctxOf('scripted');
  const state = stateOf([said('long ago'.repeat(500)), said('indeed'.repeat(500), 'assistant'), said('and now?')]);
  const from = await keepWindow(ctx, state, { mostContextTokens: 400, ownFrom: 2 });
  expect(state.items).toEqual([
    { kind: 'message', role: 'user', text: 'They spoke of run 17.', provenance: 'a summary of what was said before' },
    said('and now?'),
  ]);
  expect(from).toBe(1);
  expect(asked).toEqual(['sum up what was said']);
  expect(entries).toMatchObject([
    ['context', { dropped: [{ what: 'history', items: 2, chars: 7_000, isSummedUp: true }] }],
  ]);
});

test('where nothing sums it up, it is left out and said to be', async () => {
  const { ctx, entries } = ctxOf('embedded');
  const state = stateOf([said('long ago'.repeat(500)), said('and now?')]);
  expect(await keepWindow(ctx, state, { mostContextTokens: 400, ownFrom: 1 })).toBe(0);
  expect(state.items).toEqual([said('and now?')]);
  expect(entries).toMatchObject([['context', { dropped: [{ isSummedUp: false }] }]]);
});
