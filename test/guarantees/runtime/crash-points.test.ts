import Database from 'better-sqlite3';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { agentFolder, endRuntimes, outbox, startRuntime, type RuntimeProcess } from '../../helpers/runtime-process.ts';
import { policyHolding, preparedWorkspace } from '../../helpers/prepared-workspace.ts';
import {
  approvalsAre,
  journalOf,
  replyTo,
  runIs,
  seen,
  show,
  startPlan,
  updateOf,
  type PlanEntry,
} from '../../helpers/scripted-runs.ts';

afterAll(endRuntimes);

const first: PlanEntry = { do: 'step', name: 'first' };
const last: PlanEntry = { do: 'step', name: 'last' };

interface Killed {
  readonly workspace: string;
  readonly runId: string;
  /** The first step's record as it was before the crash. */
  readonly firstRecord: unknown;
}

/** Runs `[first, effect, last]` in a process that kills itself at the point, approving what it asks for. */
async function killedAt(point: string, effect: PlanEntry): Promise<Killed> {
  const workspace = await preparedWorkspace(policyHolding(0.3));
  const runtime = await startRuntime({ workspace, crashAt: point });
  await runtime.call('agent.add', { folder: agentFolder('scripted') });
  const runId = await startPlan(runtime, [first, effect, last]);
  const approvals = await approvalsAre(runtime, runId, 'pending').catch(() => []);
  const firstRecord = (await journalOf(runtime, runId))[0];
  const [approval] = approvals;
  if (approval === undefined) throw new Error('nothing to approve');
  // The process may die before it answers.
  await runtime.call('approval.approve', { items: [seen(approval)] }).catch(() => undefined);
  await runtime.ended;
  return { workspace, runId, firstRecord };
}

/** The run's end in a process that is not told to crash. */
async function restarted({ workspace, runId, firstRecord }: Killed): Promise<RuntimeProcess> {
  const runtime = await startRuntime({ workspace });
  await runIs(runtime, runId, 'succeeded');
  const records = await journalOf(runtime, runId);
  expect(records[0]).toEqual(firstRecord);
  expect(records.filter((record) => record.kind === 'step').map((record) => `${record.name} ${record.phase}`)).toEqual([
    'first done',
    'last done',
  ]);
  const { effects } = await show(runtime, runId);
  expect(effects).toMatchObject([{ status: 'done' }]);
  expect(await runtime.call('audit.verify', {})).toMatchObject({ ok: true });
  return runtime;
}

/** How often an audit event of a kind was written. */
async function audited(runtime: RuntimeProcess, kind: string): Promise<number> {
  return (await runtime.call('audit.list', { kind, limit: 500 })).events.length;
}

describe.concurrent('killed between a decision and its effect', () => {
  test.each([
    ['effect.before-intent', 1],
    ['effect.after-intent', 2],
    ['tool.before-commit', 2],
    ['tool.after-commit', 1],
    ['effect.before-receipt', 1],
    ['effect.after-receipt', 1],
  ] as const)(
    'at %s: the record is changed exactly once, the run goes on, and nothing finished is done again',
    async (point, dispatches) => {
      const runtime = await restarted(await killedAt(`${point}:1`, updateOf('42')));
      const records = new Database(join(runtime.workspace, 'records.db'), { readonly: true });
      expect(records.prepare('SELECT count(*) FROM applied').pluck().get()).toBe(1);
      records.close();
      expect(await audited(runtime, 'grant.consumed')).toBe(1);
      expect(await audited(runtime, 'effect.intent')).toBe(dispatches);
      expect(await audited(runtime, 'effect.receipt')).toBe(1);
    },
  );

  test.each([
    'effect.before-intent',
    'effect.after-intent',
    'tool.before-link',
    'tool.after-link',
    'tool.before-directory-sync',
    'tool.after-directory-sync',
    'effect.before-receipt',
    'effect.after-receipt',
  ])('at %s: there is exactly one reply in the outbox, under its key', async (point) => {
    const runtime = await restarted(await killedAt(`${point}:1`, replyTo('7')));
    const { effects } = await show(runtime, (await runtime.call('run.list', {})).runs[0]?.runId ?? '');
    expect(outbox(runtime.workspace)).toHaveLength(1);
    expect(effects).toHaveLength(1);
    expect(await audited(runtime, 'grant.consumed')).toBe(1);
  });
});

test('killed while an artifact is renamed into place: the step before is kept and the artifact is there once', async () => {
  const workspace = await preparedWorkspace(policyHolding(0));
  const runtime = await startRuntime({ workspace, crashAt: 'artifact.before-rename:1' });
  await runtime.call('agent.add', { folder: agentFolder('scripted') });
  const runId = await startPlan(runtime, [first, { do: 'artifact', name: 'notes.txt', text: 'kept' }, last]);
  await runtime.ended;
  const after = await startRuntime({ workspace });
  await runIs(after, runId, 'succeeded');
  const { artifacts, run } = await show(after, runId);
  expect(artifacts).toMatchObject([{ name: 'notes.txt', version: 1, bytes: 4 }]);
  expect(run.recoveries).toBe(1);
  expect((await journalOf(after, runId)).map((record) => record.name)).toEqual(['first', 'notes.txt', 'last']);
});

test('killed again and again at moments nobody chose: the run ends, no finished step is done again, one effect each', async () => {
  const workspace = await preparedWorkspace(policyHolding(0));
  const plan = Array.from({ length: 6 }, (_, index): PlanEntry[] => [
    { do: 'step', name: `work ${index}`, ms: 25 },
    updateOf(`record-${index}`),
  ]).flat();
  let runtime = await startRuntime({ workspace });
  await runtime.call('agent.add', { folder: agentFolder('scripted') });
  const runId = await startPlan(runtime, plan);
  const finished = new Map<number, unknown>();
  for (let kill = 0; kill < 8; kill += 1) {
    const target = runtime;
    // From here on everything that asks is approved, until the process is gone.
    const approving = approveAll(target, runId).catch(() => undefined);
    // Killed at the event of a number that changes from life to life.
    let left = 3 + ((kill * 7) % 11);
    await target
      .until(async () => {
        left -= 1;
        const { run } = await show(target, runId);
        return left < 0 || run.status === 'succeeded' ? true : undefined;
      })
      .catch(() => undefined);
    for (const record of await journalOf(target, runId)) finished.set(record.ord, record);
    await target.kill();
    await approving;
    runtime = await startRuntime({ workspace });
  }
  void approveAll(runtime, runId).catch(() => undefined);
  await runIs(runtime, runId, 'succeeded');
  const records = await journalOf(runtime, runId);
  for (const [ord, record] of finished) expect(records.find((one) => one.ord === ord)).toEqual(record);
  const done = records.filter((record) => record.phase === 'done').map((record) => record.path);
  expect(done).toHaveLength(plan.length);
  expect(new Set(done).size).toBe(plan.length);
  const db = new Database(join(workspace, 'records.db'), { readonly: true });
  expect(db.prepare('SELECT count(*) FROM applied').pluck().get()).toBe(6);
  db.close();
  expect(await runtime.call('audit.verify', {})).toMatchObject({ ok: true });
}, 60_000);

async function approveAll(runtime: RuntimeProcess, runId: string): Promise<void> {
  const decided = new Set<string>();
  await runtime.until(async () => {
    const { approvals } = await runtime.call('approval.list', { runId });
    const items = approvals.filter((approval) => !decided.has(approval.approvalId)).map(seen);
    for (const item of items) decided.add(item.approvalId);
    if (items.length > 0) await runtime.call('approval.approve', { items });
    return (await show(runtime, runId)).run.status === 'succeeded' ? true : undefined;
  });
}
