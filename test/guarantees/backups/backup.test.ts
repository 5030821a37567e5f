import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { makeBackup } from '../../../electron/runtime/backups/make-backup.ts';
import { readManifest } from '../../../electron/runtime/backups/manifest.ts';
import { systemIds } from '../../../electron/runtime/system-ports.ts';
import { openPlaces } from '../../../electron/runtime/threads/places.ts';
import { blobPath } from '../../../electron/runtime/store/read/artifact-reads.ts';
import { endRuntimes, startFurnished, startRuntime } from '../../helpers/runtime-process.ts';
import { approvalsAre, runIs, seen, startPlan, updateOf } from '../../helpers/scripted-runs.ts';
import { furnish, startSample } from '../../helpers/sample-runs.ts';
import { openTestEngine } from '../../helpers/test-engine.ts';

afterAll(endRuntimes);

const sha256 = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex');

test('a backup holds the database, the records, the kept files and the releases, each with its hash, and is in the audit log', async () => {
  const runtime = await startFurnished();
  const runId = await startPlan(runtime, [{ do: 'artifact', name: 'notes.txt', text: 'kept' }, updateOf('42')]);
  await runtime.call('approval.approve', { items: (await approvalsAre(runtime, runId, 'pending')).map(seen) });
  await runIs(runtime, runId, 'succeeded');
  const seenPhases = new Set<string>();
  runtime.client.onEphemeral('backup', ({ phase }) => seenPhases.add(phase));
  const backup = await runtime.call('backup.create', {});
  expect(backup).toMatchObject({ problem: null, missing: 0, folder: join(runtime.workspace, 'backups', backup.name) });
  const manifest = await readManifest(backup.folder);
  const paths = manifest.files.map(({ path }) => path);
  expect(paths).toEqual(expect.arrayContaining(['lanekeeper.db', 'records.db']));
  expect(paths.filter((path) => path.startsWith('artifacts/'))).toHaveLength(1);
  expect(paths.filter((path) => path.endsWith('/manifest.json')).length).toBeGreaterThan(1);
  for (const file of manifest.files) expect(sha256(join(backup.folder, file.path))).toBe(file.sha256);
  expect(readdirSync(backup.folder).toSorted()).toEqual([
    'artifacts',
    'lanekeeper.db',
    'manifest.json',
    'records.db',
    'releases',
  ]);
  const { events } = await runtime.call('audit.list', { kind: 'backup.made' });
  expect(events).toMatchObject([{ actorId: 'ada', summary: expect.stringContaining(backup.name) }]);
  expect(await runtime.call('backup.list', {})).toMatchObject({ backups: [{ name: backup.name, problem: null }] });
  expect(await runtime.call('audit.verify', {})).toMatchObject({ ok: true });
});

test('a backup needs a person who may change something, stays out of the files it is made of, and is made once per command', async () => {
  const runtime = await startFurnished();
  await runtime.call('person.create', { personId: 'eve', printedName: 'Eve O.', role: 'auditor' });
  await expect(runtime.call('backup.create', {}, { as: 'eve' })).rejects.toMatchObject({ code: 'not-allowed' });
  for (const place of ['artifacts', 'releases/x', 'outbox'])
    await expect(runtime.call('backup.createAt', { folder: join(runtime.workspace, place) })).rejects.toMatchObject({
      code: 'refused',
    });
  const into = mkdtempSync(join(tmpdir(), 'lanekeeper-backups-'));
  const commandId = systemIds.uuid();
  const first = await runtime.call('backup.createAt', { folder: into }, { commandId });
  expect(await runtime.call('backup.createAt', { folder: into }, { commandId })).toEqual(first);
  expect(readdirSync(into)).toEqual([first.name]);
  expect((await runtime.call('audit.list', { kind: 'backup.made' })).events).toHaveLength(1);
});

test('work goes on while a backup is made, and what was copied is one moment of it', async () => {
  const made = openTestEngine();
  await furnish(made.engine);
  const input = JSON.stringify({ text: 'x'.repeat(20_000) });
  for (let round = 0; round < 20; round += 1)
    await Promise.all(Array.from({ length: 50 }, () => startSample(made.engine, { input })));
  const into = mkdtempSync(join(tmpdir(), 'lanekeeper-backups-'));
  const stop = new AbortController();
  let meanwhile = 0;
  let stepsSeen = 0;
  const writing = (async () => {
    while (!stop.signal.aborted) {
      await startSample(made.engine, { input });
      meanwhile += 1;
    }
  })();
  const places = openPlaces(made.folder);
  const backup = await makeBackup(
    { into, places, version: '0', takenAtMs: 1_700_000_000_000 },
    { isOver: () => false, progress: ({ phase }) => (stepsSeen += phase === 'database' ? 1 : 0) },
  );
  stop.abort();
  await writing;
  expect(meanwhile).toBeGreaterThan(5);
  expect(stepsSeen).toBeGreaterThan(5);
  expect(backup).toMatchObject({ name: 'lanekeeper-20231114-221320', problem: null });
  expect(made.verify().events).toBeGreaterThan(backup.events);
  made.close();
});

test.each(['backup.after-database', 'backup.before-rename'])(
  'killed at %s: no half-written backup is taken for one, and the next backup clears it away',
  async (point) => {
    const runtime = await startFurnished({ crashAt: `${point}:1` });
    const { workspace } = runtime;
    await runtime.call('backup.create', {}).catch(() => undefined);
    await runtime.ended;
    const left = readdirSync(join(workspace, 'backups'));
    expect(left).toEqual([expect.stringMatching(/\.partial$/)]);
    const again = await startRuntime({ workspace });
    expect(await again.call('backup.list', {})).toMatchObject({ backups: [] });
    await expect(readManifest(join(workspace, 'backups', left[0] ?? ''))).rejects.toMatchObject({ code: 'refused' });
    const backup = await again.call('backup.create', {});
    expect(readdirSync(join(workspace, 'backups'))).toEqual([backup.name]);
  },
);

test('a kept file that is damaged or gone is named by the backup and left out; everything else is in it', async () => {
  const runtime = await startFurnished();
  const texts = ['one', 'two', 'three'];
  const runId = await startPlan(
    runtime,
    texts.map((text) => ({ do: 'artifact', name: `${text}.txt`, text })),
  );
  await runIs(runtime, runId, 'succeeded');
  const { artifacts } = await runtime.call('run.show', { runId });
  writeFileSync(artifacts[0]?.path ?? '', 'onE');
  rmSync(artifacts[1]?.path ?? '');
  const backup = await runtime.call('backup.create', {});
  expect(backup).toMatchObject({ missing: 2, problem: null });
  const manifest = await readManifest(backup.folder);
  expect(manifest.missing.toSorted()).toEqual(
    artifacts
      .slice(0, 2)
      .map((one) => one.sha256)
      .toSorted(),
  );
  const kept = artifacts[2]?.sha256 ?? '';
  expect(existsSync(blobPath(join(backup.folder, 'artifacts'), kept))).toBe(true);
});

test('a backup that does not pass its checks is not kept, and the words say so', async () => {
  const made = openTestEngine();
  await furnish(made.engine);
  await startSample(made.engine);
  made.db
    .prepare("UPDATE audit SET bytes = replace(bytes, 'Sample run', 'Simple run') WHERE kind = 'run.started'")
    .run();
  const into = mkdtempSync(join(tmpdir(), 'lanekeeper-backups-'));
  await expect(
    makeBackup(
      { into, places: openPlaces(made.folder), version: '0', takenAtMs: 1 },
      { isOver: () => false, progress: () => {} },
    ),
  ).rejects.toMatchObject({ code: 'degraded', message: expect.stringContaining('audit log') });
  expect(readdirSync(into)).toEqual([]);
  made.close();
});
