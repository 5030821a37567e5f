import { expect, test } from 'vitest';
import type { Bridge } from '../../renderer/src/bridge/client.ts';
import { useBridge } from '../../renderer/src/bridge.ts';
import { openRuns, useRuns } from '../../renderer/src/stores/runs.ts';
import { findAnything, useFound } from '../../renderer/src/stores/search.ts';

test('a search goes on past pages in which nothing was found, until there is something to show or the end', async () => {
  const asked: unknown[] = [];
  const pages = [
    { runs: [], next: 'c', cursor: '1' },
    { runs: [], next: 'b', cursor: '1' },
    { runs: [{ runId: 'a1' }], next: 'a', cursor: '1' },
    { runs: [], next: null, cursor: '1' },
  ];
  const bridge: Bridge = {
    start: () => undefined,
    stop: () => undefined,
    call: (_method, input) => {
      asked.push((input as { after?: string }).after);
      return Promise.resolve(pages.shift()) as never;
    },
    subscribe: () => () => undefined,
  };
  useBridge(bridge);
  const close = openRuns('needle');
  await expect.poll(() => useRuns.getState().order).toEqual(['a1']);
  await expect.poll(() => useRuns.getState().isLoading).toBe(false);
  expect(asked).toEqual([undefined, 'c', 'b']);
  expect(useRuns.getState().next).toBe('a');
  close();
});

test('the search palette goes on past pages in which nothing was found, until it has enough, the end, or another text', async () => {
  const asked: unknown[] = [];
  let answerLast = (_page: unknown): void => undefined;
  const pages: unknown[] = [
    { runs: [], next: 'c', cursor: '1' },
    { runs: [{ runId: 'c1' }], next: 'b', cursor: '1' },
    { runs: [], next: 'a', cursor: '1' },
    new Promise((resolve) => {
      answerLast = resolve;
    }),
  ];
  const bridge: Bridge = {
    start: () => undefined,
    stop: () => undefined,
    call: (method, input) => {
      if (method !== 'run.list') return Promise.resolve({ approvals: [], next: null, total: 0, cursor: '1' }) as never;
      asked.push((input as { after?: string }).after);
      return Promise.resolve(pages.shift()) as never;
    },
    subscribe: () => () => undefined,
  };
  useBridge(bridge);
  const stop = findAnything('needle');
  await expect.poll(() => asked).toEqual([undefined, 'c', 'b', 'a']);
  expect(useFound.getState()).toMatchObject({ runs: [{ runId: 'c1' }], isLooking: true });
  stop();
  answerLast({ runs: [{ runId: 'a1' }], next: 'z', cursor: '1' });
  await Promise.resolve();
  expect(asked).toHaveLength(4);
  expect(useFound.getState().runs).toEqual([{ runId: 'c1' }]);
});
