import type { BulkItem, BulkJob, BulkPreview, BulkVerb } from '../../../shared/domain/bulk.ts';
import { LanekeeperError } from '../../../shared/errors.ts';
import type { MethodInput } from '../../../shared/ipc/methods.ts';
import type { Outcome } from '../command.ts';
import type { Session } from '../connection/session.ts';
import { followJob } from '../follow/follow-job.ts';
import { facts, table } from '../output/table.ts';
import { counted, plain } from '../output/words.ts';
import type { Terminal } from '../terminal.ts';

export type Chosen = Pick<MethodInput<'bulk.start'>, 'filter' | 'runIds'>;

export interface BulkAsked {
  readonly verb: BulkVerb;
  readonly chosen: Chosen;
  /** What the verb is given besides its runs. */
  readonly given: Omit<MethodInput<'bulk.start'>, 'verb' | 'filter' | 'runIds' | 'seen'>;
  readonly isPreview: boolean;
}

/** Says what a verb would do with many runs; unless that is all, starts the job, follows it and tells what became of each. */
export async function runBulk(
  open: Session,
  { verb, chosen, given, isPreview }: BulkAsked,
  terminal: Terminal,
): Promise<Outcome> {
  const seen = await open.ask('bulk.preview', { verb, ...chosen });
  if (chosen.runIds !== undefined) await refuseMissing(open, chosen.runIds, seen.matched);
  if (isPreview)
    return { exit: 0, value: seen, text: previewText(verb, seen), next: 'Nothing was changed: this was a preview.' };
  terminal.say(previewText(verb, seen));
  const started = await open.act('bulk.start', {
    verb,
    // Of too many, and of none, the start itself says so.
    ...(seen.isTooMany || seen.matched === 0 ? chosen : { runIds: seen.runIds, seen: seen.set }),
    ...given,
  });
  const job = await followJob(open, { jobId: started.jobId, of: 'runs' }, terminal);
  const items = await itemsOf(open, job.jobId);
  return {
    exit: job.ignored === 0 && job.status === 'done' ? 0 : 1,
    value: { job, items },
    text: resultText(job, items, terminal),
  };
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
