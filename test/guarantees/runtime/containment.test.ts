import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { afterAll, expect, test } from 'vitest';
import type { Restriction } from '../../../electron/runtime/hosts/self-check.ts';
import { policyHolding, preparedWorkspace } from '../../helpers/prepared-workspace.ts';
import {
  agentFolder,
  agentWith,
  endRuntimes,
  startRuntime,
  type RuntimeProcess,
} from '../../helpers/runtime-process.ts';
import { runIs, show } from '../../helpers/scripted-runs.ts';

afterAll(endRuntimes);

const isolations = ['thread', 'process'] as const;

interface HostileOutput {
  readonly tried: readonly { readonly name: string; readonly refused: boolean; readonly how: string }[];
  readonly outside: readonly unknown[];
  readonly timers: readonly string[];
  readonly chance: readonly (readonly [string, string])[];
  readonly inStep: readonly (readonly [string, string])[];
  readonly dates: Readonly<Record<string, readonly [unknown, unknown]>>;
}

type Isolation = 'thread' | 'process';

/** One run of each isolation, for all tests that look at what became of it. */
const hostile = new Map<Isolation, ReturnType<typeof runHostile>>();

function hostileRun(isolation: Isolation): ReturnType<typeof runHostile> {
  const run = hostile.get(isolation) ?? runHostile(isolation);
  hostile.set(isolation, run);
  return run;
}

async function runHostile(
  isolation: Isolation,
): Promise<{ runtime: RuntimeProcess; runId: string; output: HostileOutput }> {
  const workspace = await preparedWorkspace(policyHolding(0));
  const runtime = await startRuntime({ workspace });
  const other = await runtime.call('agent.add', { folder: agentFolder('scripted') });
  await runtime.call('agent.add', { folder: agentWith('hostile', { isolation }) });
  const paths = {
    workspace,
    database: join(workspace, 'lanekeeper.db'),
    token: join(workspace, 'host-check.token'),
    otherRelease: join(workspace, 'releases', other.releaseHash),
  };
  const { runId } = await runtime.call('run.start', { agentId: 'hostile', input: paths });
  const run = await runIs(runtime, runId, 'succeeded', 'failed', 'needs-attention');
  expect(run).toMatchObject({ status: 'succeeded', recoveries: 0 });
  return { runtime, runId, output: (await show(runtime, runId)).output as HostileOutput };
}

test.each(isolations)('A2: an agent is refused every way out by name, and its host lives on: %s', async (isolation) => {
  const { runtime, output } = await hostileRun(isolation);
  expect(output.tried.length).toBeGreaterThan(30);
  expect(output.tried.filter((way) => !way.refused)).toEqual([]);
  expect(readdirSync(runtime.workspace).filter((name) => /^(x|report.*)$/.test(name))).toEqual([]);
  expect((await runtime.call('workspace.status', {})).degraded).toBeNull();
  expect(output.timers).toEqual([
    'setTimeout outside a step is not available to an agent: use ctx.sleep, or do it inside a step.',
    'setInterval outside a step is not available to an agent: use ctx.sleep, or do it inside a step.',
  ]);
});

test.each(isolations)(
  'outside a step no chance, clock or turn of its own gets by the journal; inside one all of them work: %s',
  async (isolation) => {
    const { output } = await hostileRun(isolation);
    expect(output.chance.length).toBeGreaterThan(25);
    const unguarded = output.chance.filter(
      ([, answer]) => !answer.includes('outside a step is not available to an agent'),
    );
    expect(unguarded).toEqual([]);
    expect(output.inStep.filter(([, answer]) => answer !== 'possible')).toEqual([]);
  },
);

test.each(isolations)('every way to read the clock outside a step says what ctx.now says: %s', async (isolation) => {
  const { output } = await hostileRun(isolation);
  expect(Object.values(output.dates).length).toBeGreaterThan(10);
  expect(Object.entries(output.dates).filter(([, [said, meant]]) => said !== meant)).toEqual([]);
});

/** Runs the self-check in a thread with a host's flags and these readable folders. */
async function selfCheck(readable: string, decoy: string): Promise<readonly Restriction[]> {
  const hosts = join(import.meta.dirname, '../../../electron/runtime/hosts/self-check.ts');
  const program = `
    import { parentPort } from 'node:worker_threads';
    import { checkRestrictions } from ${JSON.stringify(pathToFileURL(hosts).href)};
    parentPort.postMessage(await checkRestrictions(${JSON.stringify(decoy)}, ${JSON.stringify(decoy)}, ${JSON.stringify(readable)}));`;
  const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(program)}`), {
    env: {},
    execArgv: [
      '--permission',
      '--no-addons',
      '--no-experimental-sqlite',
      `--allow-fs-read=${join(hosts, '..')}`,
      `--allow-fs-read=${readable}`,
    ],
  });
  try {
    return await new Promise<readonly Restriction[]>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
    });
  } finally {
    await worker.terminate();
  }
}

test('the self-check finds a host contained when the workspace is out of its reach', async () => {
  const workspace = mkdtempSync(join(tmpdir(), 'lanekeeper-contained-'));
  const release = mkdtempSync(join(tmpdir(), 'lanekeeper-release-'));
  writeFileSync(join(workspace, 'decoy'), 'x');
  const found = await selfCheck(release, join(workspace, 'decoy'));
  expect(found.filter((restriction) => !restriction.refused)).toEqual([]);
  expect(found.map((restriction) => restriction.name)).toEqual([
    'database file',
    'token file',
    'path traversal',
    'writing a file',
    'node:sqlite',
    'inspector',
    'child process',
    'nested worker',
    'native addon',
  ]);
});

test('the self-check says so when a host can read the workspace', async () => {
  const workspace = mkdtempSync(join(tmpdir(), 'lanekeeper-open-'));
  writeFileSync(join(workspace, 'decoy'), 'x');
  const found = await selfCheck(workspace, join(workspace, 'decoy'));
  expect(found.filter((restriction) => !restriction.refused).map((restriction) => restriction.name)).toEqual([
    'database file',
    'token file',
  ]);
});
