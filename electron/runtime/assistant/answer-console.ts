import type { Asked } from './asked.ts';
import { ago, counted, inert, say, sources, type Reply } from './reply.ts';

/** What answers, said wherever it matters: no model is configured or used. */
export const engineName = 'embedded language engine';

const abilities = [
  'what waits for you, what runs, what failed or finished, and how many (“What failed today?”)',
  'the status of a run and why it stopped (“Why did the last run fail?”)',
  'top issues, reports, quotes and quarantined rows (“Show quotes about late fees”)',
  'who decided, what was sent, which agents there are, what is stopped',
  'propose to start, cancel or retry a run; you confirm it',
];

/** What the assistant can do, and what it is. */
export function answerHelp(): Reply {
  return {
    ...say(
      `I answer about this console from its own store, with sources:\n\n${abilities.map((ability) => `- ${ability}`).join('\n')}\n\nI run on the ${engineName}: fixed rules inside this program, no model and no network. I cannot approve anything.`,
    ),
    choices: ['What is waiting for my decision?', 'Which runs failed?', 'What are the top issues in the last report?'],
  };
}

/** The honest answer to what is not about this console. */
export function answerOutOfScope(): Reply {
  return {
    ...say(
      `I cannot answer that. I run on the ${engineName} and know only this console: ${abilities.map((ability) => ability.replace(/ \(.*\)/, '')).join('; ')}.`,
    ),
    choices: ['What can you do?'],
  };
}

/** Which agents are installed. */
export async function answerAgents({ facts }: Asked): Promise<Reply> {
  const agents = await facts.listAgents();
  if (agents.length === 0) return say('No agent is installed yet. `lanekeeper agents add DIR` adds one.');
  const from = sources();
  const lines = agents.map((agent) => {
    const mark = from.cite({ kind: 'agent', id: agent.agentId, label: agent.title, atMs: agent.addedAtMs });
    return `- **${inert(agent.title, 60)}** (${agent.agentId} ${inert(agent.version, 20)}), ${counted(agent.runs, 'run')}: ${inert(agent.description, 140)} ${mark}`;
  });
  return say(`${counted(agents.length, 'agent')}:\n\n${lines.join('\n')}`, from);
}

/** Which emergency stops are in force. */
export async function answerStops({ facts, moment }: Asked): Promise<Reply> {
  const stops = await facts.listStops();
  if (stops.length === 0) return say('No emergency stop is in force.');
  const lines = stops.map(({ scope, by, reason, atMs }) => {
    const what = scope.kind === 'all' ? 'all effects' : `${scope.kind} ${inert(scope.id, 60)}`;
    return `- **${what}**, by ${inert(by, 60)} ${ago(atMs, moment.nowMs)}${reason === '' ? '' : `: ${inert(reason)}`}`;
  });
  return say(`${counted(stops.length, 'stop')} in force:\n\n${lines.join('\n')}`);
}

/** Where the emergency stop is; the assistant never stands between a person and it. */
export async function answerHalt({ facts }: Asked): Promise<Reply> {
  const stops = await facts.listStops();
  const already = stops.some(({ scope }) => scope.kind === 'all') ? ' All effects are stopped already.' : '';
  return {
    ...say(
      `Use the emergency stop at the top of every page: it holds all effects at once and does not wait for me.${already} To end one run instead, tell me which.`,
    ),
    choices: ['What is running now?', 'Is anything stopped?'],
  };
}

export function answerGreeting(): Reply {
  return {
    ...say(`Hello. Ask me about runs, approvals and reports; I run on the ${engineName}.`),
    choices: ['What is waiting for my decision?', 'What can you do?'],
  };
}
