import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ServerFrame } from '../../../shared/ipc/frames.ts';
import type { TurnDelta } from '../../../shared/domain/turn-delta.ts';
import type { Runtime, RuntimeEvent } from '../../../electron/runtime/runtime.ts';
import { sessionsOf } from '../../../electron/runtime/transports/session.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

const delta = (seq: number, runId = 'run-1'): TurnDelta => ({
  runId,
  path: '1',
  attempt: 1,
  seq,
  upTo: seq,
  endpointId: 'local',
  model: 'small-1',
  text: `${seq} `,
  reasoning: '',
  refusal: '',
  calls: [],
});

/** A session that follows run-1, and a runtime that says what it is told to. */
function follow(): {
  readonly frames: ServerFrame[];
  say(...deltas: TurnDelta[]): void;
  alsoFollow(runId: string): void;
} {
  const frames: ServerFrame[] = [];
  let hear: (event: RuntimeEvent) => void = () => {};
  const runtime = {
    events(listener: (event: RuntimeEvent) => void) {
      hear = listener;
      return () => {};
    },
  } as unknown as Runtime;
  const session = sessionsOf(runtime, 'window')((frame) => void frames.push(frame));
  session.receive({ t: 'subscribe', id: 1, topics: ['run.changed'] });
  session.receive({ t: 'subscribe', id: 2, topics: ['run.changed'], key: 'run-1' });
  frames.length = 0;
  return {
    frames,
    say: (...deltas) => deltas.forEach((payload) => hear({ kind: 'ephemeral', name: 'turn', payload })),
    alsoFollow: (key) => session.receive({ t: 'subscribe', id: 3, topics: ['run.changed'], key }),
  };
}

const texts = (frames: readonly ServerFrame[]): string[] =>
  frames.flatMap((frame) => (frame.t === 'ephemeral' ? [(frame.payload as TurnDelta).text] : []));

test('the first part goes at once, what comes within a frame of the screen is one message, and nothing is lost', () => {
  const { frames, say } = follow();
  vi.advanceTimersByTime(100);
  say(delta(1));
  vi.advanceTimersByTime(1);
  expect(texts(frames)).toEqual(['1 ']);
  for (let seq = 2; seq <= 200; seq += 1) {
    say(delta(seq));
    vi.advanceTimersByTime(1);
  }
  vi.advanceTimersByTime(16);
  expect(texts(frames).length).toBeLessThanOrEqual(Math.ceil(216 / 16) + 1);
  expect(texts(frames).join('')).toBe(Array.from({ length: 200 }, (_, n) => `${n + 1} `).join(''));
});

test('only who follows that run is told; who follows all runs is not', () => {
  const { frames, say } = follow();
  say(delta(1, 'run-2'));
  vi.advanceTimersByTime(100);
  expect(frames).toEqual([]);
});

test('who comes to follow a run is told once what its call has said until then, and nothing of the call before it', () => {
  const { frames, say, alsoFollow } = follow();
  say(delta(1, 'run-2'), { ...delta(1, 'run-2'), path: '2', text: 'So ' }, { ...delta(2, 'run-2'), path: '2' });
  alsoFollow('run-2');
  vi.advanceTimersByTime(100);
  say({ ...delta(3, 'run-2'), path: '2' });
  vi.advanceTimersByTime(100);
  expect(texts(frames)).toEqual(['So 2 ', '3 ']);
});
