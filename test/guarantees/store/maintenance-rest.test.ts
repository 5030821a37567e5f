import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openWriter, type Db } from '../../../electron/runtime/store/open.ts';
import { openMaintenanceLine, type MaintenanceLine } from '../../../electron/runtime/threads/maintenance-line.ts';

let folder: string;
let writer: Db;
let line: MaintenanceLine;
/** What was set to happen after a while and was not taken back, the newest last. */
let alarms: (() => void)[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lanekeeper-maintenance-'));
  const [database, artifactFolder] = [join(folder, 'lanekeeper.db'), join(folder, 'kept')];
  mkdirSync(artifactFolder);
  writer = openWriter(database);
  writer.exec('CREATE TABLE note (n INTEGER PRIMARY KEY)');
  alarms = [];
  line = openMaintenanceLine({ database, artifactFolder }, (_ms, act) => {
    const alarm = (): void => {
      alarms = alarms.filter((other) => other !== alarm);
      act();
    };
    alarms.push(alarm);
    return () => void (alarms = alarms.filter((other) => other !== alarm));
  });
});

afterEach(async () => {
  await line.close();
  writer.close();
  rmSync(folder, { recursive: true, force: true });
});

const aWhileLater = (): void => alarms.at(-1)?.();

/** Keeps a file over a host's line, as a host does. */
async function keep(port: MessagePort, text: string): Promise<string> {
  const bytes = new TextEncoder().encode(text);
  port.postMessage({ kind: 'write', seq: 1, bytes });
  const [reply] = (await once(port, 'message')) as [{ kind: string; sha256: string }];
  expect(reply.kind).toBe('written');
  return reply.sha256;
}

test('the thread ends when it has had nothing to do for a while, and what comes later starts another', async () => {
  line.wrote();
  aWhileLater();
  expect(line.isStarted()).toBe(true);
  aWhileLater();
  await vi.waitFor(() => expect(line.isStarted()).toBe(false), { timeout: 10_000 });
  const host = new MessageChannel();
  line.connectFiles(host.port1);
  const sha256 = await keep(host.port2, 'kept by the second thread');
  expect(readFileSync(join(folder, 'kept', sha256.slice(0, 2), sha256), 'utf8')).toBe('kept by the second thread');
  host.port2.close();
});

test('it stays while a host may ask it for files, and hears what is said while it is asked', async () => {
  const [first, second] = [new MessageChannel(), new MessageChannel()];
  line.connectFiles(first.port1);
  await keep(first.port2, 'one');
  aWhileLater();
  // It is not known yet whether it ends.
  line.connectFiles(second.port1);
  await keep(second.port2, 'two');
  await keep(first.port2, 'three');
  expect(line.isStarted()).toBe(true);
  // It was told nothing since: with the last host gone it ends.
  aWhileLater();
  await keep(first.port2, 'four');
  for (const { port2 } of [first, second]) port2.close();
  await vi.waitFor(() => expect(line.isStarted()).toBe(false), { timeout: 10_000 });
});
