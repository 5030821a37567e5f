import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { defaultPolicy } from '../../../electron/runtime/policies/default-policy.ts';
import { changeWorkspace } from '../../helpers/prepared-workspace.ts';
import {
  approveInBatches,
  complaints,
  json,
  keepRuntime,
  lanekeeper,
  preparedWorkspace,
  start,
} from './lanekeeper-command.ts';

interface Run {
  readonly id: string;
  readonly status: string;
  readonly steps: readonly object[];
  readonly effects: readonly { id: string; tool: string; status: string; envelopeHash: string }[];
  readonly approvals: readonly string[];
  readonly artifacts: readonly { name: string; path: string; sha256: string }[];
  readonly quarantined: number;
}

interface Approval {
  readonly id: string;
  readonly runId: string;
  readonly tier: string;
  readonly envelopeHash: string;
  readonly expiresAt: string;
}

interface Result {
  readonly id: string;
  readonly outcome: string;
  readonly status: string;
  readonly reason?: string;
}

let workspace = '';
let endRuntime = async (): Promise<void> => {};
beforeAll(async () => {
  workspace = await preparedWorkspace();
  await changeWorkspace(workspace, { ...defaultPolicy, version: 2, batch: { cap: 1_000 } });
  endRuntime = await keepRuntime(workspace);
});
afterAll(() => endRuntime());

/** A run of `hello` that proposes to change records, waiting for decisions. */
async function waitingRun(records: number, ...more: readonly string[]): Promise<{ run: Run; waiting: Approval[] }> {
  const args = ['run', 'hello', '--set', 'name=Bob', '--set', `records=${records}`, ...more, '--wait', '--as', 'ada'];
  const { code, value: run } = await json<Run>(workspace, args);
  expect([code, run.status]).toEqual([3, 'waiting-approval']);
  const { value: waiting } = await json<Approval[]>(workspace, ['approvals', 'list', '--run', run.id]);
  return { run, waiting };
}

/** The run once it has ended. */
async function ended(run: Run): Promise<Run> {
  return (await json<Run>(workspace, ['runs', 'show', run.id, '--wait'])).value;
}

test('the whole job: a real file is read, replies wait, are approved, stand in the outbox, and the log is whole', async () => {
  const wait = await json<Run>(workspace, ['run', 'ticket-review', '--input-file', complaints, '--wait']);
  expect(wait.code).toBe(3);
  const run = wait.value;
  // What others script against stays, in this order; what has come since stands after it.
  expect(Object.keys(run).slice(0, 8)).toEqual([
    'id',
    'agent',
    'status',
    'steps',
    'effects',
    'approvals',
    'artifacts',
    'quarantined',
  ]);
  expect(Object.keys(run.steps[0] ?? {})).toEqual(['name', 'attempt', 'status']);
  expect(Object.keys(run.effects[0] ?? {})).toEqual(['id', 'tool', 'status', 'envelopeHash']);
  expect(run.approvals.length).toBe(run.effects.length);
  const report = run.artifacts.find(({ name }) => name === 'report.md');
  expect(
    createHash('sha256')
      .update(readFileSync(report?.path ?? ''))
      .digest('hex'),
  ).toBe(report?.sha256);
  expect(wait.stderr).toContain(`Next: lanekeeper approvals list --run ${run.id}`);

  const list = await json<Approval[]>(workspace, ['approvals', 'list']);
  expect(list.value.map(({ id }) => id).toSorted()).toEqual(run.approvals.toSorted());
  expect(Object.keys(list.value[0] ?? {})).toEqual([
    'id',
    'runId',
    'tool',
    'tier',
    'status',
    'envelopeHash',
    'title',
    'expiresAt',
  ]);
  // The same query as in the inbox.
  const queried = await json<Approval[]>(workspace, ['approvals', 'list', '--query', 'tool:reply.send expires:>1m']);
  expect(queried.value).toEqual(list.value);
  const none = await json<Approval[]>(workspace, ['approvals', 'list', '--query', 'money:>1']);
  expect(none.value).toEqual([]);
  expect(list.value.every(({ expiresAt }) => new Date(expiresAt).toISOString() === expiresAt)).toBe(true);

  const named = await lanekeeper(workspace, ['approvals', 'approve', '--run', run.id, '--all']);
  expect([named.code, named.stderr]).toEqual([1, expect.stringContaining('10 may be decided without a preview')]);
  await approveInBatches(workspace, run.id);
  const mine = await json<{ approved: number; told: { n: number } }>(workspace, [
    'approvals',
    'statistics',
    '--days',
    '7',
  ]);
  // The command line shows a card in no window: nothing is told of how long.
  expect(mine.value).toMatchObject({ approved: run.approvals.length, told: { n: 0 } });
  expect((await ended(run)).status).toBe('succeeded');
  expect(readdirSync(join(workspace, 'outbox')).filter((name) => name.endsWith('.eml')).length).toBe(list.value.length);

  const verified = await json<object>(workspace, ['audit', 'verify']);
  expect(verified).toMatchObject({ code: 0, value: { ok: true } });
  expect(Object.keys(verified.value)).toEqual(['ok', 'events', 'head']);
}, 90_000);

test('while an emergency stop is on, approving is refused with its reason and the item waits; rejecting works', async () => {
  const { waiting } = await waitingRun(2);
  const [item, other] = waiting.map(({ id }) => id);
  expect((await json(workspace, ['stop', '--as', 'ada'])).code).toBe(0);
  const approved = await json<Result[]>(workspace, ['approvals', 'approve', item ?? '']);
  expect(approved).toMatchObject({ code: 1, value: [{ id: item, outcome: 'refused', status: 'pending' }] });
  expect(approved.value[0]?.reason).toMatch(/stopped all effects .*kept and still waits.*Lift the emergency stop/);
  const rejected = await json<Result[]>(workspace, ['approvals', 'reject', other ?? '', '--reason', 'not now']);
  expect(rejected).toMatchObject({ code: 0, value: [{ outcome: 'rejected' }] });
  await json(workspace, ['stop', '--lift', '--reason', 'drill over']);
  const again = await json<Result[]>(workspace, ['approvals', 'approve', item ?? '']);
  expect(again).toMatchObject({ code: 0, value: [{ outcome: 'applied' }] });
}, 60_000);

test('a bare id is read, printed, and decided at that version', async () => {
  const { waiting } = await waitingRun(1);
  const [item] = waiting;
  const approved = await json<Result[]>(workspace, ['approvals', 'approve', item?.id ?? '']);
  expect(approved).toMatchObject({ code: 0, value: [{ id: item?.id, outcome: 'applied', status: 'executed' }] });
  expect(approved.stderr).toContain(`${item?.id}@${item?.envelopeHash}`);
  expect(approved.stderr).toContain('"recordId": "r-1"');
});

test('a decision on other bytes than those that wait is refused, and so is a second one', async () => {
  const { waiting } = await waitingRun(2, '--set', 'name=Cy');
  const [one, other] = waiting;
  const wrong = await json<Result[]>(workspace, ['approvals', 'approve', `${one?.id}@${'a'.repeat(64)}`]);
  expect(wrong).toMatchObject({ code: 1, value: [{ outcome: 'refused', status: 'pending' }] });
  const named = [`${one?.id}@${one?.envelopeHash}`, `${other?.id}@${other?.envelopeHash}`];
  const both = await json<Result[]>(workspace, ['approvals', 'approve', ...named]);
  expect(both).toMatchObject({ code: 0, value: [{ outcome: 'applied' }, { outcome: 'applied' }] });
  const again = await json<Result[]>(workspace, ['approvals', 'approve', named[0] ?? '']);
  expect(again).toMatchObject({ code: 1, value: [{ outcome: 'refused', status: 'executed' }] });
  expect(again.value[0]?.reason).toContain('Ada approved it');
});

test('rejecting needs a reason, tells the agent, and lets the run go on to its end', async () => {
  const { run, waiting } = await waitingRun(1, '--set', 'name=Di');
  const rejected = await json<Result[]>(workspace, [
    'approvals',
    'reject',
    waiting[0]?.id ?? '',
    '--reason',
    'not now',
  ]);
  expect(rejected).toMatchObject({ code: 0, value: [{ outcome: 'rejected', status: 'rejected' }] });
  expect(await ended(run)).toMatchObject({ status: 'succeeded', effects: [{ status: 'refused' }] });
});

test('an action is edited: old and new are printed with the tier, the edited one is carried out, and a rounded number is refused', async () => {
  const { run, waiting } = await waitingRun(1, '--set', 'name=Flo');
  const [item] = waiting;
  const named = `${item?.id}@${item?.envelopeHash}`;
  const file = join(workspace, 'params.json');
  const edit = (reason = 'as the customer said') =>
    json<{ next: { status: string }; status: string; error?: { code: string; message: string } }>(workspace, [
      'approvals',
      'edit',
      named,
      '--params',
      file,
      '--reason',
      reason,
      '--as',
      'ada',
    ]);
  writeFileSync(file, '{"recordId": "r-1", "set": {"amount": 12345678901234567}}');
  const rounded = await edit();
  expect(rounded).toMatchObject({ code: 1, value: { error: { code: 'invalid-input' } } });
  expect(rounded.value.error?.message).toMatch(/beyond 2\^53/);
  writeFileSync(file, '{"recordId": "r-1", "set": {"greeted": "by Ada"}}');
  const edited = await edit();
  expect(edited).toMatchObject({ code: 0, value: { status: 'executed' } });
  expect(edited.stderr).toMatch(/Now: .*\(gate\)\nEdited: .*\(gate: /);
  expect(edited.stderr).toMatch(/params\.set\.greeted: .* -> "by Ada"/);
  const again = await edit();
  expect(again).toMatchObject({ code: 1, value: { error: { code: 'already-decided' } } });
  expect(again.value.error?.message).toMatch(/Ada edited it/);
  expect((await ended(run)).status).toBe('succeeded');
});

test('where two people decide, a bare id is refused, and an approval waits for the second person with exit code 3', async () => {
  for (const id of ['bob', 'cy']) await lanekeeper(workspace, ['people', 'add', id, '--name', id]);
  const { waiting } = await waitingRun(1, '--set', 'tool=unheard.of');
  const [item] = waiting;
  expect(item?.tier).toBe('gate-two');
  const bare = await json<Result[]>(workspace, ['approvals', 'approve', item?.id ?? '', '--as', 'bob']);
  expect(bare).toMatchObject({ code: 1, value: [{ outcome: 'refused', status: 'pending' }] });
  const named = `${item?.id}@${item?.envelopeHash}`;
  const first = await json<Result[]>(workspace, ['approvals', 'approve', named, '--as', 'bob']);
  expect(first).toMatchObject({ code: 3, value: [{ outcome: 'refused', status: 'partly-approved' }] });
  const nobody = await json<{ error: { code: string } }>(workspace, ['approvals', 'approve', named]);
  expect(nobody).toMatchObject({ code: 1, value: { error: { code: 'no-person' } } });
});

test('an action that was carried out is rolled back by its own id', async () => {
  const { run, waiting } = await waitingRun(1, '--set', 'name=Ed');
  await json(workspace, ['approvals', 'approve', waiting[0]?.id ?? '', '--as', 'ada']);
  const action = run.effects[0]?.id ?? '';
  const asked = await json<{ approval: string }>(workspace, ['effects', 'rollback', action, '--as', 'ada']);
  expect(asked).toMatchObject({ code: 3, value: { undoes: action, status: 'waiting-decision' } });
  expect(asked.stderr).toContain(`lanekeeper approvals show ${asked.value.approval}`);
  await json(workspace, ['approvals', 'approve', asked.value.approval, '--as', 'ada']);
  expect((await ended(run)).effects).toMatchObject([{ status: 'compensated' }, { status: 'done' }]);
});

test('a failed run ends with 1 and its reason, and a retry is a new attempt', async () => {
  const failing = ['run', 'hello', '--set', 'name=Fay', '--set', 'fails=true', '--wait', '--as', 'ada'];
  const failed = await json<Run>(workspace, failing);
  expect([failed.code, failed.value.status]).toEqual([1, 'failed']);
  expect(failed.stderr).toContain('Fay is not at home.');
  const retried = await json<Run>(workspace, ['runs', 'retry', failed.value.id, '--wait', '--as', 'ada']);
  expect([retried.code, retried.value.id]).toEqual([1, failed.value.id]);
});

test('a run is cancelled, and a second time is refused', async () => {
  const { run } = await waitingRun(1, '--set', 'name=Gil');
  const cancelled = await json<Run>(workspace, ['runs', 'cancel', run.id, '--as', 'ada']);
  expect(cancelled).toMatchObject({ code: 0, value: { status: 'cancelled', effects: [{ status: 'refused' }] } });
  const again = await json<{ error: { code: string } }>(workspace, ['runs', 'cancel', run.id, '--as', 'ada']);
  expect(again).toMatchObject({ code: 1, value: { error: { code: 'wrong-state' } } });
});

test('a stop holds what is approved from then on, and lifting it needs a reason', async () => {
  const { waiting } = await waitingRun(1, '--set', 'name=Hal');
  const stopped = await json(workspace, ['stop', '--tool', 'record.update', '--reason', 'drill', '--as', 'ada']);
  expect(stopped).toMatchObject({ code: 0, value: { stopped: true, scope: { kind: 'tool', id: 'record.update' } } });
  const approved = await json<Result[]>(workspace, ['approvals', 'approve', waiting[0]?.id ?? '', '--as', 'ada']);
  expect(approved).toMatchObject({ code: 1, value: [{ outcome: 'refused' }] });
  const lifted = await json(workspace, [
    'stop',
    '--lift',
    '--tool',
    'record.update',
    '--reason',
    'over',
    '--as',
    'ada',
  ]);
  expect(lifted).toMatchObject({ code: 0, value: { stopped: false } });
});

test('settings are shown and changed, and the doctor finds everything well', async () => {
  const set = await json(workspace, ['settings', 'set', `publishFolder=${workspace}`, '--as', 'ada']);
  expect(set).toMatchObject({ code: 0, value: { publishFolder: workspace } });
  const shown = await json(workspace, ['settings', 'show']);
  expect(shown.value).toEqual(set.value);
  const doctor = await json<{ ok: boolean; checks: { id: string }[] }>(workspace, ['doctor']);
  const ids = doctor.value.checks.map(({ id }) => id);
  for (const id of ['version', 'node', 'database-synchronous', 'disk', 'port', 'browser', 'electron'])
    expect(ids).toContain(id);
});

test('in a pipe nothing is coloured, and every command answers --help with 0', async () => {
  const list = await lanekeeper(workspace, ['runs', 'list']);
  expect(list.stdout).not.toContain('\u001b');
  expect(list.stdout).toMatch(/^RUN +AGENT +STATUS/);
  const help = await start(workspace, ['approvals', 'approve', '--help']).ended;
  expect([help.code, help.stderr]).toEqual([0, '']);
  expect(help.stdout).toContain('Usage: lanekeeper approvals approve ID[@HASH]…');
});

test('a stop needs no profile that exists: everything is stopped by the file instead, and lifted by a person once it is gone', async () => {
  const stopped = await json<{ file: string; why: string }>(workspace, ['stop', '--as', 'nobody', '--reason', 'now']);
  expect(stopped).toMatchObject({ code: 0, value: { stopped: true, why: 'There is no profile "nobody".' } });
  expect(readFileSync(stopped.value.file, 'utf8')).toBe('now\n');
  const kept = await lanekeeper(workspace, ['stop', '--lift', '--reason', 'drill over', '--as', 'ada']);
  expect(kept).toMatchObject({ code: 1, stderr: expect.stringContaining('still stops all effects') });
  rmSync(stopped.value.file);
  expect((await json(workspace, ['stop', '--as', 'ada'])).value).toMatchObject({ stopped: true, held: 0, inFlight: 0 });
  expect((await json(workspace, ['stop', '--lift', '--reason', 'drill over', '--as', 'ada'])).code).toBe(0);
}, 60_000);
