import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Backtest, GrantBasis } from '../../../shared/domain/grant-backtest.ts';
import type { StandingGrant } from '../../../shared/domain/standing-grant.ts';
import { json as jsonOf, keepRuntime, lanekeeper as commandOf, preparedWorkspace } from './lanekeeper-command.ts';

let workspace = '';
/** By Ada, unless somebody else is named. */
const by = (args: readonly string[]): string[] => [...args, ...(args.includes('--as') ? [] : ['--as', 'ada'])];
const lanekeeper = (at: string, args: readonly string[]) => commandOf(at, by(args));
const json = <T>(at: string, args: readonly string[]) => jsonOf<T>(at, by(args));
let endRuntime = async (): Promise<void> => {};

beforeAll(async () => {
  workspace = await preparedWorkspace();
  endRuntime = await keepRuntime(workspace);
  await lanekeeper(workspace, ['people', 'add', 'ben', '--name', 'Ben K.', '--role', 'reviewer']);
  await lanekeeper(workspace, ['agents', 'add', join(import.meta.dirname, '../../fixtures/agents/scripted')]);
});
afterAll(() => endRuntime());

function planOf(...records: readonly string[]): string {
  const effects = records.map((recordId) => ({
    do: 'effect',
    request: { tool: 'record.update', target: `record ${recordId}`, params: { recordId, set: { status: 'closed' } } },
  }));
  return `plan=${JSON.stringify([{ do: 'all', branches: Object.fromEntries(effects.map((one, n) => [`b${n}`, [one]])) }])}`;
}

async function started(...records: readonly string[]): Promise<string> {
  return (await json<{ id: string }>(workspace, ['run', 'scripted', '--set', planOf(...records)])).value.id;
}

interface Item {
  readonly id: string;
}

async function items(run: string, status: string, many: number): Promise<readonly Item[]> {
  for (;;) {
    const { value } = await json<readonly Item[]>(workspace, ['approvals', 'list', '--run', run, '--status', status]);
    if (value.length >= many) return value;
  }
}

test('from past decisions to actions that need nobody, and back: draft, backtest, propose, approve, use, suspend', async () => {
  const taught = await started('r-1', 'r-2', 'r-3');
  const [first] = await items(taught, 'pending', 3);
  await lanekeeper(workspace, ['approvals', 'approve', '--run', taught, '--all']);

  const drafted = await json<{ draft: StandingGrant; basis: GrantBasis; backtest: Backtest; notes: readonly string[] }>(
    workspace,
    ['grants', 'draft', first?.id ?? ''],
  );
  const { draft, basis, backtest } = drafted.value;
  expect(basis).toEqual({ days: 30, decided: 3, approved: 3, rolledBack: 0 });
  expect(backtest).toMatchObject({ looked: 3, covered: 3, through: 3, approved: 3, against: 0 });
  expect(draft).toMatchObject({ status: 'draft', version: 1 });
  expect(draft.terms.scope).toMatchObject({
    target: { equals: ['record r-1', 'record r-2', 'record r-3'] },
    arguments: [
      { path: '/recordId', type: 'text' },
      { path: '/set/status', type: 'text', equals: 'closed' },
    ],
  });

  // Wider, by a person's hand: any record r-…, and never more than two.
  const file = join(workspace, 'terms.json');
  const scope = {
    target: { startsWith: ['record r-'] },
    arguments: [
      { path: '/recordId', type: 'text', startsWith: 'r-', maxLength: 9 },
      { path: '/set/status', type: 'text', equals: 'closed' },
    ],
  };
  writeFileSync(file, JSON.stringify({ ...draft.terms, scope, count: 2, window: null, sampleOneIn: 100 }));
  const { grantId } = draft;
  const again = await json<{ draft: StandingGrant }>(workspace, [
    'grants',
    'draft',
    '--grant',
    grantId,
    '--terms',
    file,
  ]);
  expect(again.value.draft).toMatchObject({ grantId, version: 1, status: 'draft' });

  const proposed = await json<StandingGrant>(workspace, ['grants', 'propose', grantId]);
  const named = `${grantId}@${proposed.value.hash.slice(0, 12)}`;
  const own = await lanekeeper(workspace, ['grants', 'approve', named]);
  expect([own.code, own.stderr]).toEqual([1, expect.stringContaining('somebody else has to approve it')]);
  const bare = await lanekeeper(workspace, ['grants', 'approve', grantId, '--as', 'ben']);
  expect(bare.code).toBe(2);
  const other = await lanekeeper(workspace, ['grants', 'approve', `${grantId}@${'0'.repeat(12)}`, '--as', 'ben']);
  expect([other.code, other.stderr]).toEqual([1, expect.stringContaining('changed after you opened it')]);
  const active = await json<StandingGrant>(workspace, ['grants', 'approve', named, '--as', 'ben', '--reason', 'fine']);
  expect(active.value).toMatchObject({ status: 'active', decidedBy: { personId: 'ben' } });

  const used = await started('r-10', 'r-11', 'r-12', 'r-13', 'r-14', 'r-15');
  await items(used, 'executed', 2);
  expect(await items(used, 'pending', 4)).toHaveLength(4);
  const shown = await lanekeeper(workspace, ['grants', 'show', grantId]);
  expect(shown.stdout).toContain('used-up');
  expect(shown.stdout).toContain('2 of 2');
  // Whether the others found it full or ended hangs on how soon the two were carried out.
  expect(shown.stdout).toContain('All it allows has gone through');
  const list = await lanekeeper(workspace, ['grants', 'list']);
  expect(list.stdout).toContain(grantId);
  const ended = await lanekeeper(workspace, ['grants', 'suspend', grantId, '--reason', 'too late']);
  expect([ended.code, ended.stderr]).toEqual([1, expect.stringContaining('It is used-up')]);
});

test('what speaks against terms is listed, and terms that would let too much through are refused with their place', async () => {
  const run = await started('r-20', 'r-21');
  const [one, two] = await items(run, 'pending', 2);
  await lanekeeper(workspace, ['approvals', 'reject', one?.id ?? '', '--reason', 'this one is special']);
  await lanekeeper(workspace, ['approvals', 'approve', two?.id ?? '']);
  const drafted = await json<{ draft: StandingGrant; backtest: Backtest }>(workspace, [
    'grants',
    'draft',
    two?.id ?? '',
  ]);
  const { terms } = drafted.value.draft;
  const file = join(workspace, 'wider.json');
  const scope = {
    target: { startsWith: ['record '] },
    arguments: [
      { path: '/recordId', type: 'text', maxLength: 9 },
      { path: '/set/status', type: 'text', equals: 'closed' },
    ],
  };
  writeFileSync(file, JSON.stringify({ ...terms, scope }));
  const wider = await json<Backtest>(workspace, ['grants', 'backtest', '--terms', file]);
  expect(wider.value).toMatchObject({
    against: 1,
    cases: [{ approvalId: one?.id, verdict: 'rejected', reason: 'this one is special' }],
  });
  writeFileSync(
    file,
    JSON.stringify({ ...terms, scope: { ...scope, arguments: [{ path: '/recordId', type: 'text' }] } }),
  );
  const open = await lanekeeper(workspace, ['grants', 'backtest', '--terms', file]);
  expect([open.code, open.stderr]).toEqual([2, expect.stringContaining('is a text of any length')]);
});
