import { LanekeeperError } from '../../../shared/errors.ts';
import { freeLimits, type Queue, type QueueSummary } from '../../../shared/domain/queue.ts';
import type { DeadLetter } from '../../../shared/domain/dead-letter.ts';
import type { RunSummary } from '../../../shared/domain/run.ts';
import type { Handlers } from './handlers.ts';
import type { FakeRuntime } from './runtime.ts';

/** The queues of the stand-in: each change is kept, nothing is started by them. */
export function firstQueues(): Map<string, Queue> {
  const queues: Queue[] = [
    { ...freeLimits, name: 'default', lane: 'background', pause: null, version: 1, createdAtMs: 0 },
    { ...freeLimits, name: 'interactive', lane: 'interactive', pause: null, version: 1, createdAtMs: 0 },
  ];
  return new Map(queues.map((queue) => [queue.name, queue]));
}

function runsOf(runtime: FakeRuntime, name: string): RunSummary[] {
  return [...runtime.state.runs.values()].filter((run) => run.queue === name && run.status === 'queued');
}

function summary(runtime: FakeRuntime, queue: Queue): QueueSummary {
  const queued = runsOf(runtime, queue.name);
  const delayed = queued.filter(({ notBeforeMs }) => notBeforeMs !== null).length;
  const running = [...runtime.state.runs.values()].filter(
    (run) => run.queue === queue.name && run.status === 'running',
  );
  const oldestSinceMs = queued.length === 0 ? null : Math.min(...queued.map((run) => run.createdAtMs));
  return { ...queue, running: running.length, waiting: queued.length - delayed, delayed, refused: 0, oldestSinceMs };
}

function find(runtime: FakeRuntime, name: string): Queue {
  const queue = runtime.state.queues.get(name);
  if (queue === undefined) throw new LanekeeperError('not-found', `There is no queue "${name}".`);
  return queue;
}

function openLetters(runtime: FakeRuntime): DeadLetter[] {
  const failed = [...runtime.state.runs.values()].filter(
    ({ runId, status }) => status === 'failed' && !runtime.state.dismissed.has(runId),
  );
  return failed.map((run) => {
    const { runId, lineageId, agentId, agentTitle, title, queue, attempt, recoveries } = run;
    const error = run.error ?? { code: 'agent-error', message: 'The file ends in the middle of a row.' };
    const atMs = run.finishedAtMs ?? run.createdAtMs;
    const lastErrors = [{ ord: 7, name: 'read rows', attempt: 3, message: error.message, atMs }];
    const facts = { runId, lineageId, agentId, agentTitle, title, queue, attempt, recoveries, error, atMs, lastErrors };
    return { ...facts, kind: 'failed', records: 7, inDoubt: [], settled: null, retry: { allowed: true, reason: '' } };
  });
}

function put(runtime: FakeRuntime, queue: Queue): Queue {
  runtime.state.queues.set(queue.name, queue);
  runtime.publish('workspace.changed', { reason: 'queues' });
  return queue;
}

function place(runtime: FakeRuntime, runId: string, more: Partial<RunSummary>): RunSummary {
  const run = runtime.state.runs.get(runId);
  if (run === undefined) throw new LanekeeperError('not-found', 'There is no such run.');
  const placed = { ...run, ...more };
  runtime.state.runs.set(runId, placed);
  runtime.publish('run.changed', placed);
  return placed;
}

function given(limits: object): object {
  return Object.fromEntries(Object.entries(limits).filter(([, limit]) => limit !== undefined));
}

export const queueHandlers: Pick<
  Handlers,
  | 'queue.list'
  | 'queue.show'
  | 'queue.create'
  | 'queue.change'
  | 'queue.pause'
  | 'queue.resume'
  | 'queue.remove'
  | 'deadLetter.list'
  | 'deadLetter.retry'
  | 'deadLetter.dismiss'
  | 'run.prioritise'
  | 'run.move'
  | 'run.delay'
> = {
  'queue.list': (_, runtime) => ({
    queues: [...runtime.state.queues.values()].map((queue) => summary(runtime, queue)),
  }),
  'queue.show': ({ name }, runtime) => {
    const queued = runsOf(runtime, name);
    return {
      queue: summary(runtime, find(runtime, name)),
      waiting: queued.filter(({ notBeforeMs }) => notBeforeMs === null).toSorted((a, b) => b.priority - a.priority),
      delayed: queued.filter(({ notBeforeMs }) => notBeforeMs !== null),
    };
  },
  'queue.create': ({ name, lane, limits }, runtime) =>
    put(runtime, { ...freeLimits, ...given(limits), name, lane, pause: null, version: 1, createdAtMs: Date.now() }),
  'queue.change': ({ name, limits }, runtime) => {
    const queue = find(runtime, name);
    return put(runtime, { ...queue, ...given(limits), version: queue.version + 1 });
  },
  'queue.pause': ({ name, reason }, runtime, as) => {
    const queue = find(runtime, name);
    return put(runtime, { ...queue, pause: { by: as, reason, atMs: Date.now() }, version: queue.version + 1 });
  },
  'queue.resume': ({ name }, runtime) => {
    const queue = find(runtime, name);
    return put(runtime, { ...queue, pause: null, version: queue.version + 1 });
  },
  'queue.remove': ({ name }, runtime) => {
    runtime.state.queues.delete(find(runtime, name).name);
    runtime.publish('workspace.changed', { reason: 'queues' });
    return { ok: true };
  },
  'deadLetter.list': ({ state }, runtime) => {
    const letters = state === 'open' ? openLetters(runtime) : [];
    return { letters, next: null, open: openLetters(runtime).length };
  },
  'deadLetter.retry': ({ runId }, runtime) =>
    place(runtime, runId, { status: 'queued', error: null, finishedAtMs: null }),
  'deadLetter.dismiss': ({ runId }, runtime) => {
    runtime.state.dismissed.add(runId);
    runtime.publish('workspace.changed', { reason: 'dead-letters' });
    return { ok: true };
  },
  'run.prioritise': ({ runId, priority }, runtime) => place(runtime, runId, { priority }),
  'run.move': ({ runId, queue }, runtime) => place(runtime, runId, { queue: find(runtime, queue).name }),
  'run.delay': ({ runId, delayMs }, runtime) =>
    place(runtime, runId, { notBeforeMs: delayMs === 0 ? null : Date.now() + delayMs }),
};
