import { describe, expect, it } from 'vitest';
import { chooseLane, type LaneFacts } from '../../../electron/runtime/lanes/choose-lane.ts';
import { judgeLane, type JudgedTurn } from '../../../electron/runtime/lanes/judge-lane.ts';
import { defaultRouting } from '../../../shared/domain/routing.ts';

const facts: LaneFacts = {
  asked: null,
  agentTitle: 'Assistant',
  declared: null,
  stated: { result: 'of-the-moment', steps: 'few', tools: 'fast' },
  measured: null,
  attachedBytes: 0,
  latencyBudgetMs: 10_000,
  routing: defaultRouting,
};
const lane = (part: Partial<LaneFacts>): string => chooseLane({ ...facts, ...part }, 0).lane;

describe('a turn is live unless all three hold: value afterwards, several steps or slow tools, a result to come back to', () => {
  it('is live for a short answer of the moment', () => {
    expect(lane({})).toBe('interactive');
  });

  it('is background for a kept result of several steps, or of slow tools', () => {
    expect(lane({ stated: { result: 'kept', steps: 'several', tools: 'fast' } })).toBe('background');
    expect(lane({ stated: { result: 'kept', steps: 'few', tools: 'slow' } })).toBe('background');
  });

  it('is live for a kept result that is quickly made, and for slow work of the moment: that is what promotion is for', () => {
    expect(lane({ stated: { result: 'kept', steps: 'few', tools: 'fast' } })).toBe('interactive');
    expect(lane({ stated: { result: 'of-the-moment', steps: 'several', tools: 'slow' } })).toBe('interactive');
  });

  it('is background for a large file', () => {
    expect(lane({ attachedBytes: 1_000_000 })).toBe('background');
    expect(lane({ attachedBytes: 999_999 })).toBe('interactive');
  });
});

describe('what was measured counts before what was stated, once enough turns were', () => {
  const stated = { result: 'kept', steps: 'few', tools: 'fast' } as const;
  const slow = { turns: 5, p95Ms: 10_001, medianSteps: 2, failed: 0 };

  it('moves slow work to the background', () => {
    expect(lane({ stated, measured: slow })).toBe('background');
    expect(lane({ stated, measured: { ...slow, p95Ms: 10_000 } })).toBe('interactive');
    expect(lane({ stated, measured: { ...slow, p95Ms: 100, medianSteps: 8 } })).toBe('background');
  });

  it('does not yet count for fewer turns', () => {
    expect(lane({ stated, measured: { ...slow, turns: 4 } })).toBe('interactive');
  });

  it('moves what was stated as slow back to the live lane when it is not', () => {
    const said = { result: 'kept', steps: 'several', tools: 'slow' } as const;
    expect(lane({ stated: said, measured: { turns: 9, p95Ms: 800, medianSteps: 3, failed: 0 } })).toBe('interactive');
  });
});

it('a person’s word and an agent’s own queue go before the rule, and every fact is told', () => {
  expect(chooseLane({ ...facts, asked: 'background', declared: 'interactive' }, 7)).toEqual({
    lane: 'background',
    by: 'person',
    reasons: [{ fact: 'asked', value: 'as you chose', speaksFor: 'background' }],
    atMs: 7,
  });
  expect(lane({ declared: 'background' })).toBe('background');
  const { reasons } = chooseLane({ ...facts, measured: { turns: 12, p95Ms: 2_400, medianSteps: 3, failed: 2 } }, 0);
  expect(reasons.map(({ fact, value, speaksFor }) => `${fact} ${value}: ${speaksFor}`)).toEqual([
    'result is of the moment: interactive',
    'steps 3, median of 12 turns: interactive',
    'time p95 2.4 s of 10 s, 12 turns, 2 failed: interactive',
    'status and result are kept, and can be come back to: background',
    'person is in the conversation: interactive',
  ]);
});

describe('afterwards it is said whether the lane was right', () => {
  const live: JudgedTurn = {
    lanes: [{ lane: 'interactive', by: 'rule', reasons: [], atMs: 0 }],
    budgetMs: 10_000,
    tookMs: 900,
    askedAtMs: 0,
    seenAtMs: null,
    sittingMs: 1_800_000,
  };
  const moved: JudgedTurn['lanes'][number] = { lane: 'background', by: 'budget', reasons: [], atMs: 1 };
  const later: JudgedTurn = { ...live, lanes: [{ lane: 'background', by: 'rule', reasons: [], atMs: 0 }] };

  it.each<[string, JudgedTurn, string]>([
    ['a live turn within its budget', live, 'right'],
    ['a live turn that was moved', { ...live, lanes: [...live.lanes, moved] }, 'wrong'],
    ['a live turn that took too long for other reasons', { ...live, tookMs: 10_001 }, 'wrong'],
    ['a live turn at work', { ...live, tookMs: null }, 'not-known'],
    ['a background turn that took long', { ...later, tookMs: 10_001 }, 'right'],
    ['a quick background turn that nobody has looked at', later, 'not-known'],
    ['a quick background turn that somebody waited for', { ...later, seenAtMs: 60_000 }, 'wrong'],
    ['a quick background turn that was looked at after its sitting', { ...later, seenAtMs: 1_800_001 }, 'right'],
    ['a turn that has not begun', { ...live, lanes: [] }, 'not-known'],
  ])('%s', (_, turn, right) => {
    expect(judgeLane(turn).right).toBe(right);
  });
});
