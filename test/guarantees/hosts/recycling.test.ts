import { afterAll, expect, test } from 'vitest';
import { endRuntimes, scriptedWith, startFurnished } from '../../helpers/runtime-process.ts';
import { journalOf, runIs, show, startPlan } from '../../helpers/scripted-runs.ts';

afterAll(endRuntimes);

test('a host that has had its runs takes no more, and ends with the last it has', async () => {
  const runtime = await startFurnished();
  await runtime.call('agent.add', { folder: scriptedWith({ limits: { runsPerHost: 3 } }) });
  const threadOf = async (): Promise<unknown> => {
    const runId = await startPlan(runtime, [{ do: 'thread' }]);
    await runIs(runtime, runId, 'succeeded');
    return ((await show(runtime, runId)).output as { results: unknown[] }).results[0];
  };
  const first = await threadOf();
  const long = await startPlan(runtime, [{ do: 'thread' }, { do: 'step', name: 'long', untilAborted: true }]);
  await runtime.until(async () => ((await journalOf(runtime, long)).length === 1 ? true : undefined));
  expect(await threadOf()).toBe(first);
  // The fourth run goes to the next host, while the first one still has the long run.
  const second = await threadOf();
  expect(second).not.toBe(first);
  expect((await show(runtime, long)).run).toMatchObject({ status: 'running', recoveries: 0 });
  await runtime.call('run.kill', { runId: long });
  expect(await threadOf()).toBe(second);
  expect((await show(runtime, long)).run.status).toBe('cancelled');
  expect(runtime.log()).not.toContain('an agent host is gone');
});
