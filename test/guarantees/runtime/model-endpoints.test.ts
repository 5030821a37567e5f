import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CallLine } from '../../../shared/domain/budget.ts';
import { scriptedEndpoint } from '../../helpers/model-desk.ts';
import { ableModel } from '../../helpers/scripted-model/able.ts';
import { scriptedBackground } from '../../helpers/scripted-model/background.ts';
import { scriptedStream } from '../../helpers/scripted-model/responses.ts';
import { startScriptedModel, type Reply, type ScriptedModel } from '../../helpers/scripted-model/server.ts';
import { policyHolding, preparedWorkspace } from '../../helpers/prepared-workspace.ts';
import { agentFolder, endRuntimes, startRuntime, type RuntimeProcess } from '../../helpers/runtime-process.ts';
import { runIs, show, startPlan } from '../../helpers/scripted-runs.ts';

let server: ScriptedModel;
let runtime: RuntimeProcess;
const answer = (): Reply => ({ kind: 'stream', beats: scriptedStream().text('Two ', 'wait.').completed() });

beforeAll(async () => {
  server = await startScriptedModel(ableModel);
  runtime = await startRuntime({ workspace: await preparedWorkspace(policyHolding(0)) });
  await runtime.call('agent.add', { folder: agentFolder('scripted') });
  const endpoint = scriptedEndpoint(server.baseUrl);
  await runtime.call('settings.change', {
    egress: [{ origin: server.origin, isPrivate: true }],
    modelEndpoints: [endpoint],
    modelChains: [{ purpose: 'chat', ofLabels: [], links: [{ endpointId: 'first', model: 'scripted' }] }],
  });
});
afterAll(async () => {
  await endRuntimes();
  await server.close();
});

async function restarted(): Promise<void> {
  await runtime.kill();
  runtime = await startRuntime({ workspace: runtime.workspace });
}

/** What became of each call of the ledger, oldest first. */
async function linesOf(runId: string): Promise<readonly Pick<CallLine, 'status' | 'used'>[]> {
  const { lines } = await runtime.call('budget.ofRun', { runId });
  return lines.toSorted((one, other) => one.atMs - other.atMs).map(({ status, used }) => ({ status, used }));
}

const paid = { tokens: 120, 'model-calls': 1, 'money:EUR': 400 };

test('a limit is waited for as long as it says and asked again, and one call is paid', async () => {
  const from = server.requests.length;
  server.script(() =>
    server.requests.length === from + 1
      ? { kind: 'error', status: 429, headers: { 'retry-after': '1' }, error: { message: 'Slow down' } }
      : answer(),
  );
  const runId = await startPlan(runtime, [{ do: 'generate', options: { retry: { maxAttempts: 3 } } }]);
  await runIs(runtime, runId, 'succeeded');
  expect(server.requests).toHaveLength(from + 2);
  expect((await show(runtime, runId)).output).toMatchObject({ results: [{ text: 'Two wait.', money: '0.0004 EUR' }] });
  expect((await runtime.call('budget.ofRun', { runId })).used).toMatchObject({ tokens: 120, 'money:EUR': 400 });
});

test('killed in the middle of a stream, the call is unknown and stays charged, and asking again is a second cost', async () => {
  const from = server.requests.length;
  const hold = new Promise<never>(() => {});
  server.script(() => ({ kind: 'stream', beats: [...scriptedStream().text('Two ').soFar(), { hold }] }));
  const runId = await startPlan(runtime, [{ do: 'generate' }]);
  await server.asked(from + 1);
  server.script(answer);
  await restarted();
  await runIs(runtime, runId, 'succeeded');
  expect(server.requests).toHaveLength(from + 2);
  expect(await linesOf(runId)).toMatchObject([{ status: 'unknown' }, { used: paid }]);
});

test('killed while a response is worked on in the background, it is followed after the restart and paid once', async () => {
  server.script(ableModel);
  const { checks } = await runtime.call('model.test', { endpointId: 'first', model: 'scripted' });
  expect(checks.find(({ id }) => id === 'background')?.isOk).toBe(true);
  const background = scriptedBackground(scriptedStream().queued().text('Two ', 'wait.').completed());
  background.isStreamable = false;
  background.status = 'queued';
  server.script(background.answer);
  const from = server.requests.length;
  const runId = await startPlan(runtime, [{ do: 'generate', request: { urgency: 'later' } }]);
  await server.asked(from + 3);
  await restarted();
  background.status = 'completed';
  await runIs(runtime, runId, 'succeeded');
  expect(server.requests.slice(from).filter(({ route }) => route === 'POST /v1/responses')).toHaveLength(1);
  expect((await show(runtime, runId)).output).toMatchObject({ results: [{ text: 'Two wait.', isKept: true }] });
  expect((await runtime.call('budget.ofRun', { runId })).used).toMatchObject({ tokens: 120, 'money:EUR': 400 });
});

test('a turn of a conversation calls a tool of the console over the endpoint, is told as it is said, and answers with what was found', async () => {
  const { conversationId } = await runtime.call('conversation.begin', {});
  const listening = Promise.withResolvers<void>();
  const heard = Promise.withResolvers<void>();
  const from = server.requests.length;
  server.script(() =>
    server.requests.length === from + 1
      ? {
          kind: 'stream',
          beats: [{ hold: listening.promise }, ...scriptedStream().call('call_1', 'list_agents', '{}').completed()],
        }
      : {
          kind: 'stream',
          beats: [...scriptedStream().text('Scripted ').soFar(), { hold: heard.promise }, ...restOfAnswer()],
        },
  );
  const turn = await runtime.call('turn.say', { conversationId, text: 'Which agents are there?' });
  const runId = turn.runId ?? '';
  const told = Promise.withResolvers<string>();
  runtime.client.onEphemeral('turn', ({ text }) => void (text !== '' && told.resolve(text)));
  runtime.client.subscribe(['run.changed'], { key: runId }, () => {});
  await runtime.call('workspace.status', {});
  listening.resolve();
  expect(await told.promise).toContain('Scripted');
  heard.resolve();
  await runIs(runtime, runId, 'succeeded');
  const sent = server.requests.slice(from).map(({ body }) => JSON.stringify(body['input']));
  expect(sent[1]).toContain('function_call_output');
  expect(sent[1]).toContain('scripted');
  const shown = await runtime.call('turn.show', { turnId: turn.turnId });
  expect(shown.answer).toMatchObject({ text: 'Scripted is one [1].', sources: [{ kind: 'agent' }] });
  expect(shown.calls).toMatchObject([{ callId: 'call_1', tool: 'list_agents', status: 'done' }]);
});

/** What comes after the first words of the answer. */
function restOfAnswer(): Extract<Reply, { kind: 'stream' }>['beats'] {
  const whole = scriptedStream().text('Scripted ', 'is one [1].').completed();
  return whole.slice(scriptedStream().text('Scripted ').soFar().length);
}
