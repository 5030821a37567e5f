import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { drained, furnish, startBenchRuntime } from './bench-runtime.ts';
import { generatedStore } from './generated-store.ts';
import { memoryOf, processorMsOf, writesOf } from './process-facts.ts';
import { createReport, type Report } from './report.ts';
import { pause } from './sitting.ts';
import { runTickets } from './ticket-run.ts';

const windowMs = 60_000;
/** Hosts without runs are given back after two minutes; a little more, and nothing is left to settle. */
const settleMs = 130_000;
const waitingRuns = 100_000;

/** What a runtime does when nothing is asked of it, with approvals waiting and every agent host given back (P13). */
export async function benchIdle(runs: number): Promise<void> {
  const report = createReport('idle');
  const hasStrace = spawnSync('strace', ['-V']).status === 0;
  for (let run = 0; run < runs; run += 1) {
    report.canary();
    await measure(report, hasStrace);
  }
  const most = { kind: 'most', id: 'P13' } as const;
  if (hasStrace)
    report.stands({
      what: 'device flushes a minute',
      value: report.median('flushes a minute'),
      unit: '',
      goal: 0,
      ...most,
    });
  report.stands({
    what: 'of one core',
    value: report.median('processor, of one core'),
    unit: ' %',
    goal: 0.5,
    ...most,
  });
  report.stands({ what: 'memory', value: report.median('memory, whole process'), unit: ' MB', goal: 150, ...most });
  report.note(
    hasStrace
      ? 'Flushes, file reads and file writes are counted by strace over one minute; a query or a commit would show as reads or writes of pages.'
      : 'strace is not installed, so flushes are not counted; writes come from /proc.',
  );
  report.note(
    'The workspace holds a finished review of the bundled sample with its approvals waiting, and no window is open.',
  );
  report.note(`It holds ${waitingRuns.toLocaleString('en')} runs that sleep, beside the review.`);
  report.print();
}

async function measure(report: Report, hasStrace: boolean): Promise<void> {
  const runtime = await startBenchRuntime(await generatedStore({ kind: 'waiting', runs: waitingRuns }));
  try {
    await furnish(runtime.call);
    await runTickets(runtime, {});
    await drained(runtime.call);
    report.add('memory after the work', 'MB', memoryOf(runtime.pid).nowBytes / 1e6);
    await pause(settleMs);
    const processorBefore = processorMsOf(runtime.pid);
    const writesBefore = writesOf(runtime.pid);
    const began = performance.now();
    const counted = hasStrace ? await countCalls(runtime.pid) : await pause(windowMs).then(() => null);
    const minutes = (performance.now() - began) / 60_000;
    const writesAfter = writesOf(runtime.pid);
    if (counted !== null) {
      report.add('flushes a minute', '', counted.flushes / minutes);
      report.add('file reads and writes a minute', '', counted.pages / minutes);
    }
    report.add('bytes written to disk a minute', '', (writesAfter.bytes - writesBefore.bytes) / minutes);
    report.add('processor, of one core', '%', (processorMsOf(runtime.pid) - processorBefore) / (minutes * 600));
    report.add('memory, whole process', 'MB', memoryOf(runtime.pid).nowBytes / 1e6);
  } finally {
    await runtime.stop();
  }
}

/** Counts the system calls of all threads for a minute; null when the system does not let a process be watched. */
async function countCalls(pid: number): Promise<{ flushes: number; pages: number } | null> {
  const watched = 'fdatasync,fsync,pread64,pwrite64';
  const strace = spawn('strace', ['-f', '-c', '-U', 'calls,name', '-e', `trace=${watched}`, '-p', String(pid)], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let printed = '';
  strace.stderr.on('data', (piece: Buffer) => (printed += piece.toString()));
  const ended = once(strace, 'exit');
  await pause(windowMs);
  strace.kill('SIGINT');
  await ended;
  if (/not permitted|ptrace/i.test(printed)) return null;
  const calls = (name: string): number => Number(new RegExp(`(\\d+)\\s+${name}$`, 'm').exec(printed)?.[1] ?? 0);
  return { flushes: calls('fdatasync') + calls('fsync'), pages: calls('pread64') + calls('pwrite64') };
}
