import { createHash } from 'node:crypto';
import { appendFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createFakeClock } from '../../helpers/fake-clock.ts';
import { createIncomingFiles } from '../../../electron/runtime/artifacts/incoming-files.ts';

let folder: string;
const clock = createFakeClock();
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
  const imported = createIncomingFiles(join(folder, 'kept'), clock)
    .import({ path })
    .finally(() => {
      isSettled = true;
    });
  grow();
  await expect(imported).rejects.toMatchObject({ code: 'refused', message: expect.stringContaining('changed while') });
  expect(kept()).toEqual([]);
});

test('a folder, and a file that is not there, are told apart in words', async () => {
  const files = createIncomingFiles(join(folder, 'kept'), clock);
  await expect(files.import({ path: folder })).rejects.toMatchObject({ message: `${folder} is a folder, not a file.` });
  await expect(files.import({ path: join(folder, 'absent.csv') })).rejects.toMatchObject({ code: 'not-found' });
});

test('an upload that ends short of what was announced keeps nothing; a whole one is kept by its hash', async () => {
  const files = createIncomingFiles(join(folder, 'kept'), clock);
  const short = await files.open({ name: 'a.csv', bytes: 10 });
  await files.append({ ...short, offset: 0, base64: Buffer.from('12345').toString('base64') });
  await expect(files.close(short)).rejects.toMatchObject({ message: 'Only 5 of 10 bytes arrived; nothing was kept.' });
  expect(kept()).toEqual([]);
  const whole = await files.open({ name: 'a.csv', bytes: 5 });
  await files.append({ ...whole, offset: 0, base64: Buffer.from('12345').toString('base64') });
  const ref = await files.close(whole);
  expect(kept()).toContain(join(ref.sha256.slice(0, 2), ref.sha256));
});

test('pieces sent without waiting for one another are kept in the order they were sent', async () => {
  const files = createIncomingFiles(join(folder, 'kept'), clock);
  const upload = await files.open({ name: 'a.csv', bytes: 3_000_000 });
  const pieces = [97, 98, 99].map((byte) => Buffer.alloc(1_000_000, byte));
  const received = pieces.map((piece, at) =>
    files.append({ ...upload, offset: at * 1_000_000, base64: piece.toString('base64') }),
  );
  const ref = await files.close(upload);
  expect(await Promise.all(received)).toEqual([{ received: 1e6 }, { received: 2e6 }, { received: 3e6 }]);
  expect(ref.sha256).toBe(createHash('sha256').update(Buffer.concat(pieces)).digest('hex'));
});

test('an upload that is given up gives its place back, also in the middle of a piece, and may be given up twice', async () => {
  const files = createIncomingFiles(join(folder, 'kept'), clock);
  for (let round = 0; round < 40; round += 1) {
    const upload = await files.open({ name: 'a.csv', bytes: 10 });
    const piece = files.append({ ...upload, offset: 0, base64: Buffer.from('12345').toString('base64') });
    await files.cancel(upload);
    await files.cancel(upload);
    await piece;
    await expect(files.close(upload)).rejects.toMatchObject({ code: 'not-found' });
  }
  expect(kept()).toEqual([]);
});

test('uploads that lost their window give their places to others, and those that go on keep theirs', async () => {
  const files = createIncomingFiles(join(folder, 'kept'), clock);
  const piece = (offset: number) => ({ offset, base64: Buffer.from('12345').toString('base64') });
  const uploads = await Promise.all(Array.from({ length: 32 }, () => files.open({ name: 'a.csv', bytes: 10 })));
  const [goesOn, lost] = uploads;
  if (goesOn === undefined || lost === undefined) throw new Error('32 were opened');
  await files.append({ ...goesOn, ...piece(0) });
  await expect(files.open({ name: 'b.csv', bytes: 10 })).rejects.toMatchObject({ code: 'refused' });
  clock.pass(4 * 60_000);
  await files.append({ ...goesOn, ...piece(5) });
  clock.pass(60_000);
  await files.open({ name: 'b.csv', bytes: 10 });
  await expect(files.append({ ...lost, ...piece(0) })).rejects.toMatchObject({ code: 'not-found' });
  expect((await files.close(goesOn)).bytes).toBe(10);
  await files.abandonAll();
});
