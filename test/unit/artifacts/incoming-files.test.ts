import { appendFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createIncomingFiles } from '../../../electron/runtime/artifacts/incoming-files.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lanekeeper-incoming-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const kept = (): string[] => readdirSync(join(folder, 'kept'), { recursive: true, encoding: 'utf8' });

test('a file that changes while it is read is refused, and nothing of it is kept', async () => {
  const path = join(folder, 'growing.csv');
  writeFileSync(path, Buffer.alloc(8 * 1024 * 1024, 'a,b\n'));
  let isSettled = false;
  const grow = (): void => {
    if (isSettled) return;
    appendFileSync(path, 'x');
    setImmediate(grow);
  };
  const imported = createIncomingFiles(join(folder, 'kept'))
    .import({ path })
    .finally(() => {
      isSettled = true;
    });
  grow();
  await expect(imported).rejects.toMatchObject({ code: 'refused', message: expect.stringContaining('changed while') });
  expect(kept()).toEqual([]);
});

test('a folder, and a file that is not there, are told apart in words', async () => {
  const files = createIncomingFiles(join(folder, 'kept'));
  await expect(files.import({ path: folder })).rejects.toMatchObject({ message: `${folder} is a folder, not a file.` });
  await expect(files.import({ path: join(folder, 'absent.csv') })).rejects.toMatchObject({ code: 'not-found' });
});

test('an upload that ends short of what was announced keeps nothing; a whole one is kept by its hash', async () => {
  const files = createIncomingFiles(join(folder, 'kept'));
  const short = await files.open({ name: 'a.csv', bytes: 10 });
  await files.append({ ...short, offset: 0, base64: Buffer.from('12345').toString('base64') });
  await expect(files.close(short)).rejects.toMatchObject({ message: 'Only 5 of 10 bytes arrived; nothing was kept.' });
  expect(kept()).toEqual([]);
  const whole = await files.open({ name: 'a.csv', bytes: 5 });
  await files.append({ ...whole, offset: 0, base64: Buffer.from('12345').toString('base64') });
  const ref = await files.close(whole);
  expect(kept()).toContain(join(ref.sha256.slice(0, 2), ref.sha256));
});
