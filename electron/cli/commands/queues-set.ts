import { queueLanes, type QueueLimits } from '../../../shared/domain/queue.ts';
import { readSpan } from '../arguments/span.ts';
import { UsageError } from '../arguments/usage-error.ts';
import { wholeNumber } from '../arguments/whole-number.ts';
import { command } from '../command.ts';
import { limitsText } from '../views/queue-view.ts';

const limitOptions = {
  concurrency: { type: 'string', value: 'N', about: 'runs of it at work at the same time; none = no limit' },
  'per-key': { type: 'string', value: 'N', about: 'the same, of runs with the same --key; none = no limit' },
  rate: { type: 'string', value: 'N/SPAN', about: 'runs started in any such span, such as 100/1m; none = no limit' },
  capacity: { type: 'string', value: 'N', about: 'runs that may wait in it; one more is refused; none = no limit' },
  'most-recoveries': { type: 'string', value: 'N', about: 'crashes after which a run goes to the dead letters' },
  'debounce-max': { type: 'string', value: 'SPAN', about: 'how long debounced starts may put a run off, such as 1h' },
  'most-attempts': { type: 'string', value: 'N', about: 'times an action is sent under one key without an answer' },
} as const;

type Stated = { readonly [K in keyof typeof limitOptions]: string | undefined };

export const queuesAdd = command({
  name: 'queues add',
  operands: 'QUEUE',
  takes: { least: 1, most: 1 },
  about: 'make a queue',
  kind: 'changes',
  options: {
    lane: { type: 'string', value: 'LANE', about: `${queueLanes.join(' or ')} (default: background)` },
    ...limitOptions,
  },
  async run({ operands, options, session }) {
    const lane = queueLanes.find((known) => known === (options.lane ?? 'background'));
    if (lane === undefined)
      throw new UsageError(`--lane ${options.lane} is no lane with queues.`, {
        hint: `There are: ${queueLanes.join(', ')}.`,
      });
    const queue = await (
      await session()
    ).act('queue.create', { name: operands[0] ?? '', lane, limits: readLimits(options) });
    const next = `Next: lanekeeper run AGENT --queue ${queue.name}`;
    return { exit: 0, value: queue, text: `Queue "${queue.name}" was made: ${limitsText(queue)}.`, next };
  },
});

export const queuesSet = command({
  name: 'queues set',
  operands: 'QUEUE',
  takes: { least: 1, most: 1 },
  about: 'change the limits of a queue; those that are not named stay',
  kind: 'changes',
  options: { ...limitOptions, reason: { type: 'string', value: 'TEXT', about: 'why, for the audit log' } },
  async run({ operands, options, session }) {
    const limits = readLimits(options);
    if (Object.keys(limits).length === 0)
      throw new UsageError('Name a limit to change.', { hint: 'Such as --concurrency 4, or --rate none.' });
    const open = await session();
    const name = operands[0] ?? '';
    const { queue: seen } = await open.ask('queue.show', { name, limit: 1 });
    const queue = await open.act('queue.change', { name, version: seen.version, limits, reason: options.reason ?? '' });
    return { exit: 0, value: queue, text: `"${name}" has now: ${limitsText(queue)}.` };
  },
});

/** Limits that were stated; `none` lifts one. */
function readLimits(stated: Stated): Partial<QueueLimits> {
  const limit = (name: keyof Stated): number | null | undefined =>
    stated[name] === 'none' ? null : wholeNumber(name, stated[name], undefined);
  const always = (name: keyof Stated): number | undefined => wholeNumber(name, stated[name], undefined);
  const limits = {
    concurrency: limit('concurrency'),
    perKey: limit('per-key'),
    rate: readRate(stated.rate),
    capacity: limit('capacity'),
    mostRecoveries: always('most-recoveries'),
    mostAttempts: always('most-attempts'),
    debounceMaxMs:
      stated['debounce-max'] === undefined ? undefined : readSpan('debounce-max', stated['debounce-max'], 1),
  };
  return Object.fromEntries(Object.entries(limits).filter(([, value]) => value !== undefined));
}

function readRate(stated: string | undefined): QueueLimits['rate'] | undefined {
  if (stated === undefined) return undefined;
  if (stated === 'none') return null;
  const [, count, period] = /^(\d{1,6})\/(\w+)$/.exec(stated) ?? [];
  if (count === undefined)
    throw new UsageError(`--rate ${stated} is no rate.`, { hint: 'Write it as 100/1m, or none.' });
  return { count: wholeNumber('rate', count, 1), periodMs: readSpan('rate', period, 1_000) };
}
