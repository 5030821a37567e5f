import Database from 'better-sqlite3';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { buildIfStale } from '../../electron/host/building/build.ts';
import { schemaVersion } from '../../electron/runtime/store/migrations/migrations.ts';
import { policyHolding, preparedWorkspace } from './prepared-workspace.ts';
import { agentFolder, startRuntime } from './runtime-process.ts';
import { approvalsAre, effectsAre, replyTo, runIs, seen, sideBySide, startPlan, updateOf } from './scripted-runs.ts';

/**
 * Saves the database of a small workspace under `test/fixtures/workspaces/schema-N.db.gz`, once for each schema that
 * was released: `node test/helpers/save-schema.ts`, before the migration after it is written. Its tests need:
 * runs that ended, wait and sleep; approvals pending, decided and rejected; effects done; an artifact; a stop.
 */
await buildIfStale(['code']);
const workspace = await preparedWorkspace(policyHolding(0));
const runtime = await startRuntime({ workspace });
await runtime.call('agent.add', { folder: agentFolder('scripted') });

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
const failed = await startPlan(runtime, [{ do: 'step', name: 'first' }, { do: 'throw' }]);
await runIs(runtime, failed, 'failed');
const sleeping = await startPlan(runtime, [{ do: 'sleep', ms: 40 * 365 * 86_400_000 }]);
await runIs(runtime, sleeping, 'sleeping');
const signalled = await startPlan(runtime, [{ do: 'signal', name: 'go-on' }]);
await runIs(runtime, signalled, 'waiting-signal');
await runtime.call('stop.engage', { scope: { kind: 'tool', id: 'unheard.of' }, reason: 'nobody knows it' });
await runtime.call('settings.change', { outboxFrom: 'desk@example.org' });
await runtime.stop();

const target = join(import.meta.dirname, `../fixtures/workspaces/schema-${schemaVersion}.db`);
const db = new Database(join(workspace, 'lanekeeper.db'));
db.prepare('VACUUM INTO ?').run(target);
db.close();
writeFileSync(`${target}.gz`, gzipSync(readFileSync(target), { level: 9 }));
rmSync(target);
rmSync(workspace, { recursive: true });
