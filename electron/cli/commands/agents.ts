import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { AgentSummary } from '../../../shared/domain/agent.ts';
import { LanekeeperError } from '../../../shared/errors.ts';
import { command } from '../command.ts';
import type { Session } from '../connection/session.ts';
import { facts, table } from '../output/table.ts';
import { holdText, holdTitle } from '../views/hold-text.ts';
import { counted, localTime, plain } from '../output/words.ts';

export const agentsList = command({
  name: 'agents list',
  operands: '',
  takes: { least: 0, most: 0 },
  about: 'list the agents of this workspace',
  kind: 'reads',
  options: {},
  async run({ session, terminal }) {
    const agents = await readAgents(await session());
    const rows = agents.map((agent) => [
      agent.agentId,
      agent.version,
      agent.builtIn ? 'built in' : `added by ${agent.addedBy}`,
      agent.takesFile ? 'a file' : 'values',
      agent.runs.toLocaleString('en'),
      plain(agent.title),
    ]);
    const columns = [
      { title: 'AGENT' },
      { title: 'VERSION' },
      { title: 'FROM' },
      { title: 'READS' },
      { title: 'RUNS', align: 'right' as const },
      { title: 'TITLE', isFlexible: true as const },
    ];
    const text = agents.length === 0 ? 'No agents. Next: lanekeeper agents add DIR' : table(columns, rows, terminal);
    return { exit: 0, value: agents.map(listed), text };
  },
});

export const agentsShow = command({
  name: 'agents show',
  operands: 'AGENT',
  takes: { least: 1, most: 1 },
  about: 'show an agent with its input and output contracts',
  kind: 'reads',
  options: {},
  async run({ operands, session }) {
    const agents = await readAgents(await session());
    const agent = agents.find(({ agentId }) => agentId === operands[0]);
    if (agent === undefined)
      throw new LanekeeperError('not-found', `There is no agent "${operands[0]}".`, {
        hint: `There are: ${agents.map(({ agentId }) => agentId).join(', ') || 'none'}.`,
      });
    const value = { ...listed(agent), description: agent.description, input: agent.input, output: agent.output };
    return { exit: 0, value, text: agentText(agent) };
  },
});

export const agentsAdd = command({
  name: 'agents add',
  operands: 'DIR',
  takes: { least: 1, most: 1 },
  about: 'add an agent from its folder, or a new release of it',
  kind: 'changes',
  options: {},
  async run({ operands, session }) {
    const folder = resolve(operands[0] ?? '');
    if (!existsSync(join(folder, 'manifest.json')))
      throw new LanekeeperError('not-found', `${folder} is not an agent: it has no manifest.json. Nothing was added.`, {
        hint: 'An agent is a folder with manifest.json and a module; see the README.',
      });
    const open = await session();
    const agent = await open.act('agent.add', { folder });
    const text = `${agent.agentId} ${agent.version} is added, release ${agent.releaseHash.slice(0, 12)}.`;
    return { exit: 0, value: listed(agent), text, next: `Next: lanekeeper run ${agent.agentId}` };
  },
});

/** All agents of the workspace. */
export async function readAgents(session: Session): Promise<readonly AgentSummary[]> {
  return (await session.ask('agent.list', {})).agents;
}

function listed(agent: AgentSummary): object {
  const {
    agentId: id,
    title,
    version,
    builtIn,
    addedBy,
    isolation,
    releaseHash,
    takesFile,
    tools,
    runs,
    pause,
    releaseHold,
    limits,
  } = agent;
  return {
    id,
    title,
    version,
    builtIn,
    addedBy,
    isolation,
    releaseHash,
    takesFile,
    tools,
    runs,
    pause,
    releaseHold,
    limits,
  };
}

function pauseFacts({ pause }: AgentSummary): [string, string][] {
  if (pause === null) return [];
  const why = pause.reason === '' ? '' : `: ${plain(pause.reason)}`;
  return [['Paused', `by ${plain(pause.by)}, ${localTime(pause.atMs)}${why}`]];
}

function holdFacts({ releaseHold: hold }: AgentSummary): [string, string][] {
  return hold === null ? [] : [[holdTitle(hold), holdText(hold)]];
}

function limitsText({ heapMb, unresponsiveMs, runsPerHost }: AgentSummary['limits']): string {
  return `${heapMb} MiB, ${unresponsiveMs / 1000} s without an answer, ${counted(runsPerHost, 'run')} a host`;
}

function agentText(agent: AgentSummary): string {
  const from = agent.builtIn ? 'built in' : `added by ${agent.addedBy}, ${localTime(agent.addedAtMs)}`;
  return [
    `${plain(agent.title)}: ${plain(agent.description)}`,
    '',
    facts([
      ['Agent', `${agent.agentId} ${agent.version}, ${from}`],
      ['Release', agent.releaseHash],
      ['Runs in', `a ${agent.isolation} of its own, ${limitsText(agent.limits)}`],
      ['Tools', agent.tools.join(', ') || 'none'],
      ['Started', counted(agent.runs, 'time')],
      ...pauseFacts(agent),
      ...holdFacts(agent),
    ]),
    '',
    `Input ${agent.input.id} ${agent.input.version}`,
    JSON.stringify(agent.input.schema, null, 2),
    '',
    `Output ${agent.output.id} ${agent.output.version}`,
    JSON.stringify(agent.output.schema, null, 2),
  ].join('\n');
}
