import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CapabilityCard } from '../../../shared/domain/model-endpoint.ts';
import { probeEndpoint } from '../../../electron/runtime/providers/probe.ts';
import { openModelDesk, scriptedEndpoint } from '../../helpers/model-desk.ts';
import { ableModel, plainModel } from '../../helpers/scripted-model/able.ts';
import { startScriptedModel, type ScriptedModel } from '../../helpers/scripted-model/server.ts';

let server: ScriptedModel;
beforeAll(async () => {
  server = await startScriptedModel();
});
afterAll(() => server.close());

function probed(): Promise<CapabilityCard> {
  const desk = openModelDesk();
  const endpoint = scriptedEndpoint(server.baseUrl, { kind: 'compatible' });
  desk.chain(endpoint);
  return probeEndpoint(desk.deps, { endpoint, model: 'scripted', settings: desk.settings });
}

function able({ checks }: CapabilityCard): string[] {
  return checks.filter(({ isOk }) => isOk).map(({ id }) => id);
}

test('an endpoint that can do everything is found to', async () => {
  server.script(ableModel);
  const card = await probed();
  expect(card).toMatchObject({ api: 'responses', models: ['scripted-1'], baseUrl: server.baseUrl, model: 'scripted' });
  expect(able(card).toSorted()).toStrictEqual(
    ['background', 'json-schema', 'parallel-tools', 'reachable', 'reasoning', 'streaming', 'tools', 'usage'].toSorted(),
  );
});

test('one that knows chat completions alone is asked by them, and what it cannot do is said', async () => {
  server.script(plainModel);
  const card = await probed();
  expect([card.api, able(card)]).toStrictEqual(['chat-completions', ['reachable']]);
  expect(card.checks).toHaveLength(8);
});

test('one that does not answer is asked once, and the card says why', async () => {
  server.script(() => ({ kind: 'error', status: 500, error: { message: 'Down' } }));
  const from = server.requests.length;
  const { checks } = await probed();
  expect(checks).toMatchObject([{ id: 'reachable', isOk: false, detail: expect.stringContaining('Down') as string }]);
  expect(server.requests).toHaveLength(from + 1);
});
