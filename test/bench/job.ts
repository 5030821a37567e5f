import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startBenchRuntime, type BenchRuntime } from './bench-runtime.ts';
import { memoryOf } from './process-facts.ts';
import { createReport, type Report } from './report.ts';
import { emptyFolder, pause, perSecond, percentile } from './sitting.ts';
import { runTickets, type TicketFile } from './ticket-run.ts';

const questionEveryMs = 150;
const questions = [
  'What is waiting for approval?',
  'Which runs are running now?',
  'What do people complain about most?',
  'Which runs failed?',
  'How many approvals are open?',
];

/** ticket-review on a whole file, from the start to every draft and envelope durable, with the Assistant asked meanwhile. */
export async function benchJob(options: TicketFile & { readonly runs: number }): Promise<void> {
  const report = createReport('job');
  for (let run = 0; run < options.runs; run += 1) {
    report.canary();
    await measure(report, options);
    await measureLoops(report, options);
  }
  const least = { unit: '', kind: 'least' } as const;
  report.stands({
    id: 'job',
    what: 'tickets a second',
    value: report.median('tickets, start to waiting'),
    goal: 300,
    ...least,
  });
  report.stands({
    id: 'job',
    what: 'peak memory of the runtime process',
    value: report.median('peak memory, whole process'),
    unit: ' MB',
    goal: 400,
    kind: 'most',
  });
  report.stands({
    id: 'job',
    what: 'Assistant answer p95 during the run',
    value: report.median('Assistant answer p95'),
    unit: ' ms',
    goal: 300,
    kind: 'most',
  });
  report.note(
    'Each run has a runtime process and a workspace of its own; reading and proposing the columns is not counted.',
  );
  report.print();
}

/** The watcher of the event loops adds some 70 MB of its own, so speed and memory come from runs without it. */
async function measureLoops(report: Report, file: TicketFile): Promise<void> {
  const loops = emptyFolder('job-loops');
  const runtime = await startBenchRuntime(emptyFolder('job-watched'), {
    execArgv: ['--import', new URL('./loop-delay.ts', import.meta.url).href],
    env: { LANEKEEPER_BENCH_LOOPS: loops },
  });
  try {
    await runTickets(runtime, file, () => void process.kill(runtime.pid, 'SIGUSR2'));
    process.kill(runtime.pid, 'SIGUSR2');
  } finally {
    await runtime.stop();
  }
  for (const name of readdirSync(loops)) {
    const seen = JSON.parse(readFileSync(join(loops, name), 'utf8')) as { name: string; p99Ms: number; mostMs: number };
    report.add(`event loop of ${seen.name}, delay p99`, 'ms', seen.p99Ms);
    report.add(`event loop of ${seen.name}, longest`, 'ms', seen.mostMs);
  }
}

async function measure(report: Report, file: TicketFile): Promise<void> {
  const runtime = await startBenchRuntime(emptyFolder('job'));
  try {
    const answers: number[] = [];
    let isOver = false;
    let asking = Promise.resolve();
    const run = await runTickets(runtime, file, () => {
      asking = askMeanwhile(runtime, answers, () => isOver);
    }).finally(() => {
      isOver = true;
    });
    await asking;
    report.add('tickets, start to waiting', 'tickets/s', perSecond(run.tickets, run.elapsedMs));
    report.add('start to waiting', 's', run.elapsedMs / 1000);
    report.add('approvals waiting', '', run.approvals);
    report.add('peak memory, whole process', 'MB', memoryOf(runtime.pid).peakBytes / 1e6);
    report.add('Assistant answer p50', 'ms', percentile(answers, 0.5));
    report.add('Assistant answer p95', 'ms', percentile(answers, 0.95));
    report.add('Assistant answers', '', answers.length);
  } finally {
    await runtime.stop();
  }
}

/** Asks one question after the other while the run is at work. */
async function askMeanwhile({ call }: BenchRuntime, answers: number[], isOver: () => boolean): Promise<void> {
  for (let at = 0; !isOver(); at += 1) {
    const asked = performance.now();
    await call('assistant.ask', { question: questions[at % questions.length] ?? '' });
    answers.push(performance.now() - asked);
    await pause(questionEveryMs);
  }
}
