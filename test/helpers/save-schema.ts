import Database from 'better-sqlite3';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { buildIfStale } from '../../electron/host/building/build.ts';
import { schemaVersion } from '../../electron/runtime/store/migrations/migrations.ts';
import { policyHolding, preparedWorkspace } from './prepared-workspace.ts';
import { scriptedEndpoint } from './model-desk.ts';
import { scriptedWith, startRuntime } from './runtime-process.ts';
import { scriptedStream } from './scripted-model/responses.ts';
import { startScriptedModel } from './scripted-model/server.ts';
import { approvalsAre, effectsAre, replyTo, runIs, seen, sideBySide, startPlan, updateOf } from './scripted-runs.ts';

/**
 * Saves the database of a small workspace under `test/fixtures/workspaces/schema-N.db.gz`, once for each schema that
 * was released: `node test/helpers/save-schema.ts`, before the migration after it is written. Its tests need:
 * runs that ended, wait and sleep; approvals pending, decided and rejected; effects done; an artifact; a stop; a
 * conversation with turns beside each other, answered by a model, and one that asks its person; something remembered.
 */
await buildIfStale(['code']);
const workspace = await preparedWorkspace(policyHolding(0));
const runtime = await startRuntime({ workspace });
await runtime.call('agent.add', { folder: scriptedWith({ memory: true }) });

const done = await startPlan(runtime, [
  { do: 'step', name: 'first' },
  { do: 'artifact', name: 'notes.txt', text: 'kept' },
  updateOf('42'),
  { do: 'step', name: 'last' },
]);
await runtime.call('approval.approve', {
  items: (await approvalsAre(runtime, done, 'pending')).map(seen),
  reason: 'looks right',
});
await runIs(runtime, done, 'succeeded');
await effectsAre(runtime, done, 'done');

const refused = await startPlan(runtime, [updateOf('43')]);
await runtime.call('approval.reject', {
  items: (await approvalsAre(runtime, refused, 'pending')).map(seen),
  reason: 'not this one',
});
await runIs(runtime, refused, 'succeeded', 'failed', 'needs-attention');

const waiting = await startPlan(runtime, [sideBySide([replyTo('1'), replyTo('2')])]);
await approvalsAre(runtime, waiting, 'pending', 2);
const failed = await startPlan(runtime, [
  { do: 'step', name: 'first' },
  { do: 'remember', text: 'Ada likes short letters.' },
  { do: 'throw' },
]);
await runIs(runtime, failed, 'failed');
const sleeping = await startPlan(runtime, [{ do: 'sleep', ms: 40 * 365 * 86_400_000 }]);
await runIs(runtime, sleeping, 'sleeping');
const signalled = await startPlan(runtime, [{ do: 'signal', name: 'go-on' }]);
await runIs(runtime, signalled, 'waiting-signal');

const model = await startScriptedModel(({ body }) => {
  const stream = scriptedStream();
  const isAsked = JSON.stringify(body['input']).includes('Ask me');
  if (isAsked) stream.call('call_1', 'ask_person', '{"question":"Which one?","choices":["first","second"]}');
  else stream.text('Two ', 'wait.');
  return { kind: 'stream', beats: stream.completed() };
});
await runtime.call('settings.change', {
  egress: [{ origin: model.origin, isPrivate: true }],
  modelEndpoints: [scriptedEndpoint(model.baseUrl)],
  modelChains: [{ purpose: 'chat', ofLabels: [], links: [{ endpointId: 'first', model: 'scripted' }] }],
});
const { conversationId } = await runtime.call('conversation.begin', {});
const answered = async ({ turnId }: { readonly turnId: string }): Promise<void> => {
  await runtime.until(async () => (await runtime.call('turn.show', { turnId })).endedAtMs ?? undefined);
};
const say = (text: string) => runtime.call('turn.say', { conversationId, text });
await answered(await say('What waits for me?'));
const second = await say('And for Ben?');
await answered(second);
await answered(await runtime.call('turn.regenerate', { turnId: second.turnId }));
await answered(await runtime.call('turn.resend', { turnId: second.turnId, text: 'And for Ada?' }));
await say('Ask me which one');
await runtime.until(async () => (await runtime.call('question.list', {})).questions[0]);

await runtime.call('stop.engage', { scope: { kind: 'tool', id: 'unheard.of' }, reason: 'nobody knows it' });
await runtime.call('settings.change', { outboxFrom: 'desk@example.org' });
await runtime.stop();
await model.close();

const target = join(import.meta.dirname, `../fixtures/workspaces/schema-${schemaVersion}.db`);
const db = new Database(join(workspace, 'lanekeeper.db'));
db.prepare('VACUUM INTO ?').run(target);
db.close();
writeFileSync(`${target}.gz`, gzipSync(readFileSync(target), { level: 9 }));
rmSync(target);
rmSync(workspace, { recursive: true });
