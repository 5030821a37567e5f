import { bulkVerbs, mostInBulk } from '../../../shared/domain/bulk.ts';
import type { BulkVerb } from '../../../shared/domain/bulk.ts';
import { parseRunQuery, toRunFilter } from '../../../shared/domain/run-query.ts';
import { readSpan } from '../arguments/span.ts';
import { UsageError } from '../arguments/usage-error.ts';
import { command } from '../command.ts';
import { counted } from '../output/words.ts';
import { runBulk, type Chosen } from './bulk-job.ts';
import { readPriority } from './runs-place.ts';

export const runsBulk = command({
  name: 'runs bulk',
  operands: 'VERB [RUN…]',
  takes: { least: 1, most: 1 + mostInBulk },
  about: 'use a verb on the runs named, or on every run a filter matches, as a job, and tell what became of each',
  details: `VERB: ${bulkVerbs.join(', ')}. The filter is the one of the Runs page: agent:ID status:STATUS and words.
The set is frozen when the job starts; a run that cannot be changed so when its turn comes is ignored, with the reason.
Exit code 1 when one was ignored. Ctrl+C leaves the job running; \`runs bulk-cancel JOB\` stops it.`,
  kind: 'changes',
  options: {
    filter: { type: 'string', value: 'TEXT', about: 'instead of names, such as "agent:ticket-review status:failed"' },
    preview: { type: 'boolean', about: 'say what would be done, and do nothing' },
    from: { type: 'string', value: 'ENTRY', about: 'for retry, rewind and fork: the entry to go on from' },
    keep: { type: 'boolean', about: 'for cancel: undo nothing' },
    priority: { type: 'string', value: 'N', about: 'for prioritise: from -100 to 100, higher goes first' },
    queue: { type: 'string', value: 'QUEUE', about: 'for move: the queue they wait in from then on' },
    delay: { type: 'string', value: 'SPAN', about: 'for delay: how long they are put off, such as 2h' },
    reason: { type: 'string', value: 'TEXT', about: 'why, for the audit log' },
  },
  async run({ operands, options, session, terminal }) {
    const verb = readVerb(operands[0] ?? '');
    const chosen = readChoice(operands.slice(1), options.filter);
    const given = {
      path: options.from ?? null,
      undo: !options.keep,
      ...(options.priority === undefined ? {} : { priority: readPriority(options.priority) }),
      ...(options.queue === undefined ? {} : { queue: options.queue }),
      ...(options.delay === undefined ? {} : { delayMs: readSpan('delay', options.delay, 0) }),
      reason: options.reason ?? '',
    };
    return runBulk(await session(), { verb, chosen, given, isPreview: options.preview }, terminal);
  },
});

export const runsBulkCancel = command({
  name: 'runs bulk-cancel',
  operands: 'JOB',
  takes: { least: 1, most: 1 },
  about: 'stop a bulk job; what it has done stays done',
  kind: 'changes',
  options: {},
  async run({ operands, session }) {
    const job = await (await session()).act('bulk.cancel', { jobId: operands[0] ?? '' });
    const left = job.total - job.applied - job.ignored;
    return { exit: 0, value: job, text: `Stopped after ${counted(job.applied, 'run')}; ${left} are as they were.` };
  },
});

function readVerb(stated: string): BulkVerb {
  const found = bulkVerbs.find((verb) => verb.toLowerCase() === stated.toLowerCase());
  if (found !== undefined) return found;
  throw new UsageError(`${stated} cannot be used in bulk.`, { hint: `There are: ${bulkVerbs.join(', ')}.` });
}

/** The runs named, each once, or the filter: one of the two, so that nothing is done to every run by mistake. */
export function readChoice(named: readonly string[], filter: string | undefined): Chosen {
  if (named.length > 0 && filter !== undefined)
    throw new UsageError('Name runs, or give --filter TEXT: not both.', { hint: 'Nothing was changed.' });
  return named.length > 0 ? { runIds: [...new Set(named)] } : { filter: readFilter(filter) };
}

export function readFilter(text: string | undefined): ReturnType<typeof toRunFilter> {
  if (text === undefined || text.trim() === '')
    throw new UsageError(
      'A bulk verb needs the runs it is for, or --filter TEXT, so that it is not used on every run by mistake.',
    );
  const query = parseRunQuery(text);
  if (query.unknown.length > 0)
    throw new UsageError(`The filter does not know ${query.unknown.join(', ')}.`, {
      hint: 'It knows agent:ID, status:STATUS and words of the title.',
    });
  return toRunFilter(query);
}
