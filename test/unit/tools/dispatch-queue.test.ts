import { expect, test } from 'vitest';
import { createDispatchQueue } from '../../../electron/runtime/tools/dispatch-queue.ts';

function gate() {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { promise, open: resolve };
}

test('at most as many jobs as there are slots run at once, and all of them run', async () => {
  const queue = createDispatchQueue(3);
  let running = 0;
  let most = 0;
  const results = await Promise.all(
    Array.from({ length: 50 }, (_, n) =>
      queue.run({
        id: String(n),
        locks: [],
        recalled: -1,
        work: async () => {
          running += 1;
          most = Math.max(most, running);
          await Promise.resolve();
          running -= 1;
          return n;
        },
      }),
    ),
  );
  expect(most).toBe(3);
  expect(results).toEqual(Array.from({ length: 50 }, (_, n) => n));
});

test('jobs that share a lock keep their order and never overlap, while others pass them', async () => {
  const queue = createDispatchQueue(8);
  const order: string[] = [];
  const first = gate();
  const job = (id: string, lock: string, until: Promise<void> = Promise.resolve()) =>
    queue.run({
      id,
      locks: [lock],
      recalled: undefined,
      work: async () => {
        order.push(`${id} starts`);
        await until;
        order.push(`${id} ends`);
      },
    });
  const all = [job('a1', 'a', first.promise), job('a2', 'a'), job('b1', 'b')];
  await all[2];
  first.open();
  await Promise.all(all);
  expect(order).toEqual(['a1 starts', 'b1 starts', 'b1 ends', 'a1 ends', 'a2 starts', 'a2 ends']);
});

test('a job that fails frees its slot and its lock', async () => {
  const queue = createDispatchQueue(1);
  const failing = queue.run({ id: '1', locks: ['x'], recalled: 0, work: () => Promise.reject(new Error('broken')) });
  const next = queue.run({ id: '2', locks: ['x'], recalled: 0, work: () => Promise.resolve(2) });
  await expect(failing).rejects.toThrow('broken');
  expect(await next).toBe(2);
  await queue.idle();
});

test('a recall takes back what has not started and names what has', async () => {
  const queue = createDispatchQueue(1);
  const started = gate();
  const job = (id: string, until: Promise<void>) =>
    queue.run({ id, locks: [], recalled: 'recalled', work: () => until.then(() => 'ran') });
  const all = [job('one', started.promise), job('two', Promise.resolve()), job('three', Promise.resolve())];
  expect(queue.recall((id) => id !== 'three')).toEqual({ recalled: ['two'], inFlight: ['one'] });
  started.open();
  expect(await Promise.all(all)).toEqual(['ran', 'recalled', 'ran']);
});
