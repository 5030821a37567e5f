import { execFileSync } from 'node:child_process';
import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Schedule } from '../../../shared/domain/schedule.ts';
import { systemIds } from '../../../electron/runtime/system-ports.ts';
import { policyHolding, preparedWorkspace } from '../../helpers/prepared-workspace.ts';
import {
  agentFolder,
  endRuntimes,
  forkRuntime,
  freshWorkspace,
  outbox,
  startRuntime,
  type RuntimeProcess,
} from '../../helpers/runtime-process.ts';
import { approvalsAre, effectsAre, replyTo, runIs, seen, sideBySide, startPlan } from '../../helpers/scripted-runs.ts';

afterAll(endRuntimes);

/** A workspace whose run waits for two decisions, closed cleanly. */
async function waitingWorkspace(): Promise<{ workspace: string; runId: string }> {
  const workspace = await preparedWorkspace(policyHolding(0), [
    { personId: 'ada', printedName: 'Ada L.', role: 'reviewer' },
    { personId: 'eve', printedName: 'Eve O.', role: 'auditor' },
  ]);
  const runtime = await startRuntime({ workspace });
  await runtime.call('agent.add', { folder: agentFolder('scripted') });
  const runId = await startPlan(runtime, [sideBySide([replyTo('1'), replyTo('2')])]);
  await approvalsAre(runtime, runId, 'pending', 2);
  await runtime.stop();
  return { workspace, runId };
}

/** As an operator copies a folder, its times and modes kept. */
function copyOf(workspace: string): string {
  const copy = join(freshWorkspace(), 'copy');
  execFileSync('cp', ['-a', workspace, copy]);
  return copy;
}

async function approveAll(runtime: RuntimeProcess, runId: string): Promise<void> {
  const { approvals } = await runtime.call('approval.list', { runId });
  const { results } = await runtime.call('approval.approve', { items: approvals.map(seen) });
  expect(results.map(({ outcome, status }) => `${outcome} ${status}`)).toEqual(['decided holding', 'decided holding']);
}

/** Another run lives from start to end, sleeps included: whatever was due has had its turn. */
async function meanwhile(runtime: RuntimeProcess): Promise<void> {
  const runId = await startPlan(runtime, [{ do: 'sleep', ms: 300 }, { do: 'step' }]);
  await runIs(runtime, runId, 'succeeded');
}

const kindsOf = async (runtime: RuntimeProcess): Promise<string[]> => {
  const { events } = await runtime.call('audit.list', { limit: 200 });
  return events.map((event) => event.kind).filter((kind) => kind.startsWith('workspace.place'));
};

function sent(workspace: string): string[] {
  return existsSync(join(workspace, 'outbox')) ? outbox(workspace) : [];
}

test('in a copied workspace nothing is sent until a person says what it is; approvals can be decided meanwhile', async () => {
  const { workspace, runId } = await waitingWorkspace();
  const copy = copyOf(workspace);
  const runtime = await startRuntime({ workspace: copy });
  const { degraded } = await runtime.call('workspace.status', {});
  expect(degraded).toMatchObject({ code: 'workspace-copied', message: expect.stringContaining('another folder') });
  await approveAll(runtime, runId);
  await meanwhile(runtime);
  expect(await approvalsAre(runtime, runId, 'holding', 2)).toHaveLength(2);
  expect(sent(copy)).toEqual([]);
  expect(await kindsOf(runtime)).toEqual(['workspace.place-changed']);
  await runtime.kill();
  const again = await startRuntime({ workspace: copy });
  expect((await again.call('workspace.status', {})).degraded).toMatchObject({ code: 'workspace-copied' });
  await meanwhile(again);
  expect(sent(copy)).toEqual([]);
});

test('"copied" makes another workspace of it: approvals ask again, and its actions have keys of their own', async () => {
  const { workspace, runId } = await waitingWorkspace();
  const copy = copyOf(workspace);
  const runtime = await startRuntime({ workspace: copy });
  const before = await runtime.call('workspace.status', {});
  await approveAll(runtime, runId);
  const settle = { verdict: 'copied', reason: 'a copy to try things with' } as const;
  await expect(runtime.call('workspace.settlePlace', settle, { as: 'eve' })).rejects.toMatchObject({
    code: 'not-allowed',
  });
  const commandId = systemIds.uuid();
  expect(await runtime.call('workspace.settlePlace', settle, { commandId })).toEqual({ ok: true });
  await approvalsAre(runtime, runId, 'pending', 2);
  const after = await runtime.call('workspace.status', {});
  expect(after.degraded).toBeNull();
  expect(after.instanceId).not.toBe(before.instanceId);
  expect(await kindsOf(runtime)).toEqual(['workspace.place-settled', 'workspace.place-changed']);
  await meanwhile(runtime);
  expect(sent(copy)).toEqual([]);

  await approveAll(runtime, runId);
  await effectsAre(runtime, runId, 'done');
  expect(await runtime.call('workspace.settlePlace', settle, { commandId })).toEqual({ ok: true });
  await expect(runtime.call('workspace.settlePlace', settle)).rejects.toMatchObject({ code: 'wrong-state' });
  expect(await runtime.call('audit.verify', {})).toMatchObject({ ok: true });
  await runtime.stop();
  const restarted = await startRuntime({ workspace: copy });
  expect(await restarted.call('workspace.status', {})).toMatchObject({ degraded: null, instanceId: after.instanceId });

  const original = await startRuntime({ workspace });
  expect(await original.call('workspace.status', {})).toMatchObject({ degraded: null, instanceId: before.instanceId });
  await approveAll(original, runId);
  await effectsAre(original, runId, 'done');
  expect(sent(workspace)).toHaveLength(2);
  expect(sent(copy)).toHaveLength(2);
  expect(new Set([...sent(workspace), ...sent(copy)]).size).toBe(4);
});

test('"moved" lets what was approved go on, as the same workspace', async () => {
  const { workspace, runId } = await waitingWorkspace();
  const moved = copyOf(workspace);
  const runtime = await startRuntime({ workspace: moved });
  const before = await runtime.call('workspace.status', {});
  await approveAll(runtime, runId);
  await meanwhile(runtime);
  await runtime.call('workspace.settlePlace', { verdict: 'moved', reason: 'a larger disk' });
  await effectsAre(runtime, runId, 'done');
  expect(sent(moved)).toHaveLength(2);
  expect((await runtime.call('workspace.status', {})).instanceId).toBe(before.instanceId);
  await runtime.stop();
  const restarted = await startRuntime({ workspace: moved });
  expect((await restarted.call('workspace.status', {})).degraded).toBeNull();
});

test('a folder that is only renamed is the same one', async () => {
  const { workspace } = await waitingWorkspace();
  const renamed = `${workspace}-renamed`;
  renameSync(workspace, renamed);
  const runtime = await startRuntime({ workspace: renamed });
  expect((await runtime.call('workspace.status', {})).degraded).toBeNull();
});

test.each([
  { verdict: 'copied', status: 'unknown', files: 0 },
  { verdict: 'moved', status: 'done', files: 1 },
] as const)(
  'an action that was interrupted before a folder was $verdict is $status after a person said so, and untouched before',
  async ({ verdict, status, files }) => {
    const workspace = await preparedWorkspace(policyHolding(0));
    const first = await startRuntime({ workspace, crashAt: 'effect.after-intent:1' });
    await first.call('agent.add', { folder: agentFolder('scripted') });
    const runId = await startPlan(first, [replyTo('1')]);
    const items = (await approvalsAre(first, runId, 'pending')).map(seen);
    await first.call('approval.approve', { items }).catch(() => undefined);
    await first.ended;
    const copy = copyOf(workspace);
    const runtime = await startRuntime({ workspace: copy });
    await meanwhile(runtime);
    await effectsAre(runtime, runId, 'dispatched');
    expect(sent(copy)).toEqual([]);
    await runtime.call('workspace.settlePlace', { verdict, reason: 'as asked' });
    await effectsAre(runtime, runId, status);
    expect(sent(copy)).toHaveLength(files);
  },
);

test('a workspace in a synced folder is refused before anything is made there', async () => {
  const workspace = join(freshWorkspace(), 'Dropbox', 'workspace');
  const { told } = await forkRuntime({ workspace });
  expect(told).toMatchObject({
    kind: 'failed',
    code: 'refused',
    message: expect.stringContaining('Dropbox'),
    hint: expect.stringContaining('--workspace DIR'),
  });
  expect(existsSync(workspace)).toBe(false);
});

const everySecond = { kind: 'cron', cron: '* * * * * *', timeZone: 'UTC', jitterMs: 0 } as const;

/** A copy of a workspace with a schedule, opened; the schedule had fired in the original. */
async function scheduledCopy(): Promise<{ runtime: RuntimeProcess; scheduleId: string; fired: () => Promise<number> }> {
  const workspace = await preparedWorkspace(policyHolding(0));
  const first = await startRuntime({ workspace });
  await first.call('agent.add', { folder: agentFolder('scripted') });
  const { scheduleId } = await first.call('schedule.create', {
    name: 'Every second',
    agentId: 'scripted',
    input: { plan: [] },
    trigger: everySecond,
    overlap: 'allow',
    catchUp: { rule: 'one', maxAgeMs: null },
  });
  await first.until(async () => ((await scheduleNow(first, scheduleId)).fired > 0 ? true : undefined));
  await first.stop();
  const runtime = await startRuntime({ workspace: copyOf(workspace) });
  return { runtime, scheduleId, fired: async () => (await scheduleNow(runtime, scheduleId)).fired };
}

async function scheduleNow(runtime: RuntimeProcess, scheduleId: string): Promise<Schedule & { problem: string }> {
  return (await runtime.call('schedule.show', { scheduleId, limit: 1 })).schedule;
}

/** Longer than a second: a schedule of every second has had its turn. */
async function aSecond(runtime: RuntimeProcess): Promise<void> {
  const runId = await startPlan(runtime, [{ do: 'sleep', ms: 1_200 }]);
  await runIs(runtime, runId, 'succeeded');
}

test('in a copied workspace no schedule fires before a person has spoken; one said to be moved goes on by itself', async () => {
  const { runtime, scheduleId, fired } = await scheduledCopy();
  const before = await fired();
  await aSecond(runtime);
  expect(await fired()).toBe(before);
  expect((await scheduleNow(runtime, scheduleId)).problem).toContain('until a person says');
  await runtime.call('workspace.settlePlace', { verdict: 'moved', reason: 'a new computer' });
  await runtime.until(async () => ((await fired()) > before ? true : undefined));
  expect(await scheduleNow(runtime, scheduleId)).toMatchObject({ paused: false, problem: '' });
});

test('"copied" pauses the schedules of the copy, because those of the original go on; each fires again when it is resumed', async () => {
  const { runtime, scheduleId, fired } = await scheduledCopy();
  await runtime.call('workspace.settlePlace', { verdict: 'copied', reason: 'a second desk' });
  expect(await scheduleNow(runtime, scheduleId)).toMatchObject({
    paused: true,
    pauseNote: expect.stringContaining('copy'),
    nextAtMs: null,
  });
  const before = await fired();
  await aSecond(runtime);
  expect(await fired()).toBe(before);
  await runtime.call('schedule.resume', { scheduleId });
  await runtime.until(async () => ((await fired()) > before ? true : undefined));
  expect((await scheduleNow(runtime, scheduleId)).pauseNote).toBe('');
  const { events } = await runtime.call('audit.list', { kind: 'schedule.changed' });
  expect(events.map((event) => JSON.parse(event.bytes).facts.verb)).toEqual(['resumed', 'held', 'created']);
});
