import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Waiting } from '../../../electron/runtime/queues/choose-turn.ts';
import { createWaitingLines } from '../../../electron/runtime/queues/waiting-lines.ts';
import type { TurnWorld, WaitingLines } from '../../../electron/runtime/queues/waiting-lines-port.ts';
import { createPlainQueues, type PlainRule } from './plain-queues.ts';

const names = ['default', 'interactive', 'mail'] as const;

function waiting(n: number, more: Partial<Waiting> = {}): Waiting {
  return {
    runId: String(n).padStart(6, '0'),
    queue: 'default',
    lane: more.queue === 'interactive' ? 'interactive' : 'background',
    agentId: 'a',
    releaseHash: more.agentId ?? 'a',
    priority: 0,
    key: null,
    isNew: true,
    sinceMs: 0,
    ...more,
  };
}

const free: PlainRule = { concurrency: null, perKey: null, rate: null, pause: null };
const pause = { by: 'Ada', reason: '', atMs: 0 };

function worldOf(more: Partial<TurnWorld> = {}): TurnWorld {
  return { nowMs: 0, rule: () => free, hasRoom: () => true, isBlocked: () => false, ...more };
}

/** Ids of those whose turn it is, one after the other. */
function taken(lines: WaitingLines, world: TurnWorld, most = 99): string[] {
  const ids: string[] = [];
  for (let at = 0; at < most; at += 1) {
    const run = lines.next(world);
    if (run === null) break;
    ids.push(run.runId);
  }
  return ids;
}

function filled(...runs: Waiting[]): WaitingLines {
  const lines = createWaitingLines();
  for (const run of runs) lines.add(run);
  return lines;
}

type Action =
  | { readonly do: 'add'; readonly run: Partial<Waiting> }
  | { readonly do: 'next' | 'free' | 'undo' | 'remove' | 'take-now'; readonly nth: number }
  | { readonly do: 'pass'; readonly ms: number }
  | { readonly do: 'rule'; readonly queue: string; readonly rule: PlainRule }
  | { readonly do: 'block'; readonly releaseHash: string }
  | { readonly do: 'room'; readonly room: number };

const limit = fc.option(fc.integer({ min: 1, max: 3 }), { nil: null });
const someRun = fc.record({
  queue: fc.constantFrom(...names),
  agentId: fc.constantFrom('a', 'b', 'c'),
  priority: fc.constantFrom(-1, 0, 0, 0, 5),
  key: fc.constantFrom(null, null, 'x', 'y'),
  isNew: fc.boolean(),
});
const someAction: fc.Arbitrary<Action> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant('add' as const), run: someRun }) },
  { weight: 8, arbitrary: fc.record({ do: fc.constant('next' as const), nth: fc.nat(3) }) },
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constantFrom('free' as const, 'undo', 'remove', 'take-now'), nth: fc.nat(20) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.constantFrom(1, 400, 1_000) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('rule' as const),
      queue: fc.constantFrom(...names),
      rule: fc.record({
        concurrency: limit,
        perKey: limit,
        rate: fc.option(fc.record({ count: fc.integer({ min: 1, max: 3 }), periodMs: fc.constant(1_000) }), {
          nil: null,
        }),
        pause: fc.constantFrom(null, null, pause),
      }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('block' as const), releaseHash: fc.constantFrom('', 'a', 'b') }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('room' as const), room: fc.integer({ min: 0, max: 6 }) }) },
);

test('whatever comes, goes, is paused, limited and freed, the next run is the one a plain list would choose', () => {
  fc.assert(
    fc.property(fc.array(someAction, { minLength: 1, maxLength: 60 }), (actions) => {
      const lines = createWaitingLines();
      const plain = createPlainQueues();
      const rules = new Map<string, PlainRule>(names.map((name) => [name, free]));
      let nowMs = 0;
      let blocked = '';
      let room = 6;
      let made = 0;
      const atWork: string[] = [];
      const different: unknown[] = [];
      const compare = (what: string, found: unknown, expected: unknown): void => {
        if (found !== expected) different.push({ what, found, expected });
      };
      const world = (): TurnWorld => ({
        nowMs,
        rule: (queue) => rules.get(queue) ?? null,
        hasRoom: () => atWork.length < room,
        isBlocked: (releaseHash) => releaseHash === blocked,
      });
      for (const action of actions)
        switch (action.do) {
          case 'add': {
            // Ids do not come in order: what goes on after a wait is older than what waits.
            const run = waiting((made * 7) % 61, action.run);
            made += 1;
            if (lines.has(run.runId) || atWork.includes(run.runId)) break;
            lines.add(run);
            plain.add(run);
            break;
          }
          case 'next':
            for (let at = 0; at <= action.nth; at += 1) {
              const expected = plain.next(world());
              compare('next', lines.next(world())?.runId ?? null, expected);
              if (expected === null) break;
              atWork.push(expected);
            }
            break;
          case 'free':
          case 'undo': {
            const [runId] = atWork.splice(action.nth % Math.max(1, atWork.length), 1);
            if (runId === undefined) break;
            lines.free(runId, action.do === 'undo');
            plain.free(runId, action.do === 'undo');
            break;
          }
          case 'remove': {
            const runId = plain.nth(action.nth);
            compare('removed', lines.remove(runId ?? 'none'), runId !== null);
            if (runId !== null) plain.remove(runId);
            break;
          }
          case 'take-now': {
            const run = waiting(500 + made, {
              queue: names[action.nth % 3] ?? 'default',
              key: action.nth > 10 ? 'x' : null,
            });
            made += 1;
            const may = plain.takeNow(run, world());
            compare('taken now', lines.takeNow(run, world()), may);
            if (may) atWork.push(run.runId);
            break;
          }
          case 'pass':
            nowMs += action.ms;
            break;
          case 'rule':
            rules.set(action.queue, action.rule);
            lines.limitsChanged(action.queue);
            break;
          case 'block':
            blocked = action.releaseHash;
            break;
          case 'room':
            room = action.room;
        }
      compare('length', lines.length(), plain.length());
      compare('opens', lines.opensAtMs(world()), plain.opensAtMs(world()));
      expect(different).toEqual([]);
    }),
    { numRuns: 3_000 },
  );
});

test('of one agent the more urgent run goes first, then the older one', () => {
  const lines = filled(waiting(1), waiting(2, { priority: 5 }), waiting(3, { priority: -1 }), waiting(0));
  expect(taken(lines, worldOf())).toEqual(['000002', '000000', '000001', '000003']);
});

test('a long line does not keep another agent waiting, even where there is room for one run alone', () => {
  const lines = filled(waiting(1), waiting(2), waiting(3), waiting(4, { agentId: 'b' }), waiting(5, { agentId: 'b' }));
  const order: string[] = [];
  for (let run = lines.next(worldOf()); run !== null; run = lines.next(worldOf())) {
    order.push(run.runId);
    lines.free(run.runId);
  }
  expect(order).toEqual(['000001', '000004', '000002', '000005', '000003']);
});

test('a line whose host is not there, or whose queue is paused, holds up no other', () => {
  const lines = filled(waiting(1), waiting(2, { agentId: 'b' }), waiting(3, { queue: 'mail', agentId: 'c' }));
  const world = worldOf({
    isBlocked: (releaseHash) => releaseHash === 'a',
    rule: (queue) => (queue === 'mail' ? { ...free, pause } : free),
  });
  expect(taken(lines, world)).toEqual(['000002']);
  expect(taken(lines, worldOf())).toEqual(['000001', '000003']);
});

test('the order that is shown is the order in which they go', () => {
  const runs = [
    waiting(1),
    waiting(2, { priority: 3 }),
    waiting(3, { agentId: 'b' }),
    waiting(4),
    waiting(5, { key: 'x' }),
  ];
  const lines = filled(...runs);
  const shown = lines.order('default', 10);
  expect(lines.order('default', 2)).toEqual(shown.slice(0, 2));
  expect(taken(lines, worldOf())).toEqual(shown);
});

test('a cleared line gives its runs back, those already taken left out', () => {
  const lines = filled(waiting(1), waiting(2), waiting(3, { agentId: 'b' }), waiting(4));
  taken(lines, worldOf(), 1);
  expect(lines.clear('a')).toEqual(['000002', '000004']);
  expect(lines.length()).toBe(1);
});

test('a hundred thousand runs of one key pass through one by one, in order', () => {
  const lines = createWaitingLines();
  for (let n = 0; n < 100_000; n += 1) lines.add(waiting(n, { key: 'x' }));
  const world = worldOf({ rule: () => ({ ...free, perKey: 1 }) });
  let expected = 0;
  for (let run = lines.next(world); run !== null; run = lines.next(world)) {
    if (run.runId !== String(expected).padStart(6, '0')) throw new Error(`${run.runId} came instead of ${expected}`);
    expected += 1;
    if (lines.next(world) !== null) throw new Error('Two of one key had their turn together.');
    lines.free(run.runId);
  }
  expect(expected).toBe(100_000);
});
