import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Json } from '../../../shared/json.ts';
import { runContext } from '../../../electron/runtime/hosts/run-context.ts';
import { AgentError } from '../../../electron/runtime/sdk/agent-error.ts';
import type { Ctx } from '../../../electron/runtime/sdk/types.ts';
import { activate, type Ended } from '../../helpers/journal-engine.ts';

/** A made-up agent: what it does, one after the other. */
type Op =
  | { readonly do: 'step'; readonly failTimes: number; readonly turns: number }
  | { readonly do: 'sleep' | 'sleepUntil' | 'signal' | 'keyed' | 'send' | 'child' | 'effect' | 'chance' }
  | { readonly do: 'all' | 'race'; readonly branches: readonly (readonly Op[])[] };

const leaf: fc.Arbitrary<Op> = fc.oneof(
  fc.record({ do: fc.constant('step' as const), failTimes: fc.constantFrom(0, 0, 1, 2, 9), turns: fc.nat(2) }),
  fc.record({
    do: fc.constantFrom(
      'sleep' as const,
      'sleepUntil' as const,
      'signal' as const,
      'keyed' as const,
      'send' as const,
      'child' as const,
      'effect' as const,
      'chance' as const,
    ),
  }),
);

function branching(inner: fc.Arbitrary<Op>): fc.Arbitrary<Op> {
  return fc.record({
    do: fc.constantFrom('all' as const, 'race' as const),
    branches: fc.array(fc.array(inner, { minLength: 1, maxLength: 2 }), { minLength: 2, maxLength: 3 }),
  });
}

const op = fc.oneof({ arbitrary: leaf, weight: 2 }, branching(fc.oneof(leaf, leaf, branching(leaf))));
const program = fc.array(op, { minLength: 1, maxLength: 4 });

/** Paths of the step bodies that were begun. */
type Begun = string[];

async function perform(ctx: Ctx, ops: readonly Op[], begun: Begun): Promise<Json[]> {
  const results: Json[] = [];
  for (const [index, one] of ops.entries())
    try {
      results.push(await performOne(ctx, one, { begun, at: `${ctx.path}${index}` }));
    } catch (thrown) {
      results.push({ caught: thrown instanceof AgentError ? thrown.code : String(thrown) });
    }
  return results;
}

async function performOne(ctx: Ctx, one: Op, where: { begun: Begun; at: string }): Promise<Json> {
  switch (one.do) {
    case 'step':
      return ctx.step('work', async (step) => {
        where.begun.push(`${where.at} ${step.attempt}`);
        for (let left = one.turns; left > 0; left -= 1) await new Promise((resolve) => setImmediate(resolve));
        if (step.attempt <= one.failTimes) throw new AgentError('told-to', 'It was told to fail.');
        return { at: where.at, attempt: step.attempt };
      });
    case 'sleep':
      await ctx.sleep(10);
      return ctx.now();
    case 'sleepUntil':
      await ctx.sleepUntil('2027-01-31T09:00:00+01:00');
      return ctx.now();
    case 'signal':
      return ctx.signal('go');
    case 'keyed':
      return ctx.signal('go', { key: where.at, timeoutMs: 5 });
    case 'send':
      await ctx.send('another', 'go', where.at, { key: 'k' });
      return ctx.now();
    case 'child':
      return ctx.all('family', {
        child: async (branch) => branch.join(await branch.spawn('worker', { at: where.at }), { timeoutMs: 9 }),
      });
    case 'effect':
      return await ctx.effect({ tool: 'any', target: where.at, params: {} });
    case 'chance':
      // The second is what Math.random and Date give outside a step body.
      return [ctx.random(), runContext.getStore()?.source.random() ?? null, ctx.uuid(), ctx.now()];
    case 'all':
      return ctx.all('together', branchesOf(one.branches, where.begun));
    case 'race':
      return ctx.race('first', branchesOf(one.branches, where.begun));
  }
}

function branchesOf(branches: readonly (readonly Op[])[], begun: Begun): Record<string, (ctx: Ctx) => Promise<Json>> {
  return Object.fromEntries(branches.map((ops, index) => [`b${index}`, (ctx: Ctx) => perform(ctx, ops, begun)]));
}

function outcome(ended: Ended): string {
  return ended.kind === 'finished' ? ended.output : JSON.stringify(ended);
}

/** Final records of a journal, as the bodies that must not begin again. */
function bodiesDone(journal: Awaited<ReturnType<typeof activate>>['journal']): Set<string> {
  return new Set(journal.filter((entry) => entry.phase === 'done' || entry.phase === 'failed').map(({ path }) => path));
}

test('1,000 interleavings: whatever prefix a crash leaves, the run ends the same and no finished step begins again', async () => {
  let prefixes = 0;
  await fc.assert(
    fc.asyncProperty(program, fc.nat(), async (ops, order) => {
      const whole = await activate({ run: (ctx) => perform(ctx, ops, []), journal: [], seed: `${order}` });
      expect(whole.ended.kind).toBe('finished');
      const { length } = whole.journal;
      const cuts = [
        ...new Set([length, order % (length + 1), (order * 7) % (length + 1), (order * 13) % (length + 1)]),
      ];
      for (const cut of cuts) {
        prefixes += 1;
        const begun: Begun = [];
        const journal = whole.journal.slice(0, cut);
        const again = await activate({
          run: (ctx) => perform(ctx, ops, begun),
          journal,
          seed: 'again',
          follow: whole.journal,
        });
        expect(outcome(again.ended)).toBe(outcome(whole.ended));
        const done = bodiesDone(journal);
        expect(begun.filter((body) => done.has(body.split(' ')[0] ?? ''))).toEqual([]);
      }
    }),
    { numRuns: 1_000, seed: 20_260_101 },
  );
  expect(prefixes).toBeGreaterThan(1_000);
}, 120_000);

test('300 runs that crash three times and go on in another order each time end without a false mismatch', async () => {
  await fc.assert(
    fc.asyncProperty(program, fc.nat(), async (ops, order) => {
      let journal: Awaited<ReturnType<typeof activate>>['journal'] = [];
      let ended: Ended = { kind: 'open' };
      for (let life = 0; life < 4 && ended.kind === 'open'; life += 1) {
        const begun: Begun = [];
        const done = bodiesDone(journal);
        const next = await activate({
          run: (ctx) => perform(ctx, ops, begun),
          journal,
          seed: `${order} ${life}`,
          ...(life === 3 ? {} : { crashAt: journal.length + 1 + ((order + life) % 4) }),
        });
        expect(begun.filter((body) => done.has(body.split(' ')[0] ?? ''))).toEqual([]);
        ({ journal, ended } = next);
      }
      expect(ended.kind).toBe('finished');
    }),
    { numRuns: 300, seed: 20_260_102 },
  );
}, 60_000);
