import { copyFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { complaints, json, keepRuntime, lanekeeper, preparedWorkspace } from './lanekeeper-command.ts';

interface Shown {
  readonly id: string;
  readonly nextAt: string | null;
  readonly paused: boolean;
  readonly firings: readonly { readonly outcome: string; readonly cause: string; readonly runId: string | null }[];
}

interface Plan extends Shown {
  readonly name: string;
  readonly version: number;
  readonly trigger: object;
}

let workspace = '';
let endRuntime = async (): Promise<void> => {};

beforeAll(async () => {
  workspace = await preparedWorkspace();
  endRuntime = await keepRuntime(workspace);
});
afterAll(() => endRuntime());

async function add(...args: string[]): Promise<Shown> {
  const { code, value } = await json<Shown>(workspace, ['schedules', 'add', 'ticket-review', ...args]);
  expect(code).toBe(0);
  return value;
}

async function show(id: string): Promise<Shown> {
  return (await json<Shown>(workspace, ['schedules', 'show', id])).value;
}

test('a schedule by the clock is made, fired by hand, paused, resumed, backfilled and removed', async () => {
  const { id, nextAt } = await add('--cron', '0 7 * * *', '--time-zone', 'Europe/Berlin', '--input-file', complaints);
  expect(nextAt).toMatch(/T0[56]:00:00\.000Z$/);
  const fired = await json<{ outcome: string; runId: string }>(workspace, ['schedules', 'fire', id]);
  expect(fired.value.outcome).toBe('started');
  await lanekeeper(workspace, ['schedules', 'pause', id]);
  expect((await show(id)).nextAt).toBeNull();
  await lanekeeper(workspace, ['schedules', 'resume', id]);
  expect((await show(id)).nextAt).toBe(nextAt);

  const range = ['--from', '2026-01-01T00:00Z', '--to', '2026-01-03T00:00Z'];
  const preview = await json<{ firings: object[] }>(workspace, ['schedules', 'backfill', id, ...range, '--dry-run']);
  expect(preview.value.firings).toHaveLength(2);
  const filled = await json<{ outcome: string }[]>(workspace, ['schedules', 'backfill', id, ...range]);
  expect(filled.value.map(({ outcome }) => outcome)).toEqual(['started', 'started']);
  expect((await show(id)).firings.filter(({ cause }) => cause === 'backfill')).toHaveLength(2);

  await lanekeeper(workspace, ['schedules', 'remove', id]);
  expect((await json<Shown[]>(workspace, ['schedules', 'list'])).value.map((one) => one.id)).not.toContain(id);
});

test('a change alters what is named and keeps the rest; the removal says what is dropped before it does it', async () => {
  const { id } = await add('--cron', '0 7 * * *', '--time-zone', 'UTC', '--max-age', '2h', '--input-file', complaints);
  const before = (await json<Plan>(workspace, ['schedules', 'show', id])).value;
  const change = ['schedules', 'change', id, '--cron', '30 8 * * *'];
  const look = await json<{ firings: object[] }>(workspace, [...change, '--dry-run']);
  const further = await json<{ firings: object[] }>(workspace, [...change, '--dry-run', '--count', '37']);
  expect(further.value.firings).toHaveLength(37);
  expect((await lanekeeper(workspace, [...change, '--dry-run', '--count', '101'])).code).toBe(2);
  expect(look.value.firings).toHaveLength(10);
  expect(await show(id)).toMatchObject({ nextAt: before.nextAt });
  const { code } = await lanekeeper(workspace, [...change, '--name', 'Later']);
  expect(code).toBe(0);
  const { version, nextAt: _nextAt, trigger, firings: _firings, ...kept } = before;
  const after = (await json<Plan>(workspace, ['schedules', 'show', id])).value;
  expect(after).toMatchObject({ ...kept, name: 'Later', trigger: { ...trigger, cron: '30 8 * * *' } });
  expect(after.version).toBe(version + 1);
  expect(after.nextAt).toMatch(/T08:30:00/);

  for (const args of [
    ['change', id, '--inbound', '--overlap', 'wait'],
    ['pause', id],
    ['send', id, '--key', 'row-1'],
  ])
    expect(await lanekeeper(workspace, ['schedules', ...args])).toMatchObject({ code: 0 });
  expect((await lanekeeper(workspace, ['schedules', 'remove', id, '--dry-run'])).stdout).toContain('1 firing');
  const removed = await json<{ dropped: number }>(workspace, ['schedules', 'remove', id]);
  expect(removed.value.dropped).toBe(1);
});

test('the queue, the budget and the deadline of its runs are named, shown and changed one by one', async () => {
  const cron = ['--cron', '0 7 * * *', '--time-zone', 'UTC', '--input-file', complaints];
  const { id } = await add(
    ...cron,
    '--queue',
    'interactive',
    '--priority',
    '5',
    '--budget',
    'tokens=5000',
    '--deadline',
    '2h',
  );
  const shown = await lanekeeper(workspace, ['schedules', 'show', id]);
  for (const line of [
    /Queue: +interactive/,
    /Priority: +5/,
    /5,000 tokens \(pauses and asks there\)/,
    /Deadline: +2 h after/,
  ])
    expect(shown.stdout).toMatch(line);
  const changed = await json<{ terms: object }>(workspace, [
    'schedules',
    'change',
    id,
    '--queue',
    '',
    '--deadline',
    'none',
  ]);
  expect(changed.value.terms).toEqual({
    queue: null,
    priority: 5,
    budgets: [{ measure: 'tokens', limit: 5_000, atLimit: 'ask' }],
    deadlineInMs: null,
  });
});

test('a file that is put into a watched folder is reviewed once, also under a second name', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lanekeeper-inbox-'));
  const { id } = await add('--folder', folder, '--settle', '1s', '--input-file', complaints);
  copyFileSync(complaints, join(folder, 'monday.csv'));
  copyFileSync(complaints, join(folder, 'monday again.csv'));
  await vi.waitFor(async () => expect((await show(id)).firings).toHaveLength(1), { timeout: 30_000, interval: 200 });
  const [firing] = (await show(id)).firings;
  expect(firing).toMatchObject({ outcome: 'started', cause: 'file' });
  await json(workspace, ['runs', 'show', firing?.runId ?? '', '--wait']);
  expect((await show(id)).firings).toHaveLength(1);
});

test.each([
  [['schedules', 'show', 'nothing'], 1, 'There is no schedule nothing.'],
  [['schedules', 'fire', 'nothing'], 1, 'There is no such schedule.'],
  [['schedules', 'add', 'nobody', '--inbound'], 1, 'There is no agent "nobody".'],
  [['schedules', 'add', 'ticket-review', '--inbound'], 1, 'reads a file, and none was given'],
  [['schedules', 'add', 'ticket-review'], 2, 'Name one of --cron, --folder and --inbound.'],
  [['schedules', 'add', 'ticket-review', '--cron', '* *', '--input-file', complaints], 1, 'is not a cron expression'],
  [
    ['schedules', 'add', 'ticket-review', '--cron', '0 7 * * *', '--input-file', complaints, '--queue', 'nowhere'],
    1,
    'There is no queue "nowhere". Nothing was written.',
  ],
  [['run', 'ticket-review', '--input-file', complaints, '--deadline', '2020-01-01T08:00Z'], 2, 'has passed already.'],
  [
    ['run', 'ticket-review', '--input-file', complaints, '--deadline', '1h', '--delay', '2h'],
    1,
    'It would be put off past its deadline',
  ],
  [['schedules', 'change', 'nothing'], 1, 'There is no schedule nothing.'],
  [['schedules', 'backfill', 'nothing'], 2, '--from is missing.'],
  [['schedules', 'send', 'nothing'], 2, '--key is missing.'],
])('bad input is answered clearly: lanekeeper %j', async (args, exit, sentence) => {
  const { code, stderr, stdout } = await lanekeeper(workspace, args);
  expect([code, stderr + stdout]).toEqual([exit, expect.stringContaining(sentence)]);
});
