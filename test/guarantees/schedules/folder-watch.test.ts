import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  createFolderWatch,
  type FolderWatch,
  type FolderWatchOptions,
} from '../../../electron/runtime/schedules/folder-watch.ts';
import { createFakeClock, type FakeClock } from '../../helpers/fake-clock.ts';

let folder: string;
let clock: FakeClock;
let taken: string[];
let fired: Set<string>;
let watch: FolderWatch;
let refuses: boolean;
/** What happens while a file is taken in. */
let during: () => void;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lanekeeper-watched-'));
  clock = createFakeClock(Date.now());
  taken = [];
  fired = new Set();
  refuses = false;
  during = () => {};
  watch = createFolderWatch(watching());
});
function watching(): FolderWatchOptions {
  return {
    clock,
    log: { info: () => {}, warn: () => {}, error: () => {} },
    hasFired: async (_scheduleId, sha256) => fired.has(sha256),
    take: async (_scheduleId, path, isSame) => {
      if (refuses) throw new Error('the disk is full');
      const sha256 = createHash('sha256').update(readFileSync(path)).digest('hex');
      during();
      if (!(await isSame())) return false;
      fired.add(sha256);
      taken.push(path.slice(folder.length + 1));
      return true;
    },
  };
}

afterEach(() => {
  watch.close();
  rmSync(folder, { recursive: true, force: true });
});

function put(name: string, text: string, ageMs = 60_000): void {
  writeFileSync(join(folder, name), text);
  const at = (clock.now() - ageMs) / 1000;
  utimesSync(join(folder, name), at, at);
}

function follow(path = folder): void {
  watch.follow([{ scheduleId: 's', path, settleMs: 2_000 }]);
}

/** Time passes until `done`: a look is armed when the system has told of a change, which takes as long as it takes. */
async function passUntil(done: () => void): Promise<void> {
  await vi.waitFor(
    () => {
      clock.pass(2_000);
      done();
    },
    { timeout: 20_000, interval: 20 },
  );
}

test('files that are there, and files that come, are taken once each by their content, whatever they are called', async () => {
  put('one.csv', 'a');
  follow();
  await passUntil(() => expect(taken).toEqual(['one.csv']));
  put('two.csv', 'b');
  put('copy-of-one.csv', 'a');
  await passUntil(() => expect(taken).toEqual(['one.csv', 'two.csv']));
  watch.close();
  follow();
  put('three.csv', 'c');
  await passUntil(() => expect(taken).toEqual(['one.csv', 'two.csv', 'three.csv']));
});

test('a file is not taken while it is still written, nor under a name that says so', async () => {
  put('loading.csv.part', 'b');
  put('.hidden', 'c');
  put('done.csv', 'd');
  put('growing.csv', 'a', 0);
  follow();
  let size = 1;
  await vi.waitFor(
    () => {
      put('growing.csv', 'a'.repeat((size += 1)), 0);
      clock.pass(1_000);
      expect(taken).toEqual(['done.csv']);
    },
    { timeout: 20_000, interval: 20 },
  );
  await passUntil(() => expect(taken).toEqual(['done.csv', 'growing.csv']));
  expect(fired.has(createHash('sha256').update('a'.repeat(size)).digest('hex'))).toBe(true);
});

test('a folder that is not there is named as the problem, and is watched once it is there', async () => {
  const later = join(folder, 'later');
  follow(later);
  await vi.waitFor(() => expect(watch.problem('s')).toContain('ENOENT'), { timeout: 20_000 });
  mkdirSync(later);
  writeFileSync(join(later, 'x.csv'), 'x');
  await vi.waitFor(
    () => {
      clock.pass(31_000);
      expect(taken).toEqual(['later/x.csv']);
    },
    { timeout: 20_000, interval: 20 },
  );
  expect(watch.problem('s')).toBe('');
});

test('a file that could not be taken is taken later', async () => {
  refuses = true;
  put('one.csv', 'a');
  follow();
  await new Promise((resolve) => setImmediate(resolve));
  refuses = false;
  await vi.waitFor(
    () => {
      clock.pass(31_000);
      expect(taken).toEqual(['one.csv']);
    },
    { timeout: 20_000, interval: 20 },
  );
});

test('a folder that reports no changes, as on a network, is looked at every minute', async () => {
  watch.close();
  const deaf = { close: () => {} };
  watch = createFolderWatch({ ...watching(), listen: () => deaf });
  put('one.csv', 'a');
  follow();
  await passUntil(() => expect(taken).toEqual(['one.csv']));
  put('two.csv', 'b');
  await passUntil(() => expect(taken).toEqual(['one.csv', 'two.csv']));
});

test('a folder that was made anew under its name is heard again', async () => {
  const heard = join(folder, 'heard');
  mkdirSync(heard);
  watch.close();
  const listened: string[] = [];
  let close = 0;
  watch = createFolderWatch({
    ...watching(),
    listen: (path) => {
      listened.push(path);
      return { close: () => (close += 1) };
    },
  });
  follow(heard);
  await vi.waitFor(() => expect(listened).toHaveLength(1), { timeout: 20_000 });
  // Kept so that the system cannot give its number to the new one.
  renameSync(heard, join(folder, 'earlier'));
  mkdirSync(heard);
  put('heard/new.csv', 'n');
  await passUntil(() => expect(taken).toEqual(['heard/new.csv']));
  expect(listened).toEqual([heard, heard]);
  expect(close).toBe(1);
});

test('a file that is written while it is taken in starts nothing, and one run when it has settled', async () => {
  put('one.csv', 'half');
  let times = 0;
  during = () => {
    times += 1;
    if (times === 1) put('one.csv', 'half and half', 0);
  };
  follow();
  await passUntil(() => expect(taken).toEqual(['one.csv']));
  expect(times).toBe(2);
  expect([...fired]).toEqual([createHash('sha256').update('half and half').digest('hex')]);
});
