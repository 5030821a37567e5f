import type { BatchChoice } from '../../../shared/domain/batch.ts';
import { LanekeeperError } from '../../../shared/errors.ts';
import { UsageError } from '../arguments/usage-error.ts';
import { command, type Outcome } from '../command.ts';
import type { Session } from '../connection/session.ts';
import { followJob } from '../follow/follow-job.ts';
import { previewBatch, readSelection, startBatch, type Selected } from '../input/batch-input.ts';
import { table } from '../output/table.ts';
import { localTime, plain } from '../output/words.ts';
import type { Terminal } from '../terminal.ts';
import { approvalCard } from '../views/approval-view.ts';
import { previewText, sheetText, sheetValue } from '../views/batch-view.ts';

const verbs = ['preview', 'approve', 'reject', 'list', 'status', 'retry', 'undo', 'stop'] as const;

export const approvalsBatch = command({
  name: 'approvals batch',
  operands: 'VERB [ID…|JOB]',
  takes: { least: 1, most: 5_001 },
  about: 'decide many alike actions as one job: preview, approve, reject, list, status, retry, undo, stop',
  details: `preview, approve and reject take approvals (ID or ID@HASH), or everything that waits and matches --run, --tool
or --group; one batch decides one kind of action, and as many as the policy lets (50 where it says nothing else).
approve prints the actions that have to be read first and stops with exit code 3; given again, it decides. With --set HASH
it decides exactly what that preview showed. status, retry, undo and stop take a JOB: retry tries again what failed, undo
takes back what is held. Exit code 1 when an item was not applied; each says why.`,
  kind: 'changes',
  options: {
    run: { type: 'string', value: 'RUN', about: 'everything that waits in this run' },
    tool: { type: 'string', value: 'TOOL', about: 'everything of this tool that waits' },
    group: { type: 'string', value: 'GROUP', about: 'everything of this kind that waits, as a preview names it' },
    except: { type: 'string', multiple: true, value: 'ID', about: 'leave this one out; may be given more than once' },
    set: { type: 'string', value: 'HASH', about: 'of the preview: refused when it would be another set by now' },
    reason: { type: 'string', value: 'TEXT', about: 'why; needed to reject, and told to the agents' },
  },
  async run({ operands, options, session, terminal }) {
    const [stated = '', ...rest] = operands;
    const verb = verbs.find((known) => known === stated);
    if (verb === undefined)
      throw new UsageError(`There is no "approvals batch ${stated}".`, { hint: `There are: ${verbs.join(', ')}.` });
    if (verb === 'list') return list(await session(), terminal);
    if (verb === 'preview' || verb === 'approve' || verb === 'reject') {
      const selected = readSelection(rest, options);
      if (verb === 'reject' && (options.reason ?? '').trim() === '')
        throw new UsageError('A rejection needs --reason TEXT: the agents are told why.');
      const open = await session();
      if (verb === 'preview') return preview(open, selected, terminal);
      return decide(open, { verb, selected, set: options.set, reason: options.reason ?? '' }, terminal);
    }
    const [jobId, ...more] = rest;
    if (jobId === undefined || more.length > 0) throw new UsageError(`"approvals batch ${verb}" takes one JOB.`);
    const open = await session();
    if (verb === 'status') return sheetOf(open, jobId, terminal);
    if (verb === 'stop') {
      await open.act('bulk.cancel', { jobId });
      return sheetOf(open, jobId, terminal);
    }
    const job = await open.act(`batch.${verb}`, { jobId });
    return ended(open, job.jobId, terminal);
  },
});

async function preview(open: Session, selected: Selected, terminal: Terminal): Promise<Outcome> {
  const seen = await previewBatch(open, 'approve', selected);
  const next = seen.set === null ? 'Nothing is left to decide.' : `Nothing was decided. Its set: --set ${seen.set}`;
  return { exit: 0, value: seen, text: previewText(seen, terminal), next };
}

interface Asked {
  readonly verb: BatchChoice;
  readonly selected: Selected;
  readonly set: string | undefined;
  readonly reason: string;
}

async function decide(open: Session, { verb, selected, set, reason }: Asked, terminal: Terminal): Promise<Outcome> {
  const seen = await previewBatch(open, verb, selected);
  terminal.say(previewText(seen, terminal));
  if (seen.set === null)
    throw new LanekeeperError('wrong-state', 'Nothing of what was named can be decided here. Nothing was changed.', {
      hint: seen.dropped[0]?.reason ?? 'See what waits: lanekeeper approvals list',
    });
  if (set !== undefined && set !== seen.set)
    throw new LanekeeperError(
      'stale',
      'What would be decided now is not what that preview showed. Nothing was decided.',
      {
        hint: `Look at it again; its set is ${seen.set} now.`,
      },
    );
  const unread = seen.samples.filter(({ isOpened }) => !isOpened);
  if (unread.length > 0) return readFirst(open, unread, seen.set, terminal);
  const job = await startBatch(open, selected, { verb, set: seen.set, reason });
  return ended(open, job.jobId, terminal);
}

/** Prints the actions that have to be read before all are approved, and has it kept that they were shown. */
async function readFirst(
  open: Session,
  unread: readonly { readonly approvalId: string; readonly envelopeHash: string; readonly version: number }[],
  set: string,
  terminal: Terminal,
): Promise<Outcome> {
  for (const { approvalId, envelopeHash, version } of unread) {
    terminal.say(`${approvalCard(await open.ask('approval.show', { approvalId }), Date.now())}\n`);
    await open.act('approval.seen', { approvalId, envelopeHash, version, shownMs: 1_000, evidence: true });
  }
  return {
    exit: 3,
    value: { set, readFirst: unread.map(({ approvalId }) => approvalId) },
    text: `Read the ${unread.length} above first. Nothing was decided.`,
    next: `Then the same once more, with: --set ${set}`,
  };
}

async function ended(open: Session, jobId: string, terminal: Terminal): Promise<Outcome> {
  await followJob(open, { jobId, of: 'actions' }, terminal);
  return sheetOf(open, jobId, terminal);
}

async function sheetOf(open: Session, jobId: string, terminal: Terminal): Promise<Outcome> {
  const sheet = await sheetValue(open, jobId);
  const { job, heldUntilMs } = sheet;
  const isWhole = job.status === 'done' && job.ignored === 0;
  const next =
    heldUntilMs === null ? {} : { next: `To take it back while it is held: lanekeeper approvals batch undo ${jobId}` };
  return {
    exit: isWhole ? 0 : job.status === 'running' ? 3 : 1,
    value: sheet,
    text: sheetText(sheet, terminal),
    ...next,
  };
}

async function list(open: Session, terminal: Terminal): Promise<Outcome> {
  const { jobs } = await open.ask('batch.list', {});
  const rows = jobs.map(({ jobId, verb, status, applied, total, by, createdAtMs, title }) => [
    jobId,
    verb,
    status,
    `${applied} of ${total}`,
    by,
    localTime(createdAtMs),
    plain(title),
  ]);
  const names = ['JOB', 'VERB', 'STATUS', 'APPLIED', 'BY', 'BEGUN'].map((title) => ({ title }));
  const columns = [...names, { title: 'THE FIRST OF IT', isFlexible: true as const }];
  return { exit: 0, value: jobs, text: jobs.length === 0 ? 'There is no batch yet.' : table(columns, rows, terminal) };
}
