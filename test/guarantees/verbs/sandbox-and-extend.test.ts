import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RuntimeProcess } from '../../helpers/runtime-process.ts';
import { outbox, startFurnished } from '../../helpers/runtime-process.ts';
import { approvalsAre, replyTo, runIs, seen, show, startPlan, updateOf } from '../../helpers/scripted-runs.ts';

let runtime: RuntimeProcess;
beforeAll(async () => {
  runtime = await startFurnished();
});
afterAll(() => runtime.stop());

async function approve(runId: string): Promise<void> {
  const pending = await approvalsAre(runtime, runId, 'pending');
  await runtime.call('approval.approve', { items: pending.map(seen) });
}

test('what a sandbox run proposes is decided and recorded, says so everywhere, and never reaches a tool', async () => {
  const plan = [replyTo('sb-1'), updateOf('sb-1')];
  const run = await runtime.call('run.start', { agentId: 'scripted', input: { plan }, sandbox: true });
  expect(run.sandbox).toBe(true);
  const [reply] = await approvalsAre(runtime, run.runId, 'pending');
  expect(reply?.title).toMatch(/^Sandbox: /);
  await approve(run.runId);
  await runtime.until(async () => ((await show(runtime, run.runId)).effects.length === 2 ? true : undefined));
  await approve(run.runId);
  await runIs(runtime, run.runId, 'succeeded');
  const { effects, verbs } = await show(runtime, run.runId);
  expect(effects.map(({ status, dispatches }) => `${status} ${dispatches}`)).toEqual(['done 0', 'done 0']);
  expect(effects[0]?.receipt?.summary).toContain('nothing was sent');
  expect(outbox(runtime.workspace)).toEqual([]);
  expect(verbs.rollBack).toMatchObject({ allowed: false, reason: expect.stringContaining('sandbox') });
  const kinds = (await runtime.call('audit.list', { limit: 200 })).events.map(({ kind }) => kind);
  expect(kinds).toContain('effect.simulated');
  expect(kinds).not.toContain('effect.intent');
});

test('the same record updated outside the sandbox is as if the sandbox had never been', async () => {
  const runId = await startPlan(runtime, [updateOf('sb-1')]);
  await approve(runId);
  await runIs(runtime, runId, 'succeeded');
  expect((await show(runtime, runId)).effects).toMatchObject([{ receipt: { summary: 'Record sb-1 created' } }]);
});

test('a finished run is continued as a linked run with its artifacts and further input', async () => {
  const plan = [{ do: 'artifact', name: 'notes.txt', text: 'what was found' }];
  const runId = await startPlan(runtime, plan);
  await runIs(runtime, runId, 'succeeded');
  const input = JSON.stringify({
    plan: [
      { do: 'inherited', name: 'further' },
      { do: 'artifact', name: 'own.txt', text: 'mine' },
      { do: 'inherited' },
    ],
  });
  const next = await runtime.call('run.extend', { runId, input, reason: 'more to do' });
  expect(next.origin).toEqual({ kind: 'extension', runId, path: null });
  await runIs(runtime, next.runId, 'succeeded');
  const { artifacts, steps } = await show(runtime, next.runId);
  expect(artifacts.map(({ name }) => name)).toEqual(['notes.txt', 'own.txt']);
  expect(steps.map(({ name }) => name)).toEqual(['further', 'own.txt', 'inherited']);
  // The agent reads what came along, and what it makes itself is no part of that.
  const { output } = await runtime.call('run.show', { runId: next.runId });
  expect(output).toMatchObject({ results: [{ 'notes.txt': 'what was found' }, {}, { 'notes.txt': 'what was found' }] });
});

test('what cannot be continued, or with such input, is refused and nothing is started', async () => {
  const runId = await startPlan(runtime, [{ do: 'sleep', ms: 3_600_000 }]);
  await runIs(runtime, runId, 'sleeping');
  const refused = async (call: Promise<unknown>, code: string): Promise<void> =>
    expect(call).rejects.toMatchObject({ code });
  await refused(runtime.call('run.extend', { runId }), 'wrong-state');
  await refused(runtime.call('run.extend', { runId: 'nobody' }), 'not-found');
  await refused(runtime.call('run.extend', { runId, input: '[1]' }), 'invalid-input');
  await refused(runtime.call('run.extend', { runId, input: '{"plan": 1}' }), 'invalid-input');
});
