import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const object = (properties: object): object => ({ type: 'object', properties, required: Object.keys(properties) });
const whole = (title: string): object => ({ type: 'integer', title });

const worker = {
  manifest: {
    id: 'worker',
    title: 'Worker',
    description: 'Does one part when it is told to.',
    version: '1.0.0',
    module: 'agent.js',
    signals: { 'go-on': { version: '1', schema: object({ said: { type: 'string' } }) } },
  },
  input: object({ part: whole('Part') }),
  run: `async (ctx, { part }) => {
    const told = await ctx.signal('go-on', { key: \`part-\${part}\` });
    return { part, said: told.said };
  }`,
};

/** Its last worker is left for a person to tell; in a second round it tells all of them. */
const manager = {
  manifest: {
    id: 'manager',
    title: 'Manager',
    description: 'Has workers do its parts, twice.',
    version: '1.0.0',
    module: 'agent.js',
    spawns: ['worker'],
  },
  input: object({ parts: whole('Parts'), round: whole('Round') }),
  run: `async (ctx, { parts, round }) => {
    await ctx.sleepUntil('2020-01-01T00:00:00+01:00');
    const children = [];
    for (let part = 1; part <= parts; part += 1) {
      const child = await ctx.spawn('worker', { part }, { title: \`Part \${part}\` });
      children.push(child);
      if (part < parts || round > 1) await ctx.send(child.runId, 'go-on', { said: 'by the manager' }, { key: \`part-\${part}\` });
    }
    const results = [];
    for (const child of children) results.push(await ctx.join(child));
    if (round === 1) await ctx.continueAs({ parts, round: 2 });
    return { results };
  }`,
};

/** Two folders outside the repository, written as the README says: a manager, and the workers it starts. */
export function writePeerAgents(): { readonly manager: string; readonly worker: string } {
  return { manager: write(manager), worker: write(worker) };
}

function write({ manifest, input, run }: typeof manager | typeof worker): string {
  const folder = mkdtempSync(join(tmpdir(), 'lanekeeper-peer-'));
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest));
  writeFileSync(
    join(folder, 'agent.js'),
    `import { defineAgent } from 'lanekeeper/sdk';
import manifest from './manifest.json' with { type: 'json' };

export default defineAgent({
  manifest,
  input: { id: '${manifest.id}/input', version: '1', schema: ${JSON.stringify(input)} },
  output: { id: '${manifest.id}/output', version: '1', schema: { type: 'object' } },
  run: ${run},
});
`,
  );
  return folder;
}
