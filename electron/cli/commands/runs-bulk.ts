import { bulkVerbs, mostInBulk } from '../../../shared/domain/bulk.ts';
import type { BulkItem, BulkJob, BulkPreview, BulkVerb } from '../../../shared/domain/bulk.ts';
import { LanekeeperError } from '../../../shared/errors.ts';
import type { MethodInput } from '../../../shared/ipc/methods.ts';
import { parseRunQuery, toRunFilter } from '../../../shared/domain/run-query.ts';
import { readSpan } from '../arguments/span.ts';
import { UsageError } from '../arguments/usage-error.ts';
import { command } from '../command.ts';
import type { Session } from '../connection/session.ts';
import { facts, table } from '../output/table.ts';
import { counted, plain } from '../output/words.ts';
import type { Terminal } from '../terminal.ts';
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
    const open = await session();
    const seen = await open.ask('bulk.preview', { verb, ...chosen });
    if (chosen.runIds !== undefined) await refuseMissing(open, chosen.runIds, seen.matched);
    if (options.preview)
      return { exit: 0, value: seen, text: previewText(verb, seen), next: 'Nothing was changed: this was a preview.' };
    terminal.say(previewText(verb, seen));
    const started = await open.act('bulk.start', {
      verb,
      ...chosen,
      ...(seen.isTooMany ? {} : { seen: seen.set }),
      path: options.from ?? null,
      undo: !options.keep,
      ...(options.priority === undefined ? {} : { priority: readPriority(options.priority) }),
      ...(options.queue === undefined ? {} : { queue: options.queue }),
      ...(options.delay === undefined ? {} : { delayMs: readSpan('delay', options.delay, 0) }),
      reason: options.reason ?? '',
    });
    const job = await followJob(open, started.jobId, terminal);
    const items = await itemsOf(open, job.jobId);
    return {
      exit: job.ignored === 0 && job.status === 'done' ? 0 : 1,
      value: { job, items },
      text: resultText(job, items, terminal),
    };
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

type Chosen = Pick<MethodInput<'bulk.start'>, 'filter' | 'runIds'>;

/** The runs named, each once, or the filter: one of the two, so that nothing is done to every run by mistake. */
function readChoice(named: readonly string[], filter: string | undefined): Chosen {
  if (named.length > 0 && filter !== undefined)
    throw new UsageError('Name runs, or give --filter TEXT: not both.', { hint: 'Nothing was changed.' });
  return named.length > 0 ? { runIds: [...new Set(named)] } : { filter: readFilter(filter) };
}

/** A name that is none of a run is a mistake to be mended, not something to pass over. */
async function refuseMissing(open: Session, named: readonly string[], found: number): Promise<void> {
  if (found === named.length) return;
  for (const runId of named) {
    try {
      await open.ask('run.show', { runId });
    } catch (error) {
      if (!(error instanceof LanekeeperError) || error.code !== 'not-found') throw error;
      const more = named.length - found - 1;
      const nor = more === 0 ? '' : `, nor do ${more} more of those named`;
      throw new LanekeeperError('not-found', `${plain(runId)} names no run${nor}. Nothing was changed.`, {
        hint: '`lanekeeper runs list` shows those there are.',
      });
    }
  }
}

function readFilter(text: string | undefined): ReturnType<typeof toRunFilter> {
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

function previewText(verb: BulkVerb, { matched, isTooMany, allowed, ignored, effectsDone }: BulkPreview): string {
  return facts([
    ['Matched', `${isTooMany ? 'more than ' : ''}${counted(matched, 'run')}`],
    [`Would ${verb}`, counted(allowed, 'run')],
    ...(effectsDone === 0
      ? []
      : ([['Their actions', `${effectsDone.toLocaleString('en')} were carried out`]] as [string, string][])),
    ...ignored.map(({ reason, count }): [string, string] => ['Ignored', `${count}: ${plain(reason)}`]),
  ]);
}

function followJob(session: Session, jobId: string, terminal: Terminal): Promise<BulkJob> {
  return new Promise((resolve, reject) => {
    const stop = session.follow(['bulk.changed'], undefined, {
      onEvents(events) {
        for (const event of events)
          if (event.topic === 'bulk.changed' && event.payload.jobId === jobId) see(event.payload);
      },
      onFresh() {
        session.ask('bulk.show', { jobId }).then(({ job }) => see(job), reject);
      },
    });
    function see(job: BulkJob): void {
      if (job.status === 'running')
        return terminal.showProgress(`${job.applied + job.ignored} of ${job.total} runs`, job.verb);
      stop();
      resolve(job);
    }
  });
}

async function itemsOf(session: Session, jobId: string): Promise<BulkItem[]> {
  const items: BulkItem[] = [];
  for (let afterN: number | null = -1; afterN !== null;) {
    const page: { items: BulkItem[]; next: number | null } = await session.ask('bulk.show', { jobId, afterN });
    items.push(...page.items);
    afterN = page.next;
  }
  return items;
}

function resultText(job: BulkJob, items: readonly BulkItem[], terminal: Terminal): string {
  const rows = items.map(({ subjectId, status, reason }) => [subjectId, status, plain(reason)]);
  const columns = [{ title: 'RUN' }, { title: 'BECAME' }, { title: 'WHY', isFlexible: true }] as const;
  return `${table(columns, rows, terminal)}\n\n${job.verb}: ${job.applied} applied, ${job.ignored} ignored of ${job.total}; the job is ${job.status}.`;
}
