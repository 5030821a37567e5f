import { drained, fillPlaces, furnish, startBenchRuntime, type BenchRuntime } from './bench-runtime.ts';
import { engineAlone } from './engine-alone.ts';
import { groupCommitFloor, threadRoundTripMs, writeFloors } from './floors.ts';
import { openInProcess } from './in-process.ts';
import { noopRate } from './noop-rate.ts';
import { measureOpenWorkflow, measurePlainjob } from './peers.ts';
import { createReport, type Report } from './report.ts';
import { emptyFolder, inFlight, pause, perSecond, percentile } from './sitting.ts';
import { compareWithTable } from './standings.ts';
import { stepRowsFloor } from './step-floor.ts';

const noops = 10_000;
const width = 50;
const stepsAlone = 2_000;
const stepsEach = 400;
const pickups = 150;

/** P1 to P5: runs and steps through the real runtime process, beside the machine's floors and two live peers. */
export async function benchEngine(runs: number): Promise<void> {
  const report = createReport('engine');
  for (let run = 0; run < runs; run += 1) {
    report.canary();
    console.error(`engine: run ${run + 1} of ${runs}`);
    await measureFloors(report);
    await measureRuntime(report);
    await measureInProcess(report);
    await measureEngineAlone(report);
    await measurePeers(report);
  }
  compareWithTable(report);
  report.note(
    'No-op runs are started by one client over the private socket, with their input checked, their command id kept with its reply, and done rows kept.',
  );
  report.note(
    'Nobody has a window open; each run is started, claimed and ended in three commits it may share with others.',
  );
  report.print();
}

async function measureFloors(report: Report): Promise<void> {
  const floors = writeFloors();
  report.add('one row, one commit', 'rows/s', floors.oneRow, 'floor');
  report.add('100 rows, one commit', 'rows/s', floors.hundredRows, 'floor');
  report.add('job of three writes, each committed', 'jobs/s', floors.lifecycle, 'floor');
  report.add('job of three writes, groups of 100', 'jobs/s', floors.lifecycleInGroups, 'floor');
  report.add(`group commit, ${width} in flight`, 'steps/s', await groupCommitFloor(width, 40_000), 'floor');
  const hopMs = await threadRoundTripMs();
  const commits = stepRowsFloor(3_000);
  report.add('thread round trip', 'µs', hopMs * 1000, 'floor');
  report.add('the rows of one step, one commit', 'steps/s', commits, 'floor');
  report.add('one step: its commit and one round trip', 'steps/s', 1000 / (1000 / commits + hopMs), 'floor');
}

async function measureRuntime(report: Report): Promise<void> {
  const runtime = await startBenchRuntime(emptyFolder('engine-runtime'));
  try {
    await furnish(runtime.call);
    const { call } = runtime;
    const start = (): Promise<unknown> => call('run.start', { agentId: 'bench-noop', input: {} });

    const rate = await noopRate(call, noops);
    report.add('P1 no-op runs, start to done', 'runs/s', rate.done);
    report.add('P1 of these, starting', 'runs/s', rate.started);

    report.add('P2 steps, 50 runs in flight', 'steps/s', await steps(runtime, width, stepsEach));
    report.add('P3 steps, one run alone', 'steps/s', await steps(runtime, 1, stepsAlone));

    const letGo = await fillPlaces(call);
    const single = performance.now();
    for (let at = 0; at < 1_000; at += 1) await start();
    report.add('P4 starts over the socket, one by one', 'runs/s', perSecond(1_000, performance.now() - single));
    const batches = performance.now();
    for (let at = 0; at < 30; at += 1) await inFlight(100, 100, start);
    report.add('P4 starts over the socket, 100 together', 'runs/s', perSecond(3_000, performance.now() - batches));
    await letGo();

    const waits = await measurePickup(runtime);
    report.add('P5 idle pick-up p50', 'ms', percentile(waits, 0.5));
    report.add('P5 idle pick-up p99', 'ms', percentile(waits, 0.99));
    await tellAudit(report, runtime);
  } finally {
    await runtime.stop();
  }
}

/** Steps a second of `width` runs that each take `each` steps, from the first start to the last end. */
async function steps({ call }: BenchRuntime, runs: number, each: number): Promise<number> {
  const began = performance.now();
  await inFlight(runs, runs, () => call('run.start', { agentId: 'bench-steps', input: { steps: each } }));
  await drained(call);
  return perSecond(runs * each, performance.now() - began);
}

/** From the client's call of `run.start` to the first statement of the agent's step, ms, with nothing else to do. */
async function measurePickup({ call }: BenchRuntime): Promise<number[]> {
  const waits: number[] = [];
  for (let at = 0; at < pickups; at += 1) {
    await pause(10 + ((at * 37) % 40));
    const asked = performance.timeOrigin + performance.now();
    const run = await call('run.start', { agentId: 'bench-pickup', input: {} });
    await drained(call);
    const { value } = await call('run.entry', { runId: run.runId, ord: 1 });
    waits.push(Number(value) - asked);
  }
  return waits;
}

async function measureInProcess(report: Report): Promise<void> {
  const runtime = await openInProcess(emptyFolder('engine-inside'));
  try {
    await furnish(runtime.call);
    const rate = await noopRate(runtime.call, noops);
    report.add('P1 no-op runs, createRuntime without the socket', 'runs/s', rate.done);
  } finally {
    await runtime.close();
  }
}

async function measureEngineAlone(report: Report): Promise<void> {
  const alone = await engineAlone(emptyFolder('engine-alone'));
  report.add('P4 enqueue at the engine port, one by one', 'runs/s', alone.oneByOne);
  report.add('P4 enqueue at the engine port, 100 together', 'runs/s', alone.hundred);
  report.add('P1 engine port alone: start, claim, end in groups', 'runs/s', alone.lifecycles);
}

async function measurePeers(report: Report): Promise<void> {
  const plainjob = await measurePlainjob(10_000);
  report.add('plainjob, enqueue to done', 'jobs/s', plainjob.jobsPerSecond, 'peer');
  report.add('plainjob, idle pick-up p50', 'ms', plainjob.pickupP50Ms, 'peer');
  const openWorkflow = await measureOpenWorkflow(200);
  report.add('OpenWorkflow, steps at 50 in flight', 'steps/s', openWorkflow.stepsPerSecond, 'peer');
  report.add('OpenWorkflow, enqueue to done', 'runs/s', openWorkflow.runsPerSecond, 'peer');
}

/** Which audit events all these runs wrote. */
async function tellAudit(report: Report, { call }: BenchRuntime): Promise<void> {
  const { total } = await call('audit.list', { limit: 1 });
  const { total: started } = await call('audit.list', { kind: 'run.started', limit: 1 });
  const { total: batches } = await call('audit.list', { kind: 'journal-batch', limit: 1 });
  report.keep('auditEvents', { total, 'run.started': started, 'journal-batch': batches });
}
