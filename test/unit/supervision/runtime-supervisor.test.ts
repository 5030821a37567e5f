import { expect, test } from 'vitest';
import { decideRestart } from '../../../electron/runtime/supervision/restart-backoff.ts';
import { superviseRuntime } from '../../../electron/runtime/supervision/runtime-supervisor.ts';
import type { ChildListeners } from '../../../electron/runtime/supervision/runtime-supervisor.ts';

/** A supervisor over children that do what the test says, with a clock that moves when the test says. */
function stage() {
  const children: (ChildListeners & { readonly orders: string[]; isKilled: boolean })[] = [];
  let timers: { atMs: number; callback: () => void }[] = [];
  let nowMs = 0;
  const supervisor = superviseRuntime({
    fork(listeners) {
      const child = { ...listeners, orders: [] as string[], isKilled: false };
      children.push(child);
      return {
        order: (order) => void child.orders.push(order.kind),
        kill: () => {
          child.isKilled = true;
          child.onExit(null);
        },
      };
    },
    nowMs: () => nowMs,
    after(ms, callback) {
      const timer = { atMs: nowMs + ms, callback };
      timers.push(timer);
      return () => void (timers = timers.filter((each) => each !== timer));
    },
  });
  function advance(ms: number): void {
    nowMs += ms;
    const due = timers.filter((timer) => timer.atMs <= nowMs);
    timers = timers.filter((timer) => timer.atMs > nowMs);
    for (const timer of due) timer.callback();
  }
  const last = () => children.at(-1)!;
  const ready = () => last().onReport({ kind: 'ready', socketPath: '/s', workspace: '/w', pid: children.length });
  return { supervisor, children, advance, last, ready };
}

test('a runtime that ends is started again at once, then after 250 ms, 1 s and 5 s, and after five in a minute not at all', () => {
  const { supervisor, children, advance, last, ready } = stage();
  supervisor.start();
  for (const waitMs of [0, 250, 1000, 5000, 5000]) {
    ready();
    const before = children.length;
    last().onExit(1);
    advance(waitMs - 1);
    expect(children.length).toBe(waitMs === 0 ? before + 1 : before);
    if (waitMs > 0) advance(1);
    expect(children.length).toBe(before + 1);
  }
  last().onExit(1);
  advance(600_000);
  expect(children).toHaveLength(6);
  expect(supervisor.state()).toMatchObject({ kind: 'stopped', hint: expect.stringContaining('doctor') });
});

test('restarts of more than a minute ago are forgotten', () => {
  expect(decideRestart([0, 1, 2, 3, 4], 60_004)).toMatchObject({ restart: true, afterMs: 0 });
  expect(decideRestart([0, 1, 2, 3, 4], 59_999).restart).toBe(false);
});

test('a runtime that says it cannot serve the workspace is not started again, and its words are kept', () => {
  const { supervisor, children, last } = stage();
  supervisor.start();
  last().onReport({ kind: 'failed', code: 'unsupported', message: 'The schema is newer.', hint: 'Update.' });
  last().onExit(1);
  expect(children).toHaveLength(1);
  expect(supervisor.state()).toEqual({ kind: 'stopped', message: 'The schema is newer.', hint: 'Update.' });
});

test('a workspace owned elsewhere is joined, and taken over when the connection to its owner is lost', () => {
  const { supervisor, children, last } = stage();
  supervisor.start();
  last().onReport({ kind: 'owned-elsewhere', socketPath: '/other' });
  last().onExit(0);
  expect(supervisor.state()).toEqual({ kind: 'up', socketPath: '/other', pid: null, epoch: 1 });
  supervisor.lost(1);
  expect(children).toHaveLength(2);
  // A second window reports the same loss.
  supervisor.lost(1);
  expect(children).toHaveLength(2);
});

test('stopping asks the runtime, waits for it, kills it at the deadline, and starts no other', async () => {
  const { supervisor, children, last, ready, advance } = stage();
  supervisor.start();
  ready();
  const stopped = supervisor.stop(10_000);
  expect(last().orders).toEqual(['shutdown']);
  advance(9_999);
  expect(last().isKilled).toBe(false);
  advance(1);
  await stopped;
  expect(last().isKilled).toBe(true);
  expect(children).toHaveLength(1);
});

test('a stop during a pending restart cancels it', async () => {
  const { supervisor, children, last, advance } = stage();
  supervisor.start();
  last().onExit(1);
  last().onExit(1);
  await supervisor.stop(1);
  advance(60_000);
  expect(children).toHaveLength(2);
});
