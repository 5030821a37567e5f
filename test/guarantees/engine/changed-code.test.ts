import { expect, test } from 'vitest';
import type { Json } from '../../../shared/json.ts';
import type { RunError } from '../../../shared/domain/run.ts';
import type { Ctx } from '../../../electron/runtime/sdk/types.ts';
import { activate, type Activated } from '../../helpers/journal-engine.ts';

type Code = (ctx: Ctx) => Promise<Json>;

const here = /changed-code\.test\.ts:\d+:\d+/;

/** What became of a run recorded with one code, up to a cut, and taken up with another. */
async function resumed(recorded: Code, cut: number, code: Code): Promise<{ error: RunError | null; after: Activated }> {
  const before = await activate({ run: recorded, journal: [], seed: 'recorded' });
  const after = await activate({ run: code, journal: before.journal.slice(0, cut), seed: 'resumed' });
  return { error: after.ended.kind === 'mismatch' ? after.ended.error : null, after };
}

async function abc(ctx: Ctx): Promise<Json> {
  return [await ctx.step('a', () => 1), await ctx.step('b', () => 2), await ctx.step('c', () => 3)];
}

test('a renamed step stops the run and names both', async () => {
  const { error } = await resumed(abc, 2, async (ctx) => [await ctx.step('a', () => 1), await ctx.step('x', () => 2)]);
  expect(error).toMatchObject({
    code: 'journal-mismatch',
    message: 'At 1 the journal has step "b"; the code asks for step "x".',
    where: expect.stringMatching(here),
  });
});

test('another kind of call stops the run and names both', async () => {
  const { error } = await resumed(abc, 2, async (ctx) => {
    await ctx.step('a', () => 1);
    await ctx.sleep(5);
    return null;
  });
  expect(error?.message).toBe('At 1 the journal has step "b"; the code asks for sleep "sleep".');
});

test('steps in another order stop the run at the first', async () => {
  const { error } = await resumed(abc, 3, async (ctx) => [await ctx.step('b', () => 2), await ctx.step('a', () => 1)]);
  expect(error?.message).toBe('At 0 the journal has step "a"; the code asks for step "b".');
});

test('an effect with other arguments stops the run', async () => {
  const asking =
    (target: string): Code =>
    async (ctx) =>
      ctx.effect({ tool: 'any', target, params: {} });
  const { error } = await resumed(asking('one'), 1, asking('two'));
  // The double keeps no argument hash of its own, so what is compared is what the host sent.
  expect(error?.message).toBe(
    'At 0 the journal has effect "any"; the code asks for effect "any" with other arguments.',
  );
});

test('renamed branches stop the run before anything of the new ones has begun', async () => {
  const begun: string[] = [];
  const together =
    (key: string): Code =>
    (ctx) =>
      ctx.all('both', {
        [key]: async (branch) =>
          branch.step('work', () => {
            begun.push(key);
            return 1;
          }),
        other: async (branch) => {
          await branch.sleep(1);
          return 2;
        },
      });
  const { error, after } = await resumed(together('old'), 3, together('new'));
  expect(error).toMatchObject({ code: 'journal-mismatch', message: expect.stringContaining('0/all:old/0') });
  expect(begun).toEqual(['old']);
  expect(after.journal).toHaveLength(3);
});

test('a step put in front of a recorded one stops the run before its body has begun', async () => {
  const begun: string[] = [];
  const { error } = await resumed(
    (ctx) => ctx.all('both', { one: async (branch) => branch.step('first', () => 1) }),
    1,
    (ctx) =>
      ctx.step('new', () => {
        begun.push('new');
        return 1;
      }),
  );
  expect(error?.code).toBe('journal-mismatch');
  expect(begun).toEqual([]);
});

test('code that ends before its journal does stops the run', async () => {
  const { error, after } = await resumed(abc, 3, async (ctx) => [await ctx.step('a', () => 1)]);
  expect(after.ended.kind).toBe('mismatch');
  expect(error).toMatchObject({ code: 'journal-mismatch', message: expect.stringContaining('step "b" at 1') });
});

test('code that throws before its journal ends stops the run for a person, instead of failing it', async () => {
  const { error } = await resumed(abc, 3, async (ctx) => {
    await ctx.step('a', () => 1);
    throw new Error('new code, new mistake');
  });
  expect(error).toMatchObject({ code: 'journal-mismatch', message: expect.stringContaining('step "b" at 1') });
});

test('code that does not come back to a wait its journal has stops the run at its end', async () => {
  const { error } = await resumed(
    (ctx) => ctx.signal('approved'),
    1,
    async () => 'no need to wait',
  );
  expect(error).toMatchObject({ code: 'journal-mismatch', message: expect.stringContaining('signal "approved" at 0') });
});

test('code that takes its time between two calls is not taken for changed code', async () => {
  const slow: Code = (ctx) =>
    ctx.all('both', {
      slow: async (branch) => {
        await branch.step('one', () => 1);
        for (let turn = 0; turn < 40; turn += 1) await new Promise((resolve) => setImmediate(resolve));
        return branch.step('two', () => 2);
      },
      waits: (branch) => branch.signal('go'),
    });
  const { error } = await resumed(slow, 4, slow);
  expect(error).toBeNull();
});

test('the same code, with more at its end, goes on', async () => {
  const { after } = await resumed(abc, 3, async (ctx) => [await abc(ctx), await ctx.step('d', () => 4)]);
  expect(after.ended).toMatchObject({ kind: 'finished', output: '[[1,2,3],4]' });
});

async function errorOf(run: Code): Promise<RunError | null> {
  const { ended } = await activate({ run, journal: [], seed: 'misuse' });
  return ended.kind === 'failed' ? ended.error : null;
}

test('two calls in flight on one ctx are an error that names the line', async () => {
  const error = await errorOf(async (ctx) => {
    const slow = ctx.step('slow', () => 1);
    await ctx.step('second', () => 2);
    return slow;
  });
  expect(error).toMatchObject({ code: 'ctx-overlap', message: expect.stringMatching(here) });
});

test("using a parent's ctx inside a branch is an error that names the line", async () => {
  const error = await errorOf((ctx) => ctx.all('both', { one: () => ctx.step('not mine', () => 1) }));
  expect(error).toMatchObject({ code: 'ctx-overlap', message: expect.stringMatching(here) });
});

test('a ctx call inside a step body is an error that names the line', async () => {
  const error = await errorOf((ctx) => ctx.step('outer', () => ctx.step('inner', () => 1), { maxAttempts: 1 }));
  expect(error).toMatchObject({ code: 'ctx-in-step', message: expect.stringMatching(here) });
});

test('a value JSON cannot carry is an error that names the step', async () => {
  const error = await errorOf((ctx) => ctx.step('odd', () => (() => 1) as unknown as Json, { maxAttempts: 1 }));
  expect(error).toMatchObject({ code: 'not-json', message: expect.stringContaining('odd') });
});

test('a run ends with its own error, and a branch that failed takes its neighbours along', async () => {
  const error = await errorOf((ctx) =>
    ctx.all('both', {
      fails: (branch) => {
        return branch.step(
          'broken',
          () => {
            throw new Error('broken');
          },
          { maxAttempts: 1 },
        );
      },
      waits: async (branch) => {
        await branch.signal('never');
        return 1;
      },
    }),
  );
  expect(error).toMatchObject({ message: 'broken' });
});

test('an entry of a journal format that is newer than this program stops the run before anything is done', async () => {
  const before = await activate({ run: abc, journal: [], seed: 'recorded' });
  const journal = before.journal.slice(0, 2).map((entry) => ({ ...entry, version: 99 }));
  const begun: string[] = [];
  const { ended } = await activate({
    run: async (ctx) => ctx.step('a', () => begun.push('a')),
    journal,
    seed: 'resumed',
  });
  expect(ended).toMatchObject({
    kind: 'mismatch',
    error: { code: 'journal-newer', message: expect.stringMatching(/Entry 0, step "a", has journal format 99/) },
  });
  expect(begun).toEqual([]);
});
