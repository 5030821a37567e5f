import type { AssistantAction } from '../../../shared/domain/assistant.ts';
import { finalRunStatuses } from '../../../shared/domain/run.ts';
import { unresolved } from './answer-runs.ts';
import type { Asked } from './asked.ts';
import { inert, say, shortId, sources, type Reply } from './reply.ts';
import { resolveRun } from './resolve-run.ts';
import { liveStatuses, retryableStatuses, runCitation, runName } from './run-words.ts';

const unconfirmed = 'Nothing happens until you confirm it.';

/** Echoes which run would be cancelled; the person confirms it, or does not. */
export async function proposeCancel(asked: Asked): Promise<Reply> {
  const found = await resolveRun(asked.facts, { ...asked, statuses: liveStatuses });
  if (found.kind !== 'one') return unresolved(found, (run) => `Cancel run ${shortId(run.runId)}`);
  const { run } = found;
  const from = sources();
  const mark = from.cite(runCitation(run));
  if (finalRunStatuses.has(run.status))
    return say(`${runName(run)} is already ${run.status} ${mark}; there is nothing to cancel.`, from);
  const action: AssistantAction = {
    method: 'run.cancel',
    input: { runId: run.runId, reason: 'Asked for in the assistant' },
    label: `Cancel run ${run.title} (${shortId(run.runId)})`,
  };
  return {
    text: `You want to cancel ${runName(run)}, which is ${run.status} ${mark}. Its finished steps and artifacts are kept, and its open requests for approval are withdrawn. ${unconfirmed}`,
    citations: from.list(),
    choices: [],
    action,
  };
}

/** Echoes which run would be retried; every effect asks again (A16). */
export async function proposeRetry(asked: Asked): Promise<Reply> {
  const found = await resolveRun(asked.facts, { ...asked, statuses: retryableStatuses });
  if (found.kind !== 'one') return unresolved(found, (run) => `Retry run ${shortId(run.runId)}`);
  const { run } = found;
  const from = sources();
  const mark = from.cite(runCitation(run));
  if (!retryableStatuses.includes(run.status)) {
    return say(
      `${runName(run)} is ${run.status} ${mark}; only a run that failed, was cancelled or needs a person can be retried.`,
      from,
    );
  }
  return {
    text: `You want to retry ${runName(run)}, which is ${run.status} ${mark}. No earlier approval counts: every effect asks again. ${unconfirmed}`,
    citations: from.list(),
    choices: [],
    action: {
      method: 'run.retry',
      input: { runId: run.runId },
      label: `Retry run ${run.title} (${shortId(run.runId)})`,
    },
  };
}

/** Echoes which agent would be started on which file. A file has to be in the workspace: the assistant reads no disk. */
export async function proposeStart(asked: Asked): Promise<Reply> {
  const { facts, slots } = asked;
  const agents = await facts.listAgents();
  const takers = agents.filter((agent) => slots.file === null || agent.takesFile);
  const agent = slots.agent ?? (takers.length === 1 ? (takers[0] ?? null) : null);
  if (agent === null) {
    const on = slots.file === null ? '' : ` on ${slots.file}`;
    const choices = takers.slice(0, 3).map((one) => `Start ${one.agentId}${on}`);
    return choices.length === 0
      ? say('No agent here could do that. Agents lists them.')
      : { ...say('Which agent?'), choices };
  }
  const from = sources();
  const mark = from.cite({ kind: 'agent', id: agent.agentId, label: agent.title, atMs: agent.addedAtMs });
  const name = `**${inert(agent.title, 60)}** ${mark}`;
  if (slots.file === null) {
    if (agent.takesFile)
      return say(
        `${name} needs a file. Say its name (“Start ${agent.agentId} on complaints.csv”), or drop it on the Agents page.`,
        from,
      );
    return {
      text: `You want to start ${name} with its default input. ${unconfirmed}`,
      citations: from.list(),
      choices: [],
      action: { method: 'run.start', input: { agentId: agent.agentId, input: {} }, label: `Start ${agent.title}` },
    };
  }
  if (!agent.takesFile) return say(`${name} takes no file.`, from);
  const kept = await facts.findFile(slots.file.split(/[/\\]/).at(-1) ?? slots.file);
  if (kept === null) {
    return say(
      `There is no file ${inert(slots.file, 120)} in this workspace, and I read no disk. Drop it on the Agents page, or use \`lanekeeper run ${agent.agentId} --input-file FILE\`. ${mark}`,
      from,
    );
  }
  const input = kept.input ?? {};
  const how = kept.input === null ? 'with the columns the agent proposes' : 'with the settings of its latest run';
  return {
    text: `You want to start ${name} on **${inert(kept.file.name, 80)}** (${kept.file.bytes.toLocaleString('en-US')} bytes), ${how}. ${unconfirmed}`,
    citations: from.list(),
    choices: [],
    action: {
      method: 'run.start',
      input: { agentId: agent.agentId, input, file: kept.file },
      label: `Start ${agent.title} on ${kept.file.name}`,
    },
  };
}
