import { readFileSync, readdirSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  endRuntimes,
  scriptedWith,
  startFurnished,
  startRuntime,
  type RuntimeProcess,
} from '../../helpers/runtime-process.ts';
import { approvalsAre, journalOf, runIs, seen, show, startPlan, updateOf } from '../../helpers/scripted-runs.ts';

let runtime: RuntimeProcess;
beforeAll(async () => {
  runtime = await startFurnished();
  await addRelease('the first');
});

/** Another one where hosts crash: five crashes within a minute would stop a release from starting them. */
async function addRelease(description: string): Promise<void> {
  const limits = { heapMb: 64, unresponsiveMs: 2_000 };
  await runtime.call('agent.add', { folder: scriptedWith({ isolation: 'process', limits, description }) });
}
afterAll(endRuntimes);

/** What is looked at is what Linux says of its processes. */
const isElsewhere = process.platform !== 'linux';

/** Processes of this runtime that hold a host, by what the system says. */
function hostProcesses(parent: number): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && isHostOf(pid, parent));
}

function isHostOf(pid: number, parent: number): boolean {
  try {
    const isChild = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[1] === String(parent);
    return isChild && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('host-process');
  } catch {
    return false;
  }
}

/** There, and more than an entry that nobody has asked about yet. */
function isRunning(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.[0] !== 'Z';
  } catch {
    return false;
  }
}

test.skipIf(isElsewhere)(
  'an agent that asks for a process of its own runs in one, effects, files and all',
  async () => {
    const runId = await startPlan(runtime, [
      { do: 'step', name: 'first' },
      { do: 'artifact', name: 'a.txt', text: 'kept' },
      updateOf('p-1'),
    ]);
    const [approval] = await approvalsAre(runtime, runId, 'pending');
    if (approval === undefined) throw new Error('nothing to approve');
    expect(hostProcesses(runtime.pid)).toHaveLength(1);
    await runtime.call('approval.approve', { items: [seen(approval)] });
    await runIs(runtime, runId, 'succeeded');
    expect((await show(runtime, runId)).artifacts).toMatchObject([{ name: 'a.txt' }]);
    const { agents } = await runtime.call('agent.list', {});
    expect(agents.find(({ agentId }) => agentId === 'scripted')?.isolation).toBe('process');
  },
);

test.skipIf(isElsewhere)('its process has the permission flags and no environment', async () => {
  const runId = await startPlan(runtime, [{ do: 'step' }, { do: 'step', name: 'long', untilAborted: true }]);
  await runtime.until(async () => ((await journalOf(runtime, runId)).length === 1 ? true : undefined));
  const [pid = 0] = hostProcesses(runtime.pid);
  const flags = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  expect(flags).toEqual(expect.arrayContaining(['--permission', '--no-addons', '--no-experimental-sqlite']));
  expect(flags.filter((flag) => /--allow-(fs-write|child|addons|wasi|net)/.test(flag))).toEqual([]);
  const given = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').filter(Boolean);
  expect(given.filter((pair) => !pair.startsWith('NODE_CHANNEL_'))).toEqual([]);
  await runtime.call('run.kill', { runId });
});

test.skipIf(isElsewhere)(
  'a step that lets its host answer nothing, or eats its memory, is named; its process is gone',
  async () => {
    const others = hostProcesses(runtime.pid);
    await addRelease('stuck and full');
    const hog = await startPlan(runtime, [{ do: 'step', name: 'busy', spin: true }]);
    const stuck = await runIs(runtime, hog, 'failed', 'needs-attention');
    expect(stuck).toMatchObject({ recoveries: 2, error: { code: 'cpu-limit-exceeded' } });
    expect(stuck.error?.message).toMatch(/Step "busy" .* It was in \w+ \(agent\.js:\d+\)/);
    const glutton = await startPlan(runtime, [{ do: 'step', name: 'glutton', eatMemory: true }]);
    const full = await runIs(runtime, glutton, 'failed', 'needs-attention');
    expect(full).toMatchObject({ recoveries: 0, error: { code: 'heap-limit-exceeded' } });
    const left = (): number[] => hostProcesses(runtime.pid).filter((pid) => !others.includes(pid));
    await expect.poll(left, { timeout: 10_000 }).toEqual([]);
  },
);

test.skipIf(isElsewhere)(
  'a host process that is killed takes nothing with it: its run goes on in another',
  async () => {
    const others = hostProcesses(runtime.pid);
    await addRelease('killed');
    const runId = await startPlan(runtime, [{ do: 'step' }, { do: 'step', name: 'slow', ms: 1_500 }]);
    await runtime.until(async () => ((await journalOf(runtime, runId)).length === 1 ? true : undefined));
    const pid = hostProcesses(runtime.pid).find((one) => !others.includes(one)) ?? 0;
    process.kill(pid, 'SIGKILL');
    expect(await runIs(runtime, runId, 'succeeded', 'failed', 'needs-attention')).toMatchObject({
      status: 'succeeded',
      recoveries: 1,
    });
  },
);

test.skipIf(isElsewhere)(
  'no host process outlives a runtime that is killed, even one stuck in agent code',
  async () => {
    const own = await startFurnished();
    await own.call('agent.add', { folder: scriptedWith({ isolation: 'process' }) });
    const runId = await startPlan(own, [{ do: 'step' }, { do: 'step', name: 'busy', spin: true }]);
    await own.until(async () => ((await journalOf(own, runId)).length === 1 ? true : undefined));
    const hosts = hostProcesses(own.pid);
    expect(hosts).toHaveLength(1);
    await own.kill();
    await expect.poll(() => hosts.filter(isRunning), { timeout: 10_000 }).toEqual([]);
    const again = await startRuntime({ workspace: own.workspace });
    await again.call('run.kill', { runId });
    await again.stop();
  },
);
