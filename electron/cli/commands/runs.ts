import { runStatuses } from '../../../shared/domain/run.ts';
import type { RunStatus, RunSummary } from '../../../shared/domain/run.ts';
import { UsageError } from '../arguments/usage-error.ts';
import { wholeNumber } from '../arguments/whole-number.ts';
import { command } from '../command.ts';
import type { Outcome } from '../command.ts';
import type { Session } from '../connection/session.ts';
import { exitAfter, followRun } from '../follow/follow-run.ts';
import { table } from '../output/table.ts';
import { counted, localTime, plain, share } from '../output/words.ts';
import type { Terminal } from '../terminal.ts';
import { readRun, runView } from '../views/run-view.ts';
import { nextFor, runText, statusWords } from '../views/run-text.ts';

/** Shared by every command that may follow a run. */
export const waitOption = {
  type: 'boolean',
  about: 'wait until it has ended, or only waits for decisions (exit code 3)',
} as const;

export const runsList = command({
  name: 'runs list',
  operands: '',
  takes: { least: 0, most: 0 },
  about: 'list runs, newest first',
  kind: 'reads',
  options: {
    agent: { type: 'string', value: 'AGENT', about: 'only runs of this agent' },
    status: {
      type: 'string',
      multiple: true,
      value: 'STATUS',
      about: 'only runs of this status; may be given more than once',
    },
    text: { type: 'string', value: 'WORDS', about: 'only runs with these words in their title, or this part of an id' },
    parent: { type: 'string', value: 'RUN', about: 'only runs that this run has started' },
    limit: { type: 'string', value: 'N', about: 'at most so many (default: 100)' },
  },
  async run({ options, session, terminal }) {
    const status = options.status.map(readStatus);
    const limit = wholeNumber('limit', options.limit, 100);
    const filter = { agentId: options.agent, status, text: options.text, parentId: options.parent };
    const runs = await listRuns(await session(), filter, limit);
    return { exit: 0, value: runs.map(listed), text: runs.length === 0 ? 'No runs.' : runTable(runs, terminal) };
  },
});

export const runsShow = command({
  name: 'runs show',
  operands: 'RUN',
  takes: { least: 1, most: 1 },
  about: 'show a run with its steps, actions and artifacts',
  kind: 'reads',
  options: { wait: waitOption },
  async run({ operands, options, session, terminal }) {
    const open = await session();
    const runId = operands[0] ?? '';
    const ended = options.wait ? await followRun(open, runId, { terminal, until: 'waiting' }) : undefined;
    return { ...(await showRun(open, runId, terminal)), exit: ended === undefined ? 0 : exitAfter(ended) };
  },
});

/** A run as `runs show` prints it, with what to do next. */
export async function showRun(session: Session, runId: string, terminal: Terminal): Promise<Omit<Outcome, 'exit'>> {
  const run = await readRun(session, runId);
  const next = nextFor(run.shown.run);
  return { value: runView(run), text: runText(run, terminal), ...(next === undefined ? {} : { next }) };
}

async function listRuns(
  session: Session,
  filter: {
    readonly agentId: string | undefined;
    readonly status: RunStatus[];
    readonly text: string | undefined;
    readonly parentId: string | undefined;
  },
  most: number,
): Promise<RunSummary[]> {
  const { agentId, status, text, parentId } = filter;
  const runs: RunSummary[] = [];
  for (let after: string | null | undefined; after !== null && runs.length < most;) {
    const page = await session.ask('run.list', {
      filter: {
        ...(agentId === undefined ? {} : { agentId }),
        ...(status.length === 0 ? {} : { status }),
        ...(text === undefined ? {} : { text }),
        ...(parentId === undefined ? {} : { parentId }),
      },
      limit: Math.min(500, most - runs.length),
      ...(after === undefined ? {} : { after }),
    });
    runs.push(...page.runs);
    after = page.next;
  }
  return runs;
}

function runTable(runs: readonly RunSummary[], terminal: Terminal): string {
  const rows = runs.map((run) => [
    run.runId,
    run.agentId,
    statusWords(run),
    run.effects === 0 ? '' : share(run.effectsDone, run.effects),
    localTime(run.createdAtMs),
    plain(run.title),
  ]);
  const shown = table(
    [
      { title: 'RUN' },
      { title: 'AGENT' },
      { title: 'STATUS', isFlexible: true },
      { title: 'ACTIONS DONE' },
      { title: 'STARTED' },
      { title: 'TITLE', isFlexible: true },
    ],
    rows,
    terminal,
  );
  return `${shown}\n\n${counted(runs.length, 'run')}`;
}

function listed(run: RunSummary): object {
  return {
    id: run.runId,
    agent: run.agentId,
    title: run.title,
    status: run.status,
    startedBy: run.startedBy,
    parent: run.parent?.runId ?? null,
    createdAt: new Date(run.createdAtMs).toISOString(),
    finishedAt: run.finishedAtMs === null ? null : new Date(run.finishedAtMs).toISOString(),
    pendingApprovals: run.pendingApprovals,
    effects: run.effects,
    effectsDone: run.effectsDone,
    quarantined: run.quarantined,
  };
}

function readStatus(stated: string): RunStatus {
  const found = runStatuses.find((status) => status === stated);
  if (found !== undefined) return found;
  throw new UsageError(`--status ${stated} is not a status of a run.`, {
    hint: `There are: ${runStatuses.join(', ')}.`,
  });
}
