import type { QueueLimits, QueueSummary } from '../../../shared/domain/queue.ts';
import type { RunSummary } from '../../../shared/domain/run.ts';
import type { MethodOutput } from '../../../shared/ipc/methods.ts';
import { facts, table, type Column } from '../output/table.ts';
import { counted, localTime, plain, span } from '../output/words.ts';
import type { Terminal } from '../terminal.ts';

export function queueTable(queues: readonly QueueSummary[], terminal: Terminal): string {
  const rows = queues.map((one) => [
    one.name,
    one.lane,
    String(one.running),
    String(one.waiting),
    String(one.delayed),
    String(one.refused),
    one.oldestSinceMs === null ? '' : `since ${localTime(one.oldestSinceMs)}`,
    one.pause === null ? limitsText(one) : `paused by ${one.pause.by}; ${limitsText(one)}`,
  ]);
  const columns: readonly Column[] = [
    { title: 'QUEUE' },
    { title: 'LANE' },
    { title: 'RUNNING', align: 'right' },
    { title: 'WAITING', align: 'right' },
    { title: 'DELAYED', align: 'right' },
    { title: 'REFUSED', align: 'right' },
    { title: 'OLDEST' },
    { title: 'LIMITS', isFlexible: true },
  ];
  return `${table(columns, rows, terminal)}\n\n${counted(queues.length, 'queue')}`;
}

export function queueText({ queue, waiting, delayed }: MethodOutput<'queue.show'>, terminal: Terminal): string {
  const head = facts([
    ['Queue', `${queue.name}, ${queue.lane} lane, version ${queue.version}`],
    ['Limits', limitsText(queue)],
    ...(queue.pause === null ? [] : [['Paused', pauseText(queue.pause)] as const]),
    ['Now', `${queue.running} running, ${queue.waiting} waiting, ${queue.delayed} delayed, ${queue.refused} refused`],
    ...(queue.oldestSinceMs === null ? [] : [['Oldest', `waits since ${localTime(queue.oldestSinceMs)}`] as const]),
  ]);
  const parts = [head];
  if (waiting.length > 0) parts.push(`In the order in which they will start:\n${runTable(waiting, terminal)}`);
  if (delayed.length > 0) parts.push(`Put off:\n${runTable(delayed, terminal)}`);
  return parts.join('\n\n');
}

function pauseText({ by, atMs, reason }: NonNullable<QueueSummary['pause']>): string {
  return `by ${by} at ${localTime(atMs)}${reason === '' ? '' : `: ${plain(reason)}`}`;
}

function runTable(runs: readonly RunSummary[], terminal: Terminal): string {
  const rows = runs.map((run, at) => [
    String(at + 1),
    run.runId,
    run.agentId,
    String(run.priority),
    run.queueKey ?? '',
    run.notBeforeMs === null ? '' : localTime(run.notBeforeMs),
    plain(run.title),
  ]);
  const columns: readonly Column[] = [
    { title: '#', align: 'right' },
    { title: 'RUN' },
    { title: 'AGENT' },
    { title: 'PRIORITY', align: 'right' },
    { title: 'KEY', isFlexible: true },
    { title: 'NOT BEFORE' },
    { title: 'TITLE', isFlexible: true },
  ];
  return table(columns, rows, terminal);
}

/** Limits in a line; what has no limit is not named. */
export function limitsText({ concurrency, perKey, rate, capacity, ...always }: QueueLimits): string {
  const { mostRecoveries, mostAttempts, debounceMaxMs } = always;
  const words = [
    concurrency === null ? '' : `${concurrency} at once`,
    perKey === null ? '' : `${perKey} per key`,
    rate === null ? '' : `${rate.count} per ${span(rate.periodMs)}`,
    capacity === null ? '' : `${capacity} may wait`,
    `${mostRecoveries} recoveries`,
    `${mostAttempts} attempts`,
    `debounced for ${span(debounceMaxMs)} at most`,
  ];
  return words.filter((word) => word !== '').join(', ');
}
