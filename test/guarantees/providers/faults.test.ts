import { afterAll, beforeAll, expect, test } from 'vitest';
import { openModelDesk, scriptedEndpoint, type ModelDesk, type Outcome } from '../../helpers/model-desk.ts';
import { faults, type Told } from './fault-table.ts';
import { scriptedStream } from '../../helpers/scripted-model/responses.ts';
import { startScriptedModel, type ScriptedModel } from '../../helpers/scripted-model/server.ts';

let first: ScriptedModel;
let second: ScriptedModel;
let desk: ModelDesk;

beforeAll(async () => {
  first = await startScriptedModel();
  second = await startScriptedModel(() => ({
    kind: 'stream',
    beats: scriptedStream().text('From the second.').completed(),
  }));
});
afterAll(() => Promise.all([first.close(), second.close()]));

test.each(faults)('$fault', async ({ reply, passes, comesTo }) => {
  desk = openModelDesk();
  desk.chain(
    scriptedEndpoint(first.baseUrl),
    scriptedEndpoint(second.baseUrl, { endpointId: 'second', title: 'Second' }),
  );
  const before = first.requests.length;
  first.script(reply);
  const asked = desk.ask();
  if (passes === 'asked') await first.asked(before + 1);
  if (passes === 'text') await asked.hears('text');
  if (passes !== undefined) desk.clock.pass(30_000);
  const outcome = await asked.end;
  expect(first.requests.length - before, 'asked once').toBe(1);
  expect(told(outcome)).toMatchObject(comesTo);
});

function told({ result, error }: Outcome): Told {
  const text = result?.text ?? '';
  return {
    by: result === null ? 'nobody' : result.endpointId === 'first' ? 'first' : 'second',
    code: error?.code ?? null,
    again: error?.terms.again ?? null,
    charge: error?.terms.charge ?? null,
    retryAfterMs: error?.retryAfterMs ?? null,
    says: error?.message ?? null,
    status: result?.status ?? null,
    reason: result?.reason ?? null,
    text: text.length > 40 ? `${text.slice(0, 39)}…` : text,
    usageIs: result?.usageIs ?? null,
    money: result?.money ?? null,
    passedOver: (result ?? error)?.passedOver ?? [],
  };
}
