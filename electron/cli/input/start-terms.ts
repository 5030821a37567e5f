import type { StartedRun } from '../../../shared/domain/run.ts';
import type { MethodInput } from '../../../shared/ipc/methods.ts';
import { readSpan } from '../arguments/span.ts';
import { UsageError } from '../arguments/usage-error.ts';
import { readPriority } from '../commands/runs-place.ts';
import { localTime } from '../output/words.ts';

/** Where and when a run waits for its turn, as options of `run`. */
export const startOptions = {
  queue: { type: 'string', value: 'QUEUE', about: 'the queue it waits in (default: its agent’s)' },
  priority: { type: 'string', value: 'N', about: 'from -100 to 100, higher goes first (default: 0)' },
  delay: { type: 'string', value: 'SPAN', about: 'start it no earlier than in so long, such as 30m' },
  key: { type: 'string', value: 'TEXT', about: 'what the queue’s limit per key counts it under' },
  dedup: { type: 'string', value: 'KEY', about: 'while a run of the agent holds this key, it is that run' },
  debounce: {
    type: 'string',
    value: 'SPAN',
    about: 'with --dedup: wait so long for a later start, whose input is taken instead',
  },
  'debounce-max': {
    type: 'string',
    value: 'SPAN',
    about: 'with --debounce: later starts put it off no longer (default: its agent’s, or else its queue’s)',
  },
} as const;

type Terms = Pick<
  MethodInput<'run.start'>,
  'queue' | 'priority' | 'delayMs' | 'queueKey' | 'dedupKey' | 'debounceMs' | 'debounceMaxMs'
>;

export function readTerms(options: { readonly [K in keyof typeof startOptions]: string | undefined }): Terms {
  if (options.debounce !== undefined && options.dedup === undefined)
    throw new UsageError('--debounce needs --dedup KEY: which starts are the same one?');
  const max = options['debounce-max'];
  if (max !== undefined && options.debounce === undefined)
    throw new UsageError('--debounce-max needs --debounce SPAN: how long is each start waited for?');
  return {
    ...(options.queue === undefined ? {} : { queue: options.queue }),
    ...(options.priority === undefined ? {} : { priority: readPriority(options.priority) }),
    ...(options.delay === undefined ? {} : { delayMs: readSpan('delay', options.delay, 1) }),
    ...(options.key === undefined ? {} : { queueKey: options.key }),
    ...(options.dedup === undefined ? {} : { dedupKey: options.dedup }),
    ...(options.debounce === undefined ? {} : { debounceMs: readSpan('debounce', options.debounce, 1) }),
    ...(max === undefined ? {} : { debounceMaxMs: readSpan('debounce-max', max, 1) }),
  };
}

/** What became of a start: a run of its own, or one that was there. */
export function startedText({ runId, agentId, status, notBeforeMs, joined, dedupKey }: StartedRun): string {
  const when = notBeforeMs === null ? '' : `; it starts no earlier than ${localTime(notBeforeMs)}`;
  if (joined === 'dedup')
    return `Nothing new was started: run ${runId} of ${agentId} holds the key "${dedupKey}" and is ${status}.`;
  if (joined === 'debounce') return `Run ${runId} of ${agentId} had not started and takes this input instead${when}.`;
  return `Run ${runId} of ${agentId} is ${status}${when}.`;
}
