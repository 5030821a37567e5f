import { afterEach, beforeEach, expect, test } from 'vitest';
import type { StartLimits } from '../../../shared/domain/budget.ts';
import { forecastWords } from '../../../shared/domain/forecast.ts';
import type { RunState } from '../../../electron/runtime/engine/states.ts';
import { createScheduleReads } from '../../../electron/runtime/store/read/schedule-reads.ts';
import { startSample } from '../../helpers/sample-runs.ts';
import { openSchedules, planOf, type SchedulesUnderTest } from '../../helpers/schedule-desk.ts';

let under: SchedulesUnderTest;
beforeEach(async () => {
  under = await openSchedules();
});
afterEach(() => {
  under.scheduler.close();
  under.desk.made.close();
});

/** A run that has ended, having used this. */
async function ended(used: Partial<RunState>): Promise<void> {
  const { engine } = under.desk.made;
  const { runId } = await startSample(engine, { sandbox: used.sandbox ?? false });
  await engine.transact({ run: runId }, ({ run }, env) => {
    if (run === null) throw new Error('no run');
    const state = { ...run, status: 'succeeded' as const, finishedAtMs: env.nowMs, ...used };
    return { ok: true, changes: [{ put: 'run', before: run, state }], reply: null };
  });
}

function forecast(count: number, budgets: StartLimits = []) {
  const { desk } = under;
  const reads = createScheduleReads(desk.made.reader, desk.clock.now);
  return reads.preview({ agentId: 'sample', trigger: planOf().trigger, count, budgets }).forecast;
}

test('the next firings are forecast from what the agent’s ended runs were measured to use: work, calls, tokens, money, actions', async () => {
  await ended({
    workMs: 60_000,
    steps: 4,
    spent: { 'model-calls': 2, tokens: 1_000, 'money:EUR': 30_000 },
    effects: 3,
  });
  await ended({
    workMs: 120_000,
    steps: 6,
    spent: { 'model-calls': 4, tokens: 3_000, 'money:EUR': 50_000 },
    effects: 5,
  });
  // What is still at work, and what sent nothing by design, says nothing of what a run costs.
  await startSample(under.desk.made.engine);
  await ended({ sandbox: true, workMs: 9_999_999 });
  const found = forecast(10);
  expect(found).toMatchObject({ runsLookedAt: 2, firings: 10, effects: 40, failedShare: 0 });
  expect(found.used).toEqual({
    wall: 900_000,
    steps: 50,
    'model-calls': 30,
    tokens: 20_000,
    'money:EUR': 400_000,
  });
  const limited = forecast(10, [{ measure: 'tokens', limit: 1_500, atLimit: 'ask' }]);
  expect(limited).toMatchObject({ used: { tokens: 12_500 }, heldDown: [{ measure: 'tokens', limit: 1_500 }] });
  expect(forecastWords(limited)).toContain('used more than the 1,500 tokens each may use now');
  const words = forecastWords(found);
  for (const part of ['15 min of work', '30 model calls', '20,000 tokens', '0.40 EUR', '40 actions'])
    expect(words).toContain(part);
});

test('a forecast says when nothing was measured, when no model is called, and when its calls have no price', async () => {
  expect(forecastWords(forecast(3))).toContain('No run of this agent has ended');
  await ended({ status: 'failed', workMs: 1_000 });
  expect(forecastWords(forecast(3))).toContain('call no model: no money');
  expect(forecastWords(forecast(3))).toContain('100 % of those failed');
  await ended({ spent: { 'model-calls': 1, tokens: 10 } });
  expect(forecastWords(forecast(3))).toContain('no price');
});
