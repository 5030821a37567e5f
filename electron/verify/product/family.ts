import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { finalRunStatuses, type RunSummary } from '../../../shared/domain/run.ts';
import type { RuntimeClient } from '../../runtime/transports/runtime-client.ts';
import type { Command } from './command.ts';
import type { Ground } from './prepare.ts';
import type { Random } from './random.ts';

/**
 * Work of another kind than the ticket review: runs that start others, tell them to go, wait for them and go on as a
 * run of their own, in a queue with limits and under budgets that stop them until they are raised.
 */
export interface Family {
  furnish(client: RuntimeClient): Promise<void>;
  /** Raises what its runs stand at, and starts the next tree once the one before has ended. */
  attend(client: RuntimeClient, runs: readonly RunSummary[], mayStart: boolean): Promise<void>;
}

export const familyAgent = 'verify-family';
const whole = { type: 'integer' };
const object = (properties: Readonly<Record<string, object>>): object => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
});

const manifest = {
  id: familyAgent,
  title: 'A family of runs',
  description: 'Starts two others, tells them to go, waits for them, and does it once more.',
  version: '1.0.0',
  module: 'agent.js',
  queue: familyAgent,
  tools: ['record.update'],
  spawns: [familyAgent],
  signals: { go: { version: '1', schema: object({ round: whole }) } },
};

const agent = `import { defineAgent } from 'lanekeeper/sdk';
import manifest from './manifest.json' with { type: 'json' };

const call = (ctx, name) =>
  ctx.model(name, (step) => { step.spent({ tokens: 7 }); return 7; }, { estimate: { tokens: 20 } });

export default defineAgent({
  manifest,
  input: { id: '${familyAgent}/input', version: '1', schema: ${JSON.stringify(object({ part: whole, round: whole }))} },
  output: { id: '${familyAgent}/output', version: '1', schema: { type: 'object' } },
  run: async (ctx, { part, round }) => {
    if (part > 0) {
      const told = await ctx.signal('go', { key: \`part-\${part}\` });
      return { round: told.round, used: await call(ctx, 'do the part') };
    }
    await call(ctx, 'divide the work');
    const children = [];
    for (const n of [1, 2]) {
      const child = await ctx.spawn('${familyAgent}', { part: n, round });
      await ctx.send(child.runId, 'go', { round }, { key: \`part-\${n}\` });
      children.push(child);
    }
    const recordId = \`\${ctx.runId}-\${round}\`;
    await ctx.effect({ tool: 'record.update', target: \`record \${recordId}\`, params: { recordId, set: { round } } });
    const ends = [];
    for (const child of children) ends.push(await ctx.join(child));
    if (ends.some(({ used }) => used !== 7)) throw new Error('a part of the family was lost');
    if (round === 1) await ctx.continueAs({ part, round: 2 });
    return { parts: ends.length };
  },
});
`;

/** Two at once, and one tree of runs after the other: a second waits for its key. */
const limits = { concurrency: 2, perKey: 1, rate: { count: 50, periodMs: 1_000 }, capacity: 100 };
/** Too little for a whole tree, so that each stands at it at some time. */
const calls = { measure: 'model-calls', limit: 1 };
/** By how much a budget is raised. */
const more = 20;

export function createFamily(ground: Ground, random: Random, command: Command): Family {
  let started = 0;
  /** A family shares its budget, so one may have raised what another stands at: each raise is to more than any before. */
  let raisedTo = 0;

  async function start(client: RuntimeClient): Promise<void> {
    started += 1;
    // Half of them wait for a later start that never comes.
    const debounced = random.chance(0.5) ? { dedupKey: `tree-${started}`, debounceMs: 100 } : {};
    const terms = { queueKey: 'tree', budgets: [calls], ...debounced };
    const input = { part: 0, round: 1 };
    await command(
      client,
      'run.start',
      { agentId: familyAgent, input, ...terms },
      { about: ({ runId }) => ({ runId }) },
    );
  }

  return {
    async furnish(client) {
      const folder = join(ground.root, familyAgent);
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest));
      writeFileSync(join(folder, 'agent.js'), agent);
      await command(client, 'queue.create', { name: familyAgent, limits });
      await command(client, 'budget.set', {
        per: 'day',
        agentId: familyAgent,
        lane: null,
        measure: 'tokens',
        limit: 1_000_000,
      });
      await command(client, 'agent.add', { folder });
    },
    async attend(client, runs, mayStart) {
      for (const { runId, pause } of runs)
        if (pause?.budget !== undefined)
          await command(client, 'budget.raise', { runId, limit: (raisedTo += more) }, { about: () => ({ runId }) });
      const own = runs.filter(({ agentId }) => agentId === familyAgent);
      if (mayStart && own.every(({ status }) => finalRunStatuses.has(status))) await start(client);
    },
  };
}
