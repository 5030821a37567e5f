import { create } from 'zustand';
import type { QueueSummary } from '../../../shared/domain/queue.ts';
import { call } from '../bridge.ts';
import { reportFailure } from './notices.ts';

/** The queues there are; null: not read yet. */
export const useQueues = create<{ readonly queues: readonly QueueSummary[] | null }>()(() => ({ queues: null }));

/** Once, for a choice between them. */
export function readQueues(): void {
  call('queue.list', {}).then(({ queues }) => useQueues.setState({ queues }), reportFailure);
}
