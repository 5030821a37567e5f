import { mkdirSync, mkdtempSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { collectFiles } from '../../../electron/runtime/artifacts/collect-files.ts';
import { recordArtifact } from '../../../electron/runtime/artifacts/record-artifact.ts';
import type { Acting } from '../../../electron/runtime/engine/acting.ts';
import { createRetention, type Retention } from '../../../electron/runtime/engine/retention.ts';
import { recordEntry } from '../../../electron/runtime/engine/record-entry.ts';
import { endRun } from '../../../electron/runtime/engine/run-decisions.ts';
import { storageCommands } from '../../../electron/runtime/engine/storage-commands.ts';
import { createRunReads } from '../../../electron/runtime/store/read/run-reads.ts';
import { createFakeClock, type FakeClock } from '../../helpers/fake-clock.ts';
import { claimedSample, furnish, stepRecord } from '../../helpers/sample-runs.ts';
import { openTestEngine, type TestEngine } from '../../helpers/test-engine.ts';

const dayMs = 86_400_000;
const logged: unknown[] = [];
const log = { info: () => {}, warn: (...words: unknown[]) => void logged.push(words), error: () => {} };
let clock: FakeClock;
let made: TestEngine;
let retention: Retention;
let collected: number;

beforeEach(async () => {
  clock = createFakeClock();
  made = openTestEngine({ clock });
  collected = 0;
  logged.length = 0;
  await furnish(made.engine);
  await keep(200);
  const { stores } = made.engine;
  retention = createRetention({ engine: made.engine, stores, log, collect: () => void (collected += 1) });
});
afterEach(() => {
  retention.close();
  made.close();
  if (logged.length > 0) throw new Error(JSON.stringify(logged));
});

async function keep(keepRunsDays: number | null): Promise<void> {
  await made.engine.transact({}, ({ settings }) => ({
    ok: true,
    changes: [{ put: 'settings', settings: { ...settings, keepRunsDays } }],
    reply: null,
  }));
}

/** A run that ended, with so many records of so many characters, an artifact and text to search. */
async function endedRun(records = 3, characters = 10): Promise<string> {
  const { engine } = made;
  const { runId, activation } = await claimedSample(engine);
  for (let path = 0; path < records; path += 1)
    await engine.transact(
      { run: runId },
      recordEntry(activation, stepRecord(String(path), { result: JSON.stringify('x'.repeat(characters)) }), null),
    );
  const artifact = {
    name: 'notes.txt',
    role: 'data' as const,
    mediaType: 'text/plain',
    sha256: 'ab'.repeat(32),
    bytes: 4,
    items: null,
    searchText: 'zebra',
  };
  await engine.transact(
    { run: runId },
    recordArtifact(activation, { path: 'a', argsHash: '' }, artifact, () => 1),
  );
  await engine.transact({ run: runId }, endRun(activation, { kind: 'finished', output: '{"secret":1}' }, null));
  return runId;
}

/** Time passes, and everything that follows from it comes to rest. */
async function pass(days: number): Promise<void> {
  clock.pass(days * dayMs);
  await rest();
}

async function rest(): Promise<void> {
  for (let turn = 0; turn < 400; turn += 1) {
    clock.pass(0);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const count = (sql: string): number => made.reader.prepare(sql).pluck().get() as number;
const show = (runId: string) => createRunReads(made.reader, { artifactFolder: made.folder }).show({ runId });
const ada: Acting = {
  person: { personId: 'ada', printedName: 'Ada L.', role: 'reviewer' },
  options: {},
  method: 'run.placeHold',
};

test('what an ended run has to tell its parent stays until the parent has ended, too', async () => {
  const { engine } = made;
  const above = await claimedSample(engine);
  const runId = await endedRun();
  const parent = { runId: above.runId, life: 'detached', path: '0', childId: runId, depth: 1, rootId: above.runId };
  made.db.prepare('UPDATE run SET parent = ? WHERE run_id = ?').run(JSON.stringify(parent), runId);
  retention.look();
  await pass(300);
  expect(made.engine.stores.runs.load(runId)).toMatchObject({ output: '{"secret":1}', removedAtMs: null });
  await engine.transact({ run: above.runId }, endRun(above.activation, { kind: 'finished', output: 'null' }, null));
  await pass(2);
  expect(made.engine.stores.runs.load(runId)).toMatchObject({ output: null });
});

test('when its days are over, what an ended run held is removed; its facts and every audit event stay, and the run says what and when', async () => {
  const runId = await endedRun();
  const events = count('SELECT count(*) FROM audit');
  retention.look();
  await pass(199);
  expect(show(runId)).toMatchObject({ removal: null, output: { secret: 1 } });
  await pass(2);
  expect(show(runId)).toMatchObject({
    run: { status: 'succeeded', title: 'Sample run' },
    input: {},
    output: null,
    artifacts: [],
    removal: { keepDays: 200, records: 4, files: 1, doneAtMs: expect.any(Number) },
    verbs: { retry: { allowed: false }, fork: { allowed: false, reason: expect.stringContaining('removed') } },
  });
  expect(count('SELECT count(*) FROM journal_all')).toBe(0);
  expect(count("SELECT count(*) FROM search WHERE search MATCH 'zebra'")).toBe(0);
  expect(collected).toBe(1);
  expect(count('SELECT count(*) FROM audit')).toBeGreaterThan(events);
  expect(made.verify()).toMatchObject({ ok: true });
  expect(count("SELECT count(*) FROM audit WHERE kind = 'run.contents-removed'")).toBe(1);
});

test('off by default: nothing is ever removed', async () => {
  await keep(null);
  const runId = await endedRun();
  retention.look();
  await pass(4_000);
  expect(show(runId).removal).toBeNull();
  expect(count('SELECT count(*) FROM journal_all')).toBe(4);
});

test('a run on legal hold is not touched until the hold is lifted, and both are in the audit log with name and reason', async () => {
  const [held, free] = [await endedRun(), await endedRun()];
  const commands = storageCommands({ engine: made.engine, stores: made.engine.stores });
  await commands['run.placeHold']({ runId: held, reason: 'a court asked' }, ada);
  await expect(commands['run.placeHold']({ runId: held, reason: 'again' }, ada)).rejects.toMatchObject({
    code: 'wrong-state',
  });
  retention.look();
  await pass(300);
  expect(show(held)).toMatchObject({ removal: null, legalHold: { printedName: 'Ada L.', reason: 'a court asked' } });
  expect(show(free).removal).not.toBeNull();
  await commands['run.liftHold']({ runId: held, reason: 'the case is closed' }, ada);
  retention.look();
  await rest();
  expect(show(held)).toMatchObject({ legalHold: null, removal: { records: 4 } });
  await expect(commands['run.placeHold']({ runId: held, reason: 'late' }, ada)).rejects.toMatchObject({
    code: 'wrong-state',
  });
  for (const kind of ['legal-hold.placed', 'legal-hold.lifted'])
    expect(count(`SELECT count(*) FROM audit WHERE kind = '${kind}'`)).toBe(1);
});

test('a large run goes in steps of at most 64 rows and 128 KiB, each a transaction of its own behind other work', async () => {
  const runId = await endedRun(300, 6_000);
  const left: number[] = [];
  retention.look();
  clock.pass(201 * dayMs);
  for (
    let turn = 0;
    turn < 4_000 && count('SELECT count(*) FROM removal WHERE done_at_ms IS NOT NULL') === 0;
    turn += 1
  ) {
    clock.pass(0);
    await new Promise((resolve) => setImmediate(resolve));
    const now = count('SELECT count(*) FROM journal_all');
    if (now !== left.at(-1)) left.push(now);
  }
  const steps = left.slice(1).map((now, index) => (left[index] ?? 0) - now);
  expect(Math.max(...steps)).toBeLessThanOrEqual(Math.floor((128 * 1024) / 6_000) + 1);
  expect(left.at(-1)).toBe(0);
  expect(show(runId).removal).toMatchObject({ records: 301, doneAtMs: expect.any(Number) });
});

test('a removal that was interrupted goes on at the next start', async () => {
  const runId = await endedRun(300);
  retention.look();
  clock.pass(201 * dayMs);
  for (let turn = 0; turn < 400 && count('SELECT count(*) FROM journal_all') === 301; turn += 1) {
    clock.pass(0);
    await new Promise((resolve) => setImmediate(resolve));
  }
  retention.close();
  expect(show(runId).removal).toMatchObject({ doneAtMs: null });
  const { stores } = made.engine;
  retention = createRetention({ engine: made.engine, stores, log, collect: () => {} });
  retention.look();
  await rest();
  expect(show(runId).removal).toMatchObject({ records: 301, doneAtMs: expect.any(Number) });
});

test('a kept file goes when no row names it and it is a day old; one that a row names, or that is young, stays', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lanekeeper-kept-'));
  const nowMs = Date.now();
  const names = { used: 'aa'.repeat(32), unused: 'bb'.repeat(32), young: 'cc'.repeat(32) };
  for (const [what, name] of Object.entries(names)) {
    mkdirSync(join(folder, name.slice(0, 2)));
    const file = join(folder, name.slice(0, 2), name);
    writeFileSync(file, 'bytes');
    const at = new Date(nowMs - (what === 'young' ? 1 : 2) * dayMs + 60_000);
    utimesSync(file, at, at);
  }
  expect(await collectFiles(folder, new Set([names.used]), nowMs)).toEqual({ files: 1, bytes: 5 });
  expect(readdirSync(folder, { recursive: true }).filter((name) => String(name).length > 60)).toHaveLength(2);
});
