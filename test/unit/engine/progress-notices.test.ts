import { expect, test } from 'vitest';
import { createProgressNotices, type ProgressNotice } from '../../../electron/runtime/engine/progress-notices.ts';

test('of many notices only the latest of each run is told, together, and also one that reports no numbers', () => {
  const due: (() => void)[] = [];
  const told: ProgressNotice[] = [];
  const notice = createProgressNotices(
    (_delay, call) => due.push(call),
    (each) => told.push(each),
  );
  for (let step = 0; step < 1_000; step += 1) notice({ runId: 'one', progress: null, runningSteps: [`step ${step}`] });
  notice({ runId: 'two', progress: null, runningSteps: [] });
  expect(told).toEqual([]);
  expect(due).toHaveLength(1);
  due.shift()?.();
  expect(told).toEqual([
    { runId: 'one', progress: null, runningSteps: ['step 999'] },
    { runId: 'two', progress: null, runningSteps: [] },
  ]);
  notice({ runId: 'one', progress: null, runningSteps: [] });
  expect(due).toHaveLength(1);
});
