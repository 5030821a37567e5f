import { create } from 'zustand';
import type { QueueLimits, QueueSummary } from '../../../shared/domain/queue.ts';
import type { MethodInput, MethodOutput } from '../../../shared/ipc/methods.ts';
import { call, subscribe } from '../bridge.ts';
import { calmReader } from './calm-reader.ts';
import { announce, reportFailure } from './notices.ts';
import { go } from './route.ts';

/** The queues there are (null: not read yet), and the open one with its runs. */
interface QueuesState {
  readonly queues: readonly QueueSummary[] | null;
  readonly open: MethodOutput<'queue.show'> | null;
  readonly failure: unknown;
}

export const useQueues = create<QueuesState>()(() => ({ queues: null, open: null, failure: null }));

/** Once, for a choice between them. */
export function readQueues(): void {
  call('queue.list', {}).then(({ queues }) => useQueues.setState({ queues }), reportFailure);
}

/** Follows the queues and what waits in one of them (the first, for null), until the returned function is called. */
export function openQueues(name: string | null): () => void {
  const reader = calmReader(async () => {
    try {
      const { queues } = await call('queue.list', {});
      const shown = name ?? queues[0]?.name;
      const isThere = queues.some((queue) => queue.name === shown);
      const open = shown === undefined || !isThere ? null : await call('queue.show', { name: shown });
      useQueues.setState({ queues, open, failure: null });
    } catch (failure) {
      useQueues.setState({ failure });
    }
  });
  const unsubscribe = subscribe({
    topics: ['workspace.changed', 'run.changed'],
    onEvents: reader.again,
    onGap: reader.again,
  });
  reader.again();
  return () => {
    reader.stop();
    unsubscribe();
  };
}

/** Throws why it cannot be paused. */
export async function pauseQueue({ name }: QueueSummary, reason: string): Promise<void> {
  await call('queue.pause', { name, reason });
  announce(`${name}: paused`);
}

export async function resumeQueue({ name }: QueueSummary): Promise<void> {
  try {
    await call('queue.resume', { name });
    announce(`${name}: resumed`);
  } catch (error) {
    reportFailure(error);
  }
}

/** Throws why it cannot be removed. */
export async function removeQueue({ name, version }: QueueSummary, reason: string): Promise<void> {
  await call('queue.remove', { name, version, reason });
  announce(`Removed the queue ${name}`);
  go({ page: 'queues', name: null });
}

/** Throws why it cannot be made. */
export async function createQueue(input: MethodInput<'queue.create'>): Promise<void> {
  const { name } = await call('queue.create', input);
  announce(`Made the queue ${name}`);
  go({ page: 'queues', name });
}

/** Throws why they cannot be changed. */
export async function changeLimits(
  { name, version }: QueueSummary,
  limits: QueueLimits,
  reason: string,
): Promise<void> {
  await call('queue.change', { name, version, limits, reason });
  announce(`${name}: limits changed`);
}

export interface Placing {
  readonly priority?: number;
  readonly queue?: string;
  readonly delayMs?: number;
}

/** Throws why the run cannot wait there. */
export async function placeRun(runId: string, { priority, queue, delayMs }: Placing, reason: string): Promise<void> {
  if (priority !== undefined) await call('run.prioritise', { runId, priority, reason });
  if (queue !== undefined) await call('run.move', { runId, queue, reason });
  if (delayMs !== undefined) await call('run.delay', { runId, delayMs, reason });
  announce('The run waits as you said');
}
