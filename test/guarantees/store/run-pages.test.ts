import { afterAll, beforeAll, expect, test } from 'vitest';
import type { MethodArguments } from '../../../shared/ipc/methods.ts';
import { createRunPages, type RunPage } from '../../../electron/runtime/store/read/run-pages.ts';
import { createRunReads } from '../../../electron/runtime/store/read/run-reads.ts';
import { createFamilyStore } from '../../../electron/runtime/store/family-store.ts';
import { createTreeReads } from '../../../electron/runtime/store/read/tree-reads.ts';
import { createWorkspaceReads } from '../../../electron/runtime/store/read/workspace-reads.ts';
import type { Db } from '../../../electron/runtime/store/open.ts';
import { agentOf, agents, fillRuns, needle, runIdOf, statusOf, titleOf } from '../../helpers/many-runs.ts';
import { startSample } from '../../helpers/sample-runs.ts';
import { openTestEngine, type TestEngine } from '../../helpers/test-engine.ts';

type Filter = MethodArguments<'run.list'>['filter'];

const count = 20_000;
let made: TestEngine;
beforeAll(async () => {
  made = openTestEngine();
  await fillRuns(made, count);
});
afterAll(() => made.close());

const filters: readonly (readonly [string, Filter])[] = [
  ['everything', {}],
  ['one agent', { agentId: agents.some }],
  ['an agent with few runs', { agentId: agents.rare }],
  ['a status almost all have', { status: ['succeeded'] }],
  ['a status few have', { status: ['needs-attention'] }],
  ['a status of live runs', { status: ['waiting-approval'] }],
  ['several statuses', { status: ['failed', 'cancelled', 'sleeping', 'failed'] }],
  ['a status of one agent', { status: ['failed'], agentId: agents.rare }],
  ['live runs of one agent', { status: ['waiting-approval', 'sleeping'], agentId: agents.most }],
  ['a common word', { text: 'COMPLAINTS of week 7,' }],
  ['a rare word', { text: needle }],
  ['no such word', { text: 'unheard of' }],
  ['a sign that means something to the database', { text: '%' }],
  ['part of an id', { text: runIdOf(4321).slice(-6) }],
  ['a word and an agent', { text: 'week 7,', agentId: agents.some }],
  ['a word and a status', { text: 'part 1', status: ['failed', 'waiting-approval'] }],
  ['an agent there is not', { agentId: 'nobody', status: ['failed'] }],
];

/** What the pages together have to hold, told from how the store was made. */
function meant({ agentId, status, text }: Filter): string[] {
  const found: string[] = [];
  for (let n = count - 1; n >= 0; n -= 1) {
    if (agentId !== undefined && agentOf(n) !== agentId) continue;
    if (status !== undefined && !status.includes(statusOf(n))) continue;
    const words = `${titleOf(n)}\n${runIdOf(n)}`.toLowerCase();
    if (text === undefined || words.includes(text.toLowerCase())) found.push(runIdOf(n));
  }
  return found;
}

function everyPage(page: (after: string | undefined) => RunPage): { ids: string[]; pages: number } {
  const ids: string[] = [];
  let pages = 0;
  for (let after: string | null | undefined; after !== null; pages += 1) {
    const { runIds, next } = page(after);
    ids.push(...runIds);
    after = next;
  }
  return { ids, pages };
}

test.each(filters)('%s: the pages together hold every run that fits, newest first, and no other', (_name, filter) => {
  const pageOf = createRunPages(made.reader);
  const { ids } = everyPage((after) => pageOf(filter, after, 97));
  expect(ids).toEqual(meant(filter));
  expect(everyPage((after) => pageOf(filter, after, 500)).ids).toEqual(ids);
});

test('a page of a list is full as long as there are rows for it', () => {
  const pageOf = createRunPages(made.reader);
  for (const [, filter] of filters.filter(([, { text }]) => text === undefined)) {
    const all = meant(filter).length;
    expect(everyPage((after) => pageOf(filter, after, 100)).pages).toBe(Math.max(1, Math.ceil(all / 100)));
  }
});

/** How the database would go about each statement that is prepared on it. */
function planned(db: Db): { readonly db: Db; readonly plans: Map<string, readonly string[]> } {
  const plans = new Map<string, readonly string[]>();
  const given: Readonly<Record<string, string | number>> = {
    after: '~',
    window: 1,
    words: '%',
    agent: 'a',
    status: 's',
    last: 1,
  };
  const watching = new Proxy(db, {
    get(target, name) {
      if (name !== 'prepare') return Reflect.get(target, name) as unknown;
      return (sql: string) => {
        const explain = target.prepare(`EXPLAIN QUERY PLAN ${sql}`);
        const named = Object.fromEntries(sql.matchAll(/@(\w+)/g).map(([, key = '']) => [key, given[key] ?? 'a']));
        const rows = (sql.includes('@') ? explain.all(named) : explain.all(...sql.matchAll(/\?/g).map(() => 1))) as {
          detail: string;
        }[];
        plans.set(
          sql,
          rows.map(({ detail }) => detail),
        );
        return target.prepare(sql);
      };
    },
  });
  return { db: watching, plans };
}

test('no list of runs looks through the runs, or sorts them: each is a range of an index', () => {
  const { db, plans } = planned(made.reader);
  const runs = createRunReads(db, { artifactFolder: made.folder });
  const prepared = new Set(plans.keys());
  for (const [, filter] of filters) runs.list({ filter, limit: 100 });
  const lists = [...plans].filter(([sql]) => !prepared.has(sql) && / run\b/.test(sql));
  expect(lists.length).toBeGreaterThan(8);
  const reads = new Set(lists.flatMap(([, plan]) => plan.filter((line) => /\b(run|B-TREE)\b/.test(line))));
  // The last one is the row of an id that is known.
  expect([...reads].toSorted()).toEqual([
    'SEARCH run USING COVERING INDEX run_agent (agent_id=? AND run_id<?)',
    'SEARCH run USING COVERING INDEX run_done (status=? AND agent_id=? AND run_id<?)',
    'SEARCH run USING COVERING INDEX run_live (status=? AND run_id<?)',
    'SEARCH run USING PRIMARY KEY (run_id<?)',
    'SEARCH run USING PRIMARY KEY (run_id=?)',
  ]);
});

test('whether there is a sample run is told without looking through the runs', () => {
  const { db, plans } = planned(made.reader);
  createWorkspaceReads(db);
  const [sql, plan] = [...plans].find(([text]) => text.includes('is_sample')) ?? [];
  expect(sql).toBeDefined();
  expect(plan?.join('\n')).toMatch(/USING (COVERING )?INDEX run_sample/);
});

test('what one run has started is a range of an index, newest first, and the rest of a filter holds within it', async () => {
  const { db, plans } = planned(made.reader);
  const { engine } = made;
  const [parent, other] = [await startSample(engine), await startSample(engine)];
  const children: string[] = [];
  for (const of of [parent, parent, other]) {
    const child = await startSample(engine);
    const link = { runId: of.runId, life: 'joined', path: '0', childId: child.runId, depth: 1, rootId: of.runId };
    made.db.prepare('UPDATE run SET parent = ? WHERE run_id = ?').run(JSON.stringify(link), child.runId);
    if (of === parent) children.unshift(child.runId);
  }
  const pageOf = createRunPages(made.reader);
  expect(pageOf({ parentId: parent.runId }, undefined, 10)).toEqual({ runIds: children, next: null });
  expect(pageOf({ parentId: parent.runId, status: ['failed'] }, undefined, 10).runIds).toEqual([]);
  expect(pageOf({ parentId: parent.runId, agentId: 'sample', status: ['queued'] }, undefined, 10).runIds).toEqual(
    children,
  );
  createTreeReads(db);
  createFamilyStore(db);
  expect(
    [...plans.values()]
      .flat()
      .filter((line) => line === 'SCAN run' || line.startsWith('SCAN run USING INDEX run_parent')),
  ).toEqual([]);
});
