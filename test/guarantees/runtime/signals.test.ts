import { afterAll, beforeAll, expect, test } from 'vitest';
import { preparedWorkspace, policyHolding } from '../../helpers/prepared-workspace.ts';
import { agentFolder, endRuntimes, startRuntime, type RuntimeProcess } from '../../helpers/runtime-process.ts';
import { journalOf, runIs, show, startPlan } from '../../helpers/scripted-runs.ts';

let runtime: RuntimeProcess;
beforeAll(async () => {
  runtime = await startRuntime({ workspace: await preparedWorkspace(policyHolding(0)) });
  await runtime.call('agent.add', { folder: agentFolder('scripted') });
});
afterAll(endRuntimes);

function amount(options: object): { do: string; name: string; options: object } {
  return { do: 'signal', name: 'amount', options };
}

test('a run shows what it waits for; a payload that breaks its contract is refused by field; the right one ends it', async () => {
  const runId = await startPlan(runtime, [amount({ key: 'invoice-7' })]);
  await runIs(runtime, runId, 'waiting-signal');
  const { waits, signals, verbs } = await show(runtime, runId);
  expect(waits).toMatchObject([{ kind: 'signal', name: 'amount', key: 'invoice-7', path: '0', dueAtMs: null }]);
  expect(signals.map(({ name }) => name)).toContain('amount');
  expect(verbs.signal).toEqual({ allowed: true, reason: '' });

  const send = (payload: string, name = 'amount') =>
    runtime.call('signal.send', { runId, name, key: 'invoice-7', payload });
  await expect(send('{"euro":"much"}')).rejects.toMatchObject({
    code: 'invalid-input',
    message: 'The payload does not meet its contract amount 2: payload/euro must be number.',
    hint: 'Correct the named fields and send it again.',
  });
  await expect(send('{"euro":')).rejects.toMatchObject({
    code: 'invalid-input',
    message: expect.stringContaining('is not JSON'),
  });
  await expect(send('1', 'unheard-of')).rejects.toMatchObject({ code: 'refused' });
  expect(await send('{ "euro": 12.5 }')).toEqual({ taken: true });
  await runIs(runtime, runId, 'succeeded');
  expect((await show(runtime, runId)).output).toMatchObject({ results: [{ euro: 12.5 }] });
});

test('an early signal survives kill -9 and is taken once; a wait nobody may answer fails in words', async () => {
  const early = await startPlan(runtime, [{ do: 'sleep', ms: 1_000_000_000 }]);
  await runIs(runtime, early, 'sleeping');
  expect(await runtime.call('signal.send', { runId: early, name: 'go-on', payload: '"early"' })).toEqual({
    taken: false,
  });
  const { workspace } = runtime;
  await runtime.kill();
  runtime = await startRuntime({ workspace });
  const { records } = await runtime.call('run.journal', { runId: early });
  expect(records).toHaveLength(1);
  const fork = await runtime.call('run.fork', { runId: early, input: '{"plan":[{"do":"signal","name":"unknown"}]}' });
  const failed = await runIs(runtime, fork.runId, 'failed');
  expect(failed.error).toMatchObject({
    code: 'signal-undeclared',
    message: expect.stringContaining('does not declare. It declares: never, go-on, amount.'),
  });
});

test('a run rewound before a signal it had taken is told it again', async () => {
  const runId = await startPlan(runtime, [
    { do: 'step', name: 'before' },
    { do: 'signal', name: 'go-on' },
    { do: 'step', name: 'after' },
  ]);
  await runtime.call('signal.send', { runId, name: 'go-on', payload: '"yes"' });
  await runIs(runtime, runId, 'succeeded');
  const seen = await runtime.call('run.consequences', { runId, verb: 'rewind', path: '1' });
  expect(seen.notes.join()).toContain(
    'The signal it had taken after that point is kept for it and need not be sent again.',
  );
  await runtime.call('run.rewind', { runId, path: '1', version: seen.version });
  const run = await runIs(runtime, runId, 'succeeded');
  expect(run.attempt).toBe(2);
  expect((await show(runtime, runId)).output).toMatchObject({ results: [{}, 'yes', {}] });
  const taken = (await journalOf(runtime, runId)).filter(({ kind, phase }) => kind === 'signal' && phase === 'done');
  expect(taken).toHaveLength(2);
});
