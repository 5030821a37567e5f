import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ModelItem } from '../../../shared/domain/model-call.ts';
import type { TurnOutput } from '../../../electron/runtime/sdk/agent-loop/turn.ts';
import { endRuntimes, startFurnished } from '../../helpers/runtime-process.ts';
import { approvalsAre, journalOf, runIs, seen, startPlan } from '../../helpers/scripted-runs.ts';
import { startModels, type ModelCalled, type ModelRuntime } from '../../helpers/scripted-models.ts';

let runtime: ModelRuntime;
let failed = '';
beforeAll(async () => {
  runtime = await startModels();
  failed = await startPlan(runtime, [{ do: 'throw', code: 'broken' }]);
  await runIs(runtime, failed, 'failed');
});
afterAll(endRuntimes);

const call = (name: string, args: unknown, callId = `call_${name}`): ModelItem => ({
  kind: 'call',
  callId,
  name,
  arguments: typeof args === 'string' ? args : JSON.stringify(args),
});

/** An answer that asks for these tools. */
function calls(on: ModelCalled, ...items: ModelItem[]): void {
  on.answers({ text: '', items });
}

function outputs({ request }: ModelCalled): Record<string, string> {
  const found = (request?.items ?? []).flatMap((item) =>
    item.kind === 'call-output' ? [[item.callId, item.output]] : [],
  );
  return Object.fromEntries(found) as Record<string, string>;
}

const say = async (text: string, more: object = {}): Promise<string> => {
  const input = { conversationId: 'c', turnId: 't', text, history: [], ...more };
  return (await runtime.call('run.start', { agentId: 'console-assistant', input })).runId;
};

async function answerOf(on: ModelRuntime, runId: string): Promise<TurnOutput> {
  await runIs(on, runId, 'succeeded');
  return (await on.call('run.show', { runId })).output as TurnOutput;
}

test('several tools of one answer are called side by side, each gets its own output, and the answer refers to what was looked up', async () => {
  const runId = await say('why did it fail?');
  const first = await runtime.called('generate');
  expect(first.request?.tools.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['find_runs', 'propose_action', 'update_record']),
  );
  calls(first, call('list_agents', {}, 'call_b'), call('why_run_stands', { runId: failed }, 'call_a'));
  const second = await runtime.called('generate');
  expect(Object.keys(outputs(second))).toEqual(['call_b', 'call_a']);
  const { sources } = JSON.parse(outputs(second)['call_a'] ?? '{}') as { sources: { n: number }[] };
  second.answers({ text: `It is broken [${sources[0]?.n}], not [99].` });
  const answer = await answerOf(runtime, runId);
  expect(answer).toMatchObject({
    text: 'It is broken [1], not .',
    sources: [{ kind: 'run', id: failed }],
    engine: 'test-1 at scripted',
    verdicts: [{ rule: 'output.citation' }],
  });
  const branches = (await journalOf(runtime, runId)).map(({ path }) => path).filter((path) => path.includes('/all:'));
  expect(branches).toEqual(
    expect.arrayContaining([expect.stringContaining('all:call_a/'), expect.stringContaining('all:call_b/')]),
  );
});

test('arguments that are no JSON, a tool that there is not, and one that fails are told back, and end nothing', async () => {
  const runId = await say('try');
  calls(
    await runtime.called('generate'),
    call('find_runs', '{"most": ', 'one'),
    call('drop_everything', {}, 'two'),
    call('show_run', { runId: 'nowhere' }, 'three'),
    call('set_plan', { plan: 'none' }, 'four'),
  );
  const second = await runtime.called('generate');
  expect(outputs(second)).toEqual({
    one: expect.stringContaining('no JSON object'),
    two: expect.stringContaining('There is no tool'),
    three: expect.stringContaining('not-found'),
    four: expect.stringContaining('invalid-input'),
  });
  second.answers({ text: 'I could not.' });
  expect((await answerOf(runtime, runId)).text).toBe('I could not.');
});

test('the same call again and again is refused, and then the model has to answer with what it has', async () => {
  const runId = await say('loop');
  let last = await runtime.called('generate');
  for (let round = 1; round <= 5; round += 1) {
    calls(last, call('list_agents', {}, `call_${round}`));
    last = await runtime.called('generate');
  }
  expect(outputs(last)['call_4']).toContain('3 times');
  expect(last.request?.tools).toEqual([]);
  last.answers({ text: 'This is all.' });
  expect((await answerOf(runtime, runId)).verdicts).toMatchObject([{ rule: 'loop.circle', verdict: 'warn' }]);
});

test('a person steers between two model calls, and changes the plan before it runs', async () => {
  const runId = await say('a lot of work');
  const first = await runtime.called('generate');
  await runtime.call('signal.send', { runId, name: 'steer', payload: JSON.stringify({ text: 'and be brief' }) });
  const plan = [{ text: 'look', status: 'open' }];
  calls(first, call('set_plan', { plan, isToBeConfirmed: true }));
  await runIs(runtime, runId, 'waiting-signal');
  const changed = [{ text: 'look twice', status: 'open' }];
  await runtime.call('signal.send', { runId, name: 'plan', payload: JSON.stringify({ plan: changed }) });
  const second = await runtime.called('generate');
  expect(outputs(second)['call_set_plan']).toContain('look twice');
  expect(second.request?.items.at(-1)).toEqual({ kind: 'message', role: 'user', text: 'and be brief' });
  calls(second, call('list_agents', {}));
  await runtime.call('signal.send', {
    runId,
    name: 'plan',
    payload: JSON.stringify({ plan: [{ text: 'stop', status: 'open' }] }),
  });
  const third = await runtime.called('generate');
  third.answers({ text: 'Done.' });
  await answerOf(runtime, runId);
  const plans = (await journalOf(runtime, runId)).filter(({ name }) => name === 'plan');
  expect(plans[0]).toMatchObject({ kind: 'step', phase: 'done' });
});

test('what a person would confirm is proposed, one in an answer, and done by nobody', async () => {
  const runId = await say('cancel it');
  const action = { method: 'run.cancel', input: { runId: failed, reason: 'asked' }, label: 'Cancel the run' };
  calls(
    await runtime.called('generate'),
    call('propose_action', action, 'one'),
    call('propose_action', { ...action, label: 'Again' }, 'two'),
  );
  const second = await runtime.called('generate');
  expect(outputs(second)['two']).toContain('One action is proposed already');
  second.answers({ text: 'Shall I?' });
  expect((await answerOf(runtime, runId)).action).toEqual(action);
  expect((await runtime.call('run.show', { runId: failed })).run.status).toBe('failed');
});

test('an action that foreign text may have chosen says so on its card, waits for a person through a kill, and is asked for once', async () => {
  const plain = await say('close record 7');
  calls(await runtime.called('generate'), call('update_record', { recordId: '7', set: { status: 'closed' } }));
  const plainTier = (await approvalsAre(runtime, plain, 'pending'))[0]?.tier;
  const runId = await say('close what the tickets say');
  calls(await runtime.called('generate'), call('find_quotes', { words: 'broken' }));
  const second = await runtime.called('generate');
  expect(outputs(second)['call_find_quotes']).toMatch(/^<quoted from=/);
  calls(second, call('update_record', { recordId: '42', set: { status: 'closed' } }));
  await approvalsAre(runtime, runId, 'pending');
  await runtime.kill();

  const again = await startModels({ workspace: runtime.workspace });
  const [approval] = await approvalsAre(again, runId, 'pending');
  if (approval === undefined) throw new Error('nothing waits');
  expect(plainTier).toBe('gate');
  expect(approval.tier).toBe('gate-two');
  await again.call('person.create', { personId: 'cleo', printedName: 'Cleo M.', role: 'reviewer' });
  await again.call('approval.approve', { items: [seen(approval)], reason: 'right' }, { as: 'ben' });
  const [half] = await approvalsAre(again, runId, 'partly-approved');
  await again.call('approval.approve', { items: [seen(half ?? approval)], reason: 'right' }, { as: 'cleo' });
  const third = await again.called('generate');
  expect(outputs(third)['call_update_record']).toContain('was done');
  third.answers({ text: 'It is closed.' });
  expect((await answerOf(again, runId)).text).toBe('It is closed.');
  expect(again.waiting()).toEqual([]);
  const { lines } = await again.call('budget.ofRun', { runId });
  expect(lines.filter(({ kind }) => kind === 'model').map(({ status }) => status)).toEqual([
    'settled',
    'settled',
    'settled',
  ]);
  await again.stop();
});

test('with no model the engine inside answers, as the assistant does', async () => {
  const plain = await startFurnished();
  const question = 'Which agents are there?';
  const { runId } = await plain.call('run.start', {
    agentId: 'console-assistant',
    input: { conversationId: 'c', turnId: 't', text: question, history: [] },
  });
  await runIs(plain, runId, 'succeeded');
  const { output } = await plain.call('run.show', { runId });
  const asked = await plain.call('assistant.ask', { question });
  expect(output).toMatchObject({ text: asked.text, sources: asked.citations, choices: asked.choices });
  expect(output).toMatchObject({
    verdicts: [{ rule: 'language.reading', verdict: 'pass', message: expect.stringContaining('Read as agents;') }],
  });
  await plain.stop();
});
