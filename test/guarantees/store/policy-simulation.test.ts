import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { EffectStatus } from '../../../shared/domain/effect.ts';
import type { Policy } from '../../../shared/domain/policy.ts';
import { simulationReportSchema, type Simulation } from '../../../shared/domain/policy-simulation.ts';
import type { JsonObject } from '../../../shared/json.ts';
import { evaluatePolicy } from '../../../electron/runtime/policies/evaluate.ts';
import { keptFacts } from '../../../electron/runtime/policies/kept-facts.ts';
import { openReads } from '../../../electron/runtime/threads/read-line.ts';
import { createSimulationDesk } from '../../../electron/runtime/threads/simulation-desk.ts';
import { openTestEngine, type TestEngine } from '../../helpers/test-engine.ts';
import { sampleFacts } from '../../unit/policies/sample-facts.ts';

const before: Policy = {
  id: 'p',
  version: 1,
  title: 'All by one person',
  rules: [{ id: 'all', when: {}, outcome: 'gate', sentence: 'One person.' }],
};
/** Records below 1,234 are done at once, replies to attacker.example never. */
const after: Policy = {
  id: 'p',
  version: 2,
  title: 'Small records by nobody',
  rules: [
    {
      id: 'small',
      when: { tool: ['record.update'], arguments: [{ path: '/n', below: '1234' }] },
      outcome: 'notify',
      sentence: 'Small.',
    },
    { id: 'far', when: { target: { domain: ['attacker.example'] } }, outcome: 'deny', sentence: 'Never.' },
    { id: 'rest', when: {}, outcome: 'gate', sentence: 'One person.' },
  ],
};
const many = 10_000;

interface Made {
  readonly effectId: string;
  readonly to: 'notify' | 'deny' | 'gate' | null;
  readonly isRolledBack: boolean;
}

/** Actions whose changes are known as they are made: `to` null where their facts were not kept. */
function generate({ db }: TestEngine): readonly Made[] {
  const columns = db.pragma('table_info(effect)') as {
    name: string;
    notnull: number;
    dflt_value: unknown;
    type: string;
  }[];
  const needed = columns.filter(({ notnull, dflt_value: value }) => notnull === 1 && value === null);
  const others = needed.map(({ name, type }) => [name, type === 'INTEGER' ? 0 : `${name} of nothing`] as const);
  const made: Made[] = [];
  db.transaction(() => {
    for (let n = 0; n < many; n += 1) {
      const toolId = n % 3 === 0 ? 'reply.send' : 'record.update';
      const isFar = toolId === 'reply.send' && n % 5 === 0;
      const isOld = n % 10 === 7;
      const status: EffectStatus = n % 7 === 0 ? 'compensated' : 'done';
      const facts = {
        ...sampleFacts,
        toolId,
        target: isFar ? `eve-${n}@attacker.example` : `record ${n}`,
        params: { n } as JsonObject,
        atMs: n,
      };
      const verdict = evaluatePolicy(before, facts);
      const effectId = `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
      const envelope = {
        tool: { id: toolId, version: '1', schemaHash: '' },
        agent: { id: facts.agentId, release: facts.release },
        target: facts.target,
        params: facts.params,
        createdAtMs: n,
      };
      const row: Record<string, unknown> = {
        ...Object.fromEntries(others),
        effect_id: effectId,
        path: `${n}`,
        effect_key: `key ${n}`,
        tool_id: toolId,
        status,
        tier: verdict.tier,
        title: `Action ${n}`,
        envelope: JSON.stringify(envelope),
        facts: JSON.stringify({ why: { rule: verdict.rule }, ...(isOld ? {} : { judged: keptFacts(facts) }) }),
        created_at_ms: n,
      };
      const names = Object.keys(row);
      db.prepare(`INSERT INTO effect (${names.join(', ')}) VALUES (${names.map((name) => `@${name}`).join(', ')})`).run(
        row,
      );
      const to = isFar ? 'deny' : toolId === 'record.update' && n < 1234 ? 'notify' : 'gate';
      made.push({ effectId, to: isOld ? null : to, isRolledBack: status === 'compensated' });
    }
  })();
  return made;
}

test('a simulation over 10,000 decisions reports exactly those that change, by tier, rule and what was rolled back', async () => {
  const made = openTestEngine({});
  const history = generate(made);
  const folder = join(mkdtempSync(join(tmpdir(), 'lanekeeper-simulation-')), 'simulations');
  const reads = openReads({ database: join(made.folder, 'lanekeeper.db'), artifactFolder: made.folder }, 'read-heavy');
  const told: Simulation[] = [];
  const desk = createSimulationDesk({
    heavy: reads,
    folder,
    clock: { now: () => 5 },
    progress: (now) => told.push(now),
  });
  const simulationId = '0195aaaa-0000-7000-8000-000000000001';
  const simulate = desk['policy.simulate'];
  const show = desk['policy.simulation'];
  if (simulate === undefined || show === undefined) throw new Error('no desk');
  try {
    await simulate({ simulationId, text: JSON.stringify(after) });
    const expected = history.filter(({ to }) => to === 'notify' || to === 'deny');
    const count = (match: (one: Made) => boolean): number => history.filter(match).length;
    const { simulation, changes } = simulationReportSchema.parse(
      JSON.parse(readFileSync(join(folder, `${simulationId}.json`), 'utf8')),
    );
    expect(changes.map(({ effectId, from, to }) => ({ effectId, from, to }))).toEqual(
      expected.map(({ effectId, to }) => ({ effectId, from: 'gate', to })),
    );
    expect(simulation).toMatchObject({
      status: 'done',
      total: many,
      looked: many,
      unknown: count(({ to }) => to === null),
      changed: expected.length,
    });
    const moves = (['gate', 'notify', 'deny'] as const).map((to) => ({
      from: 'gate',
      to,
      count: count((one) => one.to === to),
    }));
    expect(new Set(simulation.moves)).toEqual(new Set(moves));
    expect(new Set(simulation.rules)).toEqual(
      new Set([
        { from: 'gate', to: 'notify', fromRule: 'all', toRule: 'small', count: count(({ to }) => to === 'notify') },
        { from: 'gate', to: 'deny', fromRule: 'all', toRule: 'far', count: count(({ to }) => to === 'deny') },
      ]),
    );
    expect(simulation.rolledBack).toMatchObject({
      count: count(({ to, isRolledBack }) => to !== null && isRolledBack),
      changed: count(({ to, isRolledBack }) => to !== null && to !== 'gate' && isRolledBack),
    });
    expect(told.length).toBeGreaterThan(10);

    // The list in pages says the same, whatever the size of a page.
    const paged: string[] = [];
    for (let place: number | null = 0; place !== null;) {
      const page = (await show({ simulationId, after: place, limit: 777 })) as {
        changes: { effectId: string }[];
        next: number | null;
      };
      paged.push(...page.changes.map(({ effectId }) => effectId));
      place = page.next;
    }
    expect(paged).toEqual(expected.map(({ effectId }) => effectId));

    // The policy that was in force changes nothing of it.
    const again = '0195aaaa-0000-7000-8000-000000000002';
    expect(await simulate({ simulationId: again, text: JSON.stringify(before) })).toMatchObject({
      changed: 0,
      rules: [],
    });
  } finally {
    await reads.close();
    made.close();
  }
});

test('a simulation that is cancelled stops between two chunks, and says how far it came', async () => {
  const made = openTestEngine({});
  generate(made);
  const folder = join(mkdtempSync(join(tmpdir(), 'lanekeeper-simulation-')), 'simulations');
  const reads = openReads({ database: join(made.folder, 'lanekeeper.db'), artifactFolder: made.folder }, 'read-heavy');
  const simulationId = '0195aaaa-0000-7000-8000-000000000003';
  const desk = createSimulationDesk({
    heavy: reads,
    folder,
    clock: { now: () => 5 },
    progress: ({ looked, status }) => {
      if (status === 'running' && looked >= 500)
        void desk['policy.cancelSimulation']?.({ simulationId }).catch(() => undefined);
    },
  });
  try {
    const ended = await desk['policy.simulate']?.({ simulationId, text: JSON.stringify(after) });
    expect(ended).toMatchObject({ status: 'cancelled', total: many, looked: 500 });
    expect(readdirSync(folder)).toEqual([`${simulationId}.json`]);
    await expect(desk['policy.simulate']?.({ simulationId, text: '{' })).rejects.toMatchObject({
      code: 'invalid-input',
    });
  } finally {
    await reads.close();
    made.close();
  }
});
