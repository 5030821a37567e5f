import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ConsoleFacts } from '../../../electron/runtime/assistant/facts.ts';
import type { Change } from '../../../electron/runtime/engine/engine-port.ts';
import type { EffectBundle, RunState } from '../../../electron/runtime/engine/states.ts';
import { createConsoleFacts } from '../../../electron/runtime/store/read/assistant-facts.ts';
import { firstIdAt } from '../../../electron/runtime/store/read/id-parts.ts';
import { createWorkspaceReads } from '../../../electron/runtime/store/read/workspace-reads.ts';
import { claimedSample, furnish } from '../../helpers/sample-runs.ts';
import { openTestEngine, type TestEngine } from '../../helpers/test-engine.ts';
import { waitingItem } from '../../unit/approvals/sample-item.ts';

const hourMs = 3_600_000;
const today = Date.UTC(2026, 4, 20);
const yesterday = today - 24 * hourMs;

let made: TestEngine;
let facts: ConsoleFacts;

const old = runId(yesterday + hourMs, 'aaaa01');
const overnight = runId(yesterday + 2 * hourMs, 'aaaa02');
const stillWaiting = runId(yesterday + 3 * hourMs, 'aaaa03');
const fresh = runId(today + hourMs, 'aaaa04');
const latest = runId(today + 2 * hourMs, 'aaaa05');

let template: RunState;

beforeAll(async () => {
  made = openTestEngine();
  await furnish(made.engine);
  template = await claimedSample(made.engine);
  const run = (id: string, createdAtMs: number, more: Partial<RunState>): Change => ({
    put: 'run',
    before: null,
    state: { ...template, runId: id, createdAtMs, startedAtMs: createdAtMs, ...more },
  });
  const file = { sha256: 'ab'.repeat(32), name: 'May 100%.csv', bytes: 12 };
  await write([
    run(old, yesterday + hourMs, {
      status: 'failed',
      finishedAtMs: yesterday + 4 * hourMs,
      title: 'Review: April.csv',
    }),
    run(overnight, yesterday + 2 * hourMs, { status: 'failed', finishedAtMs: today + hourMs / 2, title: 'Overnight' }),
    run(stillWaiting, yesterday + 3 * hourMs, { status: 'waiting-approval', title: 'Waits' }),
    run(fresh, today + hourMs, {
      status: 'succeeded',
      finishedAtMs: today + hourMs,
      file,
      input: '{"n":1}',
      title: 'Review: May 100%.csv',
    }),
    run(latest, today + 2 * hourMs, { status: 'running', file, input: '{"n":2}', title: 'Review: May 100%.csv' }),
  ]);
  await write([
    ...report(
      fresh,
      'art-1',
      'Intro\n\n> “They charged a late fee twice.”\n>\n> — ticket 7\n\n| late fees | 3 |\n\nThe late fees grew.',
    ),
    ...Array.from({ length: 80 }, (_, index) => item(`bulk-${index}`, stillWaiting, 'f-bulk', 1_000 + index)).flat(),
    ...item('soon', latest, 'f-soon', 10),
  ]);
  await write([
    decision('d1', 'bulk-0', { decision: 'approve', role: 'reviewer', atMs: yesterday + hourMs }),
    decision('d2', 'bulk-1', { decision: 'withdraw', role: 'system', atMs: today + hourMs }),
    decision('d3', 'soon', { decision: 'expire', role: 'system', atMs: today + hourMs }),
  ]);
  facts = createConsoleFacts(made.reader, { artifactFolder: made.folder }, createWorkspaceReads(made.reader));
});
afterAll(() => made.close());

test('an ended run is of the day it ended, any other of the day it was made', async () => {
  const ofToday = await facts.listRuns({ sinceMs: today, beforeMs: today + 12 * hourMs, limit: 10 });
  expect(ofToday.map(({ runId: id }) => id)).toStrictEqual([latest, fresh, overnight]);
  expect(await facts.countRuns({ sinceMs: today })).toMatchObject({ failed: 1, succeeded: 1 });
  const failedYesterday = { statuses: ['failed'], sinceMs: yesterday, beforeMs: today, limit: 10 } as const;
  expect((await facts.listRuns(failedYesterday)).map(({ runId: id }) => id)).toStrictEqual([old]);
});

test('runs of all time are counted without counting them', async () => {
  expect(await facts.countRuns({ sinceMs: null })).toMatchObject({ failed: 2, succeeded: 1, 'waiting-approval': 1 });
});

test('a title is found in any case, and its signs are no pattern', async () => {
  const named = async (title: string): Promise<number> => (await facts.listRuns({ title, limit: 10 })).length;
  expect(await named('REVIEW: may')).toBe(2);
  expect(await named('100%')).toBe(2);
  expect(await named('%')).toBe(2);
  expect(await named('_verni')).toBe(0);
});

test.each([
  ['its whole id', old, [old]],
  ['its first part', old.slice(0, 18), [old]],
  ['its last six digits', 'aaaa02', [overnight]],
  ['its last six digits in capitals', 'AAAA02', [overnight]],
  ['a pattern', '%', []],
  ['a dash', '-', []],
])('a run is found by %s', async (_what, idPart, found) => {
  expect((await facts.listRuns({ idPart, limit: 10 })).map(({ runId: id }) => id)).toStrictEqual(found);
});

test('of an agent nobody has, there is no run', async () => {
  expect(await facts.listRuns({ agentId: 'nobody', limit: 3 })).toStrictEqual([]);
  expect(await facts.listRuns({ agentId: 'nobody', statuses: ['failed'], limit: 3 })).toStrictEqual([]);
  expect((await facts.listRuns({ agentId: 'sample', statuses: ['failed'], limit: 1 }))[0]?.runId).toBe(overnight);
});

test('alike items are one group, the soonest to expire first', async () => {
  const { groups, total } = await facts.listWaiting({ limit: 10 });
  expect(total).toBe(81);
  expect(groups).toMatchObject([
    { first: { approvalId: 'soon' }, count: 1 },
    { first: { approvalId: 'bulk-0' }, count: 80 },
  ]);
  expect(await facts.listWaiting({ runId: latest, limit: 10 })).toMatchObject({ groups: [{ count: 1 }], total: 1 });
});

test('decisions are those of people and of time, not what the runtime took back by itself', async () => {
  const kinds = async (filter: Omit<Parameters<ConsoleFacts['listDecisions']>[0], 'limit'>): Promise<string[]> =>
    (await facts.listDecisions({ ...filter, limit: 10 })).map(({ decision: { decisionId } }) => decisionId);
  expect(await kinds({})).toStrictEqual(['d3', 'd1']);
  expect(await kinds({ sinceMs: today })).toStrictEqual(['d3']);
  expect(await kinds({ idPart: stillWaiting })).toStrictEqual(['d1']);
  expect(await kinds({ idPart: 'soon' })).toStrictEqual(['d3']);
  expect(await kinds({ title: 'reply BULK-0' })).toStrictEqual(['d1']);
});

test('a quote of a report is found behind any number of newer approvals, with its attribution', async () => {
  const hits = await facts.searchText('late fees', { limit: 5 });
  expect(hits[0]).toMatchObject({
    kind: 'artifact',
    id: 'art-1',
    excerpt: '“They charged a late fee twice.” — ticket 7',
  });
  expect(hits.map(({ excerpt }) => excerpt).join()).not.toContain('| late fees | 3 |');
  expect(hits.filter(({ kind }) => kind === 'approval')).toHaveLength(1);
});

test('a search within a run stays in it', async () => {
  const within = await facts.searchText('late fees', { limit: 5, runId: stillWaiting });
  expect(within.map(({ kind }) => kind)).toStrictEqual(['approval']);
  expect(await facts.searchText('late fees', { limit: 5, runId: old })).toStrictEqual([]);
});

test('what has no words finds nothing, and words are never a query', async () => {
  for (const query of ['', '   ', '"', '***', '\u0000', '- ^ : ( ) { }'])
    expect(await facts.searchText(query, { limit: 5 })).toStrictEqual([]);
  for (const query of ['late" OR "x', 'late NOT fees', 'kind:artifact', 'NEAR(late fees)', 'late*', 'late\u0000" fees'])
    await expect(facts.searchText(query, { limit: 5 })).resolves.toBeInstanceOf(Array);
  expect(await facts.searchText('late NOT fees', { limit: 5 })).toStrictEqual([]);
});

test('a run is found by its title where no text names it', async () => {
  expect(await facts.searchText('Overnight', { limit: 5 })).toMatchObject([{ kind: 'run', id: overnight }]);
});

test('a file is the one of the newest run that read it, with that input', async () => {
  expect(await facts.findFile('May 100%.csv')).toMatchObject({ file: { bytes: 12 }, input: { n: 2 } });
  expect(await facts.findFile('May%.csv')).toBeNull();
});

test('a turn of a conversation is no work: it is not listed, not counted, and lends a file no settings', async () => {
  const file = { sha256: 'cd'.repeat(32), name: 'talked-about.csv', bytes: 7 };
  const mine = runId(today + 3 * hourMs, 'aaaa06');
  const [before] = await facts.listRuns({ limit: 1 });
  const counted = await facts.countRuns({ sinceMs: null });
  const nothing = { parentId: null, regenerates: null, about: null, lane: null, error: null, endedAtMs: null };
  await write([
    {
      put: 'conversation',
      state: {
        conversationId: 'talk',
        title: 'Talk',
        isTitled: false,
        agentId: 'talker',
        personId: 'ada',
        headId: 'turn',
        turns: 1,
        createdAtMs: today,
        changedAtMs: today,
        removedAtMs: null,
      },
    },
    {
      put: 'turn',
      state: {
        ...nothing,
        turnId: 'turn',
        conversationId: 'talk',
        personId: 'ada',
        text: 'start it on talked-about.csv',
        attachments: [{ kind: 'file', ...file }],
        labels: [],
        runId: mine,
        lanes: [],
        budgetMs: 10_000,
        leftMs: 10_000,
        countingSinceMs: null,
        askedAtMs: today,
      },
    },
    {
      put: 'run',
      before: null,
      state: {
        ...template,
        runId: mine,
        createdAtMs: today + 3 * hourMs,
        status: 'running',
        file,
        input: '{"text":"x"}',
      },
    },
  ]);
  expect(await facts.listRuns({ limit: 1 })).toEqual([before]);
  expect(await facts.countRuns({ sinceMs: null })).toEqual(counted);
  expect(await facts.findFile('talked-about.csv')).toEqual({ file, input: null });
});

function write(changes: readonly Change[]): Promise<unknown> {
  return made.engine.transact({}, () => ({ ok: true, changes, reply: null }));
}

function runId(atMs: number, end: string): string {
  return `${firstIdAt(atMs)}-7000-8000-000000${end}`;
}

function report(run: string, artifactId: string, body: string): Change[] {
  return [{ put: 'search', kind: 'artifact', id: artifactId, runId: run, label: 'report.md', body, atMs: today }];
}

function item(approvalId: string, run: string, fingerprint: string, expiresAtMs: number): Change[] {
  const { effect, approval }: EffectBundle = waitingItem({ id: approvalId });
  if (approval === null) throw new Error('the sample item has an approval');
  const effectId = `effect-${approvalId}`;
  const title = `Reply ${approvalId}`;
  return [
    { put: 'effect', before: null, state: { ...effect, effectId, effectKey: effectId, approvalId, runId: run } },
    {
      put: 'approval',
      before: null,
      state: { ...approval, approvalId, effectId, runId: run, fingerprint, expiresAtMs, title },
    },
    { put: 'search', kind: 'approval', id: approvalId, runId: run, label: 'A reply', body: 'late fees again', atMs: 1 },
  ];
}

function decision(
  decisionId: string,
  approvalId: string,
  more: Pick<Extract<Change, { put: 'decision' }>['row'], 'decision' | 'role' | 'atMs'>,
): Change {
  const row = {
    decisionId,
    approvalId,
    envelopeHash: '',
    meaning: '',
    personId: 'ada',
    printedName: 'Ada L.',
    reason: '',
    auth: 'asserted',
    selfInitiated: false,
    expiresAtMs: null,
    onBehalfOf: null,
    ...more,
  } as const;
  return { put: 'decision', row };
}
