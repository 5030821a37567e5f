import { finalRunStatuses, type RunStatus, type RunSummary } from '../../../shared/domain/run.ts';
import type { Asked } from './asked.ts';
import { counted, inert, say, shortId, sources, type Reply } from './reply.ts';
import { resolveRun, type ResolvedRun } from './resolve-run.ts';
import { liveStatuses, progressWords, runCitation, runLine, runName } from './run-words.ts';

const shown = 8;

/** What runs, what failed, what finished, and the latest runs whatever became of them. */
export async function answerRunList(
  asked: Asked,
  wanted: { readonly statuses?: readonly RunStatus[]; readonly what: string; readonly none: string },
): Promise<Reply> {
  const { slots, facts, moment } = asked;
  const filter = {
    ...(wanted.statuses === undefined ? {} : { statuses: wanted.statuses }),
    ...(slots.agent === null ? {} : { agentId: slots.agent.agentId }),
    ...(slots.window === null ? {} : { sinceMs: slots.window.sinceMs }),
    ...(slots.window?.beforeMs == null ? {} : { beforeMs: slots.window.beforeMs }),
  };
  const runs = await facts.listRuns({ ...filter, limit: shown + 1 });
  const when = slots.window === null ? '' : ` ${slots.window.name}`;
  const whose = slots.agent === null ? '' : ` of ${inert(slots.agent.title, 60)}`;
  if (runs.length === 0) return say(`${wanted.none}${whose}${when}.`);
  const from = sources();
  const lines = runs
    .slice(0, shown)
    .map((run) => `- ${runName(run)}: ${runLine(run, moment.nowMs)} ${from.cite(runCitation(run))}`);
  const more = runs.length > shown ? '\n\nThere are more; the Runs page lists them all.' : '';
  const count = runs.length > shown ? `More than ${shown} runs` : counted(runs.length, 'run');
  return say(`${count} ${wanted.what}${whose}${when}:\n\n${lines.join('\n')}${more}`, from);
}

/** How many runs there are per status. */
export async function answerOverview(asked: Asked): Promise<Reply> {
  const { slots, facts, moment } = asked;
  const counts = await facts.countRuns({ sinceMs: slots.window?.sinceMs ?? null });
  const waiting = await facts.listApprovals({ statuses: ['pending', 'partly-approved'], limit: 1 });
  const stops = await facts.listStops();
  const lines = Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([status, count]) => `- ${status}: ${count.toLocaleString('en-US')}`);
  const when = slots.window === null ? 'in all' : slots.window.name;
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const from = sources();
  const troubled = await facts.listRuns({
    statuses: ['failed', 'needs-attention'],
    sinceMs: moment.dayStartMs,
    limit: 3,
  });
  const trouble = troubled.map(
    (run) => `- ${runName(run)}: ${runLine(run, moment.nowMs)} ${from.cite(runCitation(run))}`,
  );
  const parts = [
    total === 0 ? `There are no runs ${when}.` : `${counted(total, 'run')} ${when}:\n\n${lines.join('\n')}`,
    `${counted(waiting.total, 'action')} ${waiting.total === 1 ? 'waits' : 'wait'} for a decision.`,
    ...(stops.length === 0 ? [] : [`**${counted(stops.length, 'stop')} in force**: those effects do not run.`]),
    ...(trouble.length === 0 ? [] : [`Needing a look today:\n\n${trouble.join('\n')}`]),
  ];
  return say(parts.join('\n\n'), from);
}

/** Where one run stands. */
export async function answerRunStatus(asked: Asked): Promise<Reply> {
  const found = await resolveRun(asked.facts, asked);
  if (found.kind !== 'one') return unresolved(found, (run) => `What is the status of run ${shortId(run.runId)}?`);
  const { run } = found;
  const from = sources();
  const mark = from.cite(runCitation(run));
  const lines = [`${runName(run)} is **${run.status}** ${mark}: ${runLine(run, asked.moment.nowMs)}.`];
  if (!finalRunStatuses.has(run.status) && run.status !== 'waiting-approval')
    lines.push(`Progress: ${progressWords(run)}.`);
  if (run.effects > 0) lines.push(`Effects done: ${run.effectsDone} of ${run.effects}.`);
  if (run.quarantined > 0) lines.push(`Rows set aside: ${run.quarantined.toLocaleString('en-US')}.`);
  if (run.recoveries > 0) lines.push(`It was taken up again after ${counted(run.recoveries, 'interruption')}.`);
  if (run.partial) lines.push('It ended early; its finished steps and artifacts are kept, labelled partial.');
  return say(lines.join('\n\n'), from);
}

/** Why a run failed, stopped or waits. */
export async function answerRunWhy(asked: Asked): Promise<Reply> {
  const { facts, slots, about, moment } = asked;
  const named =
    slots.id !== null ||
    slots.file !== null ||
    slots.topic !== null ||
    slots.pointer === 'this' ||
    about?.kind === 'run';
  const found: ResolvedRun = named ? await resolveRun(facts, asked) : await lastTroubled(asked);
  if (found.kind !== 'one') return unresolved(found, (run) => `Why did run ${shortId(run.runId)} fail?`);
  const { run } = found;
  const from = sources();
  const mark = from.cite(runCitation(run));
  const { error } = run;
  if (error !== null && (run.status === 'failed' || run.status === 'needs-attention' || run.status === 'retrying')) {
    const where = error.where === undefined ? '' : ` at ${inert(error.where, 80)}`;
    const hint = error.hint === undefined ? '' : `\n\nWhat to do: ${inert(error.hint, 300)}`;
    const kept = run.partial ? '\n\nIts finished steps and artifacts are kept, labelled partial.' : '';
    return say(
      `${runName(run)} ${run.status === 'retrying' ? 'is retrying' : 'stopped'}${where} ${mark}: ${inert(error.message, 400)} (${inert(error.code, 60)})${hint}${kept}`,
      from,
    );
  }
  if (run.status === 'waiting-approval') {
    return say(
      `${runName(run)} waits because ${counted(run.pendingApprovals, 'action')} of it need a decision ${mark}. Ask “What is waiting for me?” or open the Inbox.`,
      from,
    );
  }
  return say(`${runName(run)} did not fail ${mark}: it is ${run.status}, ${runLine(run, moment.nowMs)}.`, from);
}

async function lastTroubled(asked: Asked): Promise<ResolvedRun> {
  const { facts, slots } = asked;
  const agent = slots.agent === null ? {} : { agentId: slots.agent.agentId };
  const [run] = await facts.listRuns({ statuses: ['failed', 'needs-attention'], ...agent, limit: 1 });
  return run === undefined ? { kind: 'none', sought: 'a run that failed or needs a person' } : { kind: 'one', run };
}

/** Says that no run, or more than one, was meant. */
export function unresolved(found: Exclude<ResolvedRun, { kind: 'one' }>, ask: (run: RunSummary) => string): Reply {
  if (found.kind === 'none') return say(`I looked for ${inert(found.sought, 120)} and found none.`);
  const from = sources();
  const lines = found.runs.map((run) => `- ${runName(run)}: ${run.status} ${from.cite(runCitation(run))}`);
  return {
    text: `Which run do you mean?\n\n${lines.join('\n')}`,
    citations: from.list(),
    choices: found.runs.map(ask),
    action: null,
  };
}

export const runLists = {
  'runs-now': { statuses: liveStatuses, what: 'not finished', none: 'Nothing is running' },
  'runs-failed': {
    statuses: ['failed', 'needs-attention'],
    what: 'failed or need a person',
    none: 'No run failed or needs a person',
  },
  'runs-finished': {
    statuses: ['succeeded', 'cancelled', 'compensated', 'failed', 'needs-attention'],
    what: 'ended',
    none: 'No run ended',
  },
  'runs-recent': { what: 'in the list, newest first', none: 'There are no runs' },
} as const satisfies Record<string, { statuses?: readonly RunStatus[]; what: string; none: string }>;
