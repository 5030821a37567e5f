import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { generateRequestSchema, type ModelEvent } from '../../../shared/domain/model-call.ts';
import { openModelDesk, scriptedCard, scriptedEndpoint, type ModelDesk } from '../../helpers/model-desk.ts';
import { scriptedBackground, type ScriptedBackground } from '../../helpers/scripted-model/background.ts';
import { scriptedStream } from '../../helpers/scripted-model/responses.ts';
import { startScriptedModel, type ScriptedModel } from '../../helpers/scripted-model/server.ts';

let server: ScriptedModel;
let desk: ModelDesk;
let background: ScriptedBackground;
const request = generateRequestSchema.parse({
  purpose: 'chat',
  instructions: '',
  items: [{ kind: 'message', role: 'user', text: 'Write the report.' }],
  urgency: 'later',
});
const never = new AbortController().signal;

beforeAll(async () => {
  server = await startScriptedModel();
});
afterAll(() => server.close());
beforeEach(() => {
  background = scriptedBackground(scriptedStream().queued().text('The ', 'report.').completed());
  server.script(background.answer);
  desk = openModelDesk();
  desk.chain(scriptedEndpoint(server.baseUrl));
  desk.cards['first'] = scriptedCard(server.baseUrl, ['background']);
});

async function begun() {
  const response = await desk.models.begin(request, { signal: never });
  if (response === null) throw new Error('nothing was begun');
  return response;
}

/** Routes asked since the test began, shortest form. */
function routes(from: number): string[] {
  return server.requests.slice(from).map(({ route, query }) => {
    const after = query.get('starting_after');
    return `${route.split(' ')[0]}${query.has('stream') ? ' stream' : ''}${after === null ? '' : ` after ${after}`}`;
  });
}

test('a response is begun once, its id is known before it is followed, and the provider keeps it', async () => {
  const from = server.requests.length;
  const response = await begun();
  expect(response).toMatchObject({ endpointId: 'first', model: 'scripted', responseId: 'resp_scripted' });
  expect(server.requests[from]?.body).toMatchObject({ background: true, store: true, stream: true });
  const heard: ModelEvent[] = [];
  const result = await desk.models.follow(response, { request, signal: never, onEvent: (event) => heard.push(event) });
  expect(result).toMatchObject({ text: 'The report.', status: 'completed', isKept: true, money: '0.0004 EUR' });
  expect(heard.flatMap((event) => (event.kind === 'text' ? [event.delta] : []))).toStrictEqual(['The ', 'report.']);
  expect(routes(from)).toStrictEqual(['POST', 'GET stream']);
});

test('a stream that is cut goes on after the last event that was heard, and nothing is said twice', async () => {
  const response = await begun();
  const from = server.requests.length;
  background.cutAfter = 6;
  const heard: ModelEvent[] = [];
  const waits = desk.waits(1_000);
  const followed = desk.models.follow(response, { request, signal: never, onEvent: (event) => heard.push(event) });
  await waits;
  desk.clock.pass(1_000);
  expect((await followed).text).toBe('The report.');
  expect(heard.flatMap((event) => (event.kind === 'text' ? [event.delta] : []))).toStrictEqual(['The ', 'report.']);
  expect(routes(from)).toStrictEqual(['GET stream', 'GET', 'GET stream after 5']);
});

test('a response that cannot be listened to is looked at until it has ended', async () => {
  const response = await begun();
  background.isStreamable = false;
  background.status = 'queued';
  const from = server.requests.length;
  const waits = desk.waits(1_000);
  const followed = desk.models.follow(response, { request, signal: never, onEvent: () => {} });
  await waits;
  background.status = 'completed';
  desk.clock.pass(1_000);
  expect(await followed).toMatchObject({ text: 'The report.', usageIs: 'stated' });
  expect(routes(from)).toStrictEqual(['GET stream', 'GET', 'GET']);
});

test('a response the provider no longer has is lost, and may have been paid for', async () => {
  const response = await begun();
  background.status = 'lost';
  await expect(desk.models.follow(response, { request, signal: never, onEvent: () => {} })).rejects.toMatchObject({
    code: 'response-lost',
    terms: { again: 'may-cost', charge: 'unknown' },
  });
});

test('who stops to listen stops nothing else; cancelled, it ends at the provider', async () => {
  const response = await begun();
  background.isStreamable = false;
  const stop = new AbortController();
  const from = server.requests.length;
  const followed = desk.models.follow(response, { request, signal: stop.signal, onEvent: () => {} });
  await server.asked(from + 2);
  stop.abort();
  await expect(followed).rejects.toMatchObject({ code: 'model-stopped', terms: { charge: 'unknown' } });
  expect(background.status).toBe('in_progress');
  await desk.models.cancel(response, never);
  expect(background.status).toBe('cancelled');
});

test('an endpoint that was not found able to do this is asked as ever', async () => {
  desk.cards['first'] = scriptedCard(server.baseUrl, ['streaming']);
  const from = server.requests.length;
  expect(await desk.models.begin(request, { signal: never })).toBeNull();
  expect(routes(from)).toStrictEqual([]);
});
