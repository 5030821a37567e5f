import { readSpan } from '../arguments/span.ts';
import { UsageError } from '../arguments/usage-error.ts';
import { command } from '../command.ts';
import { showRun } from './runs.ts';

const reason = { type: 'string', value: 'TEXT', about: 'why, for the audit log' } as const;

export const runsPrioritise = command({
  name: 'runs prioritise',
  operands: 'RUN PRIORITY',
  takes: { least: 2, most: 2 },
  about: 'change how far ahead of the others a run waits: higher goes first, 0 is usual',
  details: 'Below 0, write -- before the run: lanekeeper runs prioritise -- RUN -5',
  kind: 'changes',
  options: { reason },
  async run({ operands, options, session, terminal }) {
    const open = await session();
    const [runId = '', stated = ''] = operands;
    await open.act('run.prioritise', { runId, priority: readPriority(stated), reason: options.reason ?? '' });
    return { ...(await showRun(open, runId, terminal)), exit: 0 };
  },
});

export const runsMove = command({
  name: 'runs move',
  operands: 'RUN QUEUE',
  takes: { least: 2, most: 2 },
  about: 'let a run wait in another queue of its lane',
  kind: 'changes',
  options: { reason },
  async run({ operands, options, session, terminal }) {
    const open = await session();
    const [runId = '', queue = ''] = operands;
    await open.act('run.move', { runId, queue, reason: options.reason ?? '' });
    return { ...(await showRun(open, runId, terminal)), exit: 0 };
  },
});

export const runsDelay = command({
  name: 'runs delay',
  operands: 'RUN SPAN',
  takes: { least: 2, most: 2 },
  about: 'put a waiting run off from now on, such as 30m; 0s = its turn may come at once',
  kind: 'changes',
  options: { reason },
  async run({ operands, options, session, terminal }) {
    const open = await session();
    const [runId = '', stated] = operands;
    await open.act('run.delay', { runId, delayMs: readSpan('delay', stated, 0), reason: options.reason ?? '' });
    return { ...(await showRun(open, runId, terminal)), exit: 0 };
  },
});

/** A priority as it is stated: a whole number from -100 to 100. */
export function readPriority(stated: string): number {
  const priority = Number(stated);
  if (/^-?\d{1,3}$/.test(stated) && Math.abs(priority) <= 100) return priority;
  throw new UsageError(`${stated} is no priority.`, {
    hint: 'Give a whole number from -100 to 100; higher goes first.',
  });
}
