import { furnish, startBenchRuntime } from './bench-runtime.ts';
import { writeFloors } from './floors.ts';
import { generatedStore } from './generated-store.ts';
import { killAndRecover } from './killed-runtime.ts';
import { noopRate } from './noop-rate.ts';
import { hasThread } from './process-facts.ts';
import { createReport, type Report } from './report.ts';
import { emptyFolder, pause } from './sitting.ts';

const noops = 10_000;
const finishedRuns = 1_000_000;
const runsInFlight = 100_000;
const openedEmpty = 'P8 from the start of a runtime to the first page, empty store';
const inEmpty = 'P12 no-op runs in an empty store';
const besideFinished = 'P12 no-op runs beside a million finished ones';
const openedFull = 'P8 from the start of a runtime to the first page, a million finished runs';

/** P8: opening beside a million finished runs. P12: no decay beside a million finished runs. P10: what a killed runtime loses, and how soon it goes on. */
export async function benchStoreLoad(runs: number): Promise<void> {
  const report = createReport('store-load');
  const full = await generatedStore({ kind: 'finished', runs: finishedRuns });
  for (let run = 0; run < runs; run += 1) {
    report.canary();
    console.error(`store: run ${run + 1} of ${runs}`);
    report.add('job of three writes, groups of 100', 'jobs/s', writeFloors().lifecycleInGroups, 'floor');
    // Each first in turn: what the machine does meanwhile meets both alike.
    const folders = [emptyFolder('store-empty'), full];
    for (const folder of run % 2 === 0 ? folders : folders.toReversed())
      report.add(folder === full ? openedFull : openedEmpty, 'ms', await openingOf(folder));
    for (const folder of run % 2 === 0 ? folders : folders.toReversed())
      report.add(folder === full ? besideFinished : inEmpty, 'runs/s', await rateIn(folder, 'checked'));
    report.add('P12 the same while the pages of the million are read', 'runs/s', await rateIn(full, 'being checked'));
    await measureRecovery(report);
  }
  const rate = (name: string): number => report.median(name);
  report.stands({
    id: 'P8',
    what: 'of an empty store’s opening',
    value: rate(openedFull) / rate(openedEmpty),
    unit: ' x',
    goal: 1.1,
    kind: 'most',
  });
  report.stands({
    id: 'P12',
    what: 'of the empty store’s rate',
    value: (rate(besideFinished) / rate(inEmpty)) * 100,
    unit: ' %',
    goal: 90,
    kind: 'least',
  });
  const most = { id: 'P10', goal: 0, unit: '', kind: 'most' } as const;
  report.stands({ ...most, what: 'first re-claim', value: rate('P10 first re-claim'), unit: ' ms', goal: 1_000 });
  report.stands({ ...most, what: 'acknowledged runs lost', value: report.most('P10 acknowledged runs lost') });
  report.stands({ ...most, what: 'steps recorded twice', value: report.most('P10 steps recorded twice') });
  report.note(
    `P10: ${runsInFlight.toLocaleString('en')} acknowledged runs, as many of them at work as there are places, and the process killed in the middle of more starts. The first re-claim is counted from the start of the new process.`,
  );
  report.print();
}

/** From the start of the process to the answers that the console's first page is drawn from. */
async function openingOf(folder: string): Promise<number> {
  const from = performance.now();
  const runtime = await startBenchRuntime(folder);
  try {
    await Promise.all([
      runtime.call('workspace.status', {}),
      runtime.call('approval.list', { status: ['pending', 'partly-approved'], limit: 200 }),
      runtime.call('run.list', { limit: 100 }),
    ]);
    return performance.now() - from;
  } finally {
    await runtime.stop();
  }
}

/** A large database is read through in the seconds after a start; P12 is about what comes after. */
async function rateIn(folder: string, pages: 'checked' | 'being checked'): Promise<number> {
  const runtime = await startBenchRuntime(folder);
  try {
    if (pages === 'checked') await pagesChecked(runtime.pid);
    await furnish(runtime.call);
    return (await noopRate(runtime.call, noops)).done;
  } finally {
    await runtime.stop();
  }
}

async function pagesChecked(pid: number): Promise<void> {
  while (hasThread(pid, 'pages')) await pause(100);
}

async function measureRecovery(report: Report): Promise<void> {
  const found = await killAndRecover(emptyFolder('store-killed'), runsInFlight);
  report.add('a bare process opens this database and commits', 'ms', found.bareMs, 'floor');
  report.add('P10 starts acknowledged', 'runs/s', found.startsPerSecond);
  report.add('P10 first re-claim', 'ms', found.firstClaimMs);
  report.add('P10 ready for calls', 'ms', found.readyMs);
  report.add('P10 runs taken over', '', found.takenOver);
  report.add('P10 acknowledged runs lost', '', found.lost);
  report.add('P10 steps recorded twice', '', found.twice);
}
