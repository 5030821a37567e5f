import { afterAll, beforeAll, expect, test } from 'vitest';
import { consoleOffers, consoleQueries, type ConsoleAnswer } from '../../../shared/domain/console-query.ts';
import { endRuntimes, startFurnished, type RuntimeProcess } from '../../helpers/runtime-process.ts';
import { approvalsAre, journalOf, runIs, startPlan, updateOf } from '../../helpers/scripted-runs.ts';

let runtime: RuntimeProcess;
beforeAll(async () => {
  runtime = await startFurnished();
});
afterAll(endRuntimes);

async function asked(tool: string, args: object = {}): Promise<ConsoleAnswer & { readonly code?: string }> {
  const runId = await startPlan(runtime, [{ do: 'try', entry: { do: 'query', tool, args } }]);
  await runIs(runtime, runId, 'succeeded');
  const { output } = await runtime.call('run.show', { runId });
  return (output as { results: [ConsoleAnswer & { code?: string }] }).results[0];
}

test('a run asks the console about runs, approvals, decisions, costs and agents, and every answer says what it rests on and since when', async () => {
  const failed = await startPlan(runtime, [{ do: 'throw', code: 'broken' }]);
  await runIs(runtime, failed, 'failed');
  const waiting = await startPlan(runtime, [updateOf('42')]);
  await approvalsAre(runtime, waiting, 'pending');

  const why = await asked('why_run_stands', { runId: failed });
  expect(why.found).toMatchObject({ status: 'failed', error: { code: 'broken' } });
  expect(why.sources).toEqual([{ kind: 'run', id: failed, label: expect.any(String), atMs: expect.any(Number) }]);
  expect((await asked('show_run', { runId: failed.replaceAll('-', '').slice(-6) })).sources[0]?.id).toBe(failed);
  expect((await asked('find_runs', { statuses: ['failed'] })).sources.map(({ id }) => id)).toContain(failed);
  expect((await asked('list_waiting')).found).toMatchObject({ total: 1, waiting: [{ tool: 'record.update' }] });
  expect((await asked('find_decisions')).found).toEqual({ decisions: [] });
  expect((await asked('show_costs', { runId: failed })).found).toMatchObject({ callsOfUnknownCost: 0 });
  expect((await asked('show_costs')).found).toMatchObject({ agents: [{ agentId: 'scripted' }] });
  expect((await asked('list_agents')).sources).toContainEqual(
    expect.objectContaining({ kind: 'agent', id: 'scripted' }),
  );
  expect((await asked('find_quotes', { words: 'nothing like it' })).provenance).toContain('quoted');
});

test('what is no question, or has other arguments, is refused by a stable code, and reads no file that is not attached', async () => {
  expect(await asked('drop_everything')).toMatchObject({ code: 'unsupported' });
  expect(await asked('show_run', {})).toMatchObject({ code: 'invalid-input' });
  expect(await asked('show_run', { runId: 'nowhere' })).toMatchObject({ code: 'not-found' });
  expect(await asked('read_report')).toMatchObject({ code: 'not-found' });
  expect(await asked('read_attachment', { name: '../../token' })).toMatchObject({ code: 'not-found' });
});

test('an answer is journaled: a replay does not ask again', async () => {
  const plan = [{ do: 'query', tool: 'find_runs', args: {} }, { do: 'signal', name: 'go-on' }, { do: 'keep' }];
  const runId = await startPlan(runtime, plan);
  await runIs(runtime, runId, 'waiting-signal');
  await runtime.call('run.pause', { runId, reason: 'leave the host' });
  await runtime.call('run.resume', { runId });
  await runtime.call('signal.send', { runId, name: 'go-on', payload: 'null' });
  await runIs(runtime, runId, 'succeeded');
  const entries = (await journalOf(runtime, runId)).filter(({ name }) => name === 'find_runs');
  expect(entries.map(({ kind, phase }) => `${kind} ${phase}`)).toEqual(['step done']);
});

test('a question to a person is a wait that nobody else’s signal ends, and its time can be over', async () => {
  const runId = await startPlan(runtime, [
    { do: 'ask', question: 'Which of the two?', options: { choices: ['a', 'b'], timeoutMs: 400 } },
  ]);
  await expect(runtime.call('signal.send', { runId, name: 'answer', payload: '"a"' })).rejects.toMatchObject({
    code: 'refused',
  });
  await runIs(runtime, runId, 'succeeded');
  const { output } = await runtime.call('run.show', { runId });
  expect(output).toMatchObject({ results: [null] });
  const bad = await startPlan(runtime, [{ do: 'try', entry: { do: 'ask', question: '' } }]);
  await runIs(runtime, bad, 'succeeded');
  expect((await runtime.call('run.show', { runId: bad })).output).toMatchObject({
    results: [{ code: 'bad-question' }],
  });
});

test('each question is offered to models with the schema of its arguments', () => {
  const offers = consoleOffers();
  expect(offers.map(({ name }) => name)).toEqual(Object.keys(consoleQueries));
  expect(offers.find(({ name }) => name === 'show_run')?.parameters).toMatchObject({
    type: 'object',
    required: ['runId'],
    additionalProperties: false,
  });
});
