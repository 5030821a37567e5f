import { expect, test } from 'vitest';
import type { Bridge } from '../../renderer/src/bridge/client.ts';
import { useBridge } from '../../renderer/src/bridge.ts';
import { openRuns, useRuns } from '../../renderer/src/stores/runs.ts';

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
