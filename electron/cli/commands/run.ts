import { resolve } from 'node:path';
import type { AgentSummary, FileRef, Inspection } from '../../../shared/domain/agent.ts';
import { LanekeeperError } from '../../../shared/errors.ts';
import { readDeadline } from '../arguments/deadline.ts';
import { command } from '../command.ts';
import type { Session } from '../connection/session.ts';
import { exitAfter, followRun } from '../follow/follow-run.ts';
import { counted, plain } from '../output/words.ts';
import { limitsFrom } from '../input/budget-input.ts';
import { inputFrom, missingColumns } from '../input/run-input.ts';
import type { Terminal } from '../terminal.ts';
import { readTerms, startedText, startOptions } from '../input/start-terms.ts';
import { readAgents } from './agents.ts';
import { showRun, waitOption } from './runs.ts';

export const run = command({
  name: 'run',
  operands: 'AGENT',
  takes: { least: 1, most: 1 },
  about: 'start a run of an agent in the background',
  details: `--set names a field of the agent's input contract (lanekeeper agents show AGENT), with dots for
fields inside: --set columns.text='Consumer complaint narrative'. Where the contract has columns,
--set text='…' means the same. What is not set is proposed by the agent from the file.`,
  kind: 'changes',
  options: {
    'input-file': { type: 'string', value: 'FILE', about: 'the file the agent reads' },
    set: {
      type: 'string',
      multiple: true,
      value: 'KEY=VALUE',
      about: 'a field of the input; may be given more than once',
    },
    title: { type: 'string', value: 'TEXT', about: 'what the run is called' },
    deadline: {
      type: 'string',
      value: 'WHEN',
      about: 'cancel it when it has not ended by then, such as 2h after its start, or 2026-01-31T08:00',
    },
    budget: {
      type: 'string',
      multiple: true,
      value: 'LIST',
      about: 'what it may use, such as tokens=10000,money=2.50EUR,wall=10m; it pauses and asks where one is used up',
    },
    'fail-at-budget': { type: 'boolean', about: 'fail there instead' },
    sandbox: { type: 'boolean', about: 'compose, decide and record its actions, and send none of them' },
    ...startOptions,
    wait: waitOption,
  },
  async run({ operands, options, session, terminal }) {
    const budgets = limitsFrom(options.budget, options['fail-at-budget'] ? 'fail' : 'ask');
    const open = await session();
    const agent = await findAgent(open, operands[0] ?? '');
    // Before anything is read: whoever acts has to be known.
    await open.person();
    const { input, file } = await readInput(open, agent, options, terminal);
    const started = await open.act('run.start', {
      agentId: agent.agentId,
      input,
      ...(file === undefined ? {} : { file }),
      ...(options.title === undefined ? {} : { title: options.title }),
      budgets,
      sandbox: options.sandbox,
      ...(options.deadline === undefined ? {} : { deadlineInMs: readDeadline(options.deadline, Date.now()) }),
      ...readTerms(options),
    });
    terminal.say(startedText(started));
    const ended = options.wait ? await followRun(open, started.runId, { terminal, until: 'waiting' }) : undefined;
    const shown = await showRun(open, started.runId, terminal);
    if (ended !== undefined) return { ...shown, exit: exitAfter(ended) };
    return { ...shown, exit: 0, next: `Next: lanekeeper runs show ${started.runId}` };
  },
});

/** The file and the input of a run, from `--input-file` and `--set`; how the file will be read is said. */
export async function readInput(
  open: Session,
  agent: AgentSummary,
  options: { readonly 'input-file': string | undefined; readonly set: readonly string[] },
  terminal: Terminal,
): Promise<{ readonly input: Record<string, unknown>; readonly file: FileRef | undefined }> {
  const path = options['input-file'];
  const file = path === undefined ? undefined : await open.ask('file.import', { path: resolve(path) });
  const inspection = file === undefined || !agent.takesFile ? undefined : await inspect(open, agent, file);
  const input = inputFrom(agent.input.schema, options.set, inspection?.proposal ?? {});
  if (inspection === undefined) return { input, file };
  refuseMissingColumns(input, inspection);
  for (const line of mappingLines(input, inspection)) terminal.say(line);
  return { input, file };
}

/** The agent of that id, or a refusal that names those there are. */
export async function findAgent(session: Session, agentId: string): Promise<AgentSummary> {
  const agents = await readAgents(session);
  const found = agents.find((agent) => agent.agentId === agentId);
  if (found !== undefined) return found;
  const known = agents.map((agent) => agent.agentId).join(', ') || 'none';
  throw new LanekeeperError('not-found', `There is no agent "${agentId}". Nothing was started.`, {
    hint: `There are: ${known}.`,
  });
}

/** How the agent would read the file; a file it cannot read at all is refused before anything is started. */
async function inspect(session: Session, agent: AgentSummary, file: FileRef): Promise<Inspection> {
  const inspection = await session.ask('agent.inspect', { agentId: agent.agentId, file });
  const isUnreadable = inspection.facts.length === 0 && inspection.columns.length === 0;
  if (isUnreadable && inspection.problems.length > 0)
    throw new LanekeeperError(
      'invalid-input',
      `${file.name}: ${inspection.problems.map(plain).join(' ')} Nothing was started.`,
    );
  return inspection;
}

function refuseMissingColumns(input: Readonly<Record<string, unknown>>, { columns }: Inspection): void {
  const [missing] = missingColumns(input, columns);
  if (missing === undefined) return;
  throw new LanekeeperError('invalid-input', `The file has no column "${missing}". Nothing was started.`, {
    hint: `It has: ${columns.map((column) => `"${plain(column)}"`).join(', ')}.`,
  });
}

/** What was recognised and which column will be read as what. */
function mappingLines(input: Readonly<Record<string, unknown>>, { facts, problems }: Inspection): string[] {
  const lines = facts.map(({ label, value }) => `${plain(label)}: ${plain(value)}`);
  const { columns } = input;
  if (typeof columns === 'object' && columns !== null) {
    const used = Object.entries(columns).filter(([, column]) => typeof column === 'string' && column !== '');
    lines.push(
      `Reads ${counted(used.length, 'column')}: ${used.map(([field, column]) => `${field} = "${plain(String(column))}"`).join(', ') || 'none is mapped'}`,
    );
  }
  return [...lines, ...problems.map((problem) => `Note: ${plain(problem)}`)];
}
