import type { Person } from '../../../shared/domain/person.ts';
import type { Pause, RunSummary } from '../../../shared/domain/run.ts';
import type { Decide } from '../engine/engine-port.ts';
import { putRun } from '../engine/journal-rows.ts';
import { endCancelled, refuse } from '../engine/run-decisions.ts';
import type { RunState } from '../engine/states.ts';
import { runSummary } from '../engine/summaries.ts';
import { canPause, canResume } from './allowed.ts';
import { by } from './by.ts';
import { isPaused } from './paused.ts';

/**
 * In effect with the commit: the run's activation is over, so nothing its host still says is heard. What a step was in
 * the middle of is begun again after the resume, as after a crash. Waits go on: what ends meanwhile is recorded.
 */
export function pauseRun(person: Person, reason: string): Decide<{ run: string }, RunSummary> {
  return ({ run }, env) => {
    if (run === null) return refuse('not-found', 'There is no such run.');
    const verb = canPause(run);
    if (!verb.allowed) return refuse('wrong-state', verb.reason, 'Nothing was changed.');
    const pause = { by: person.printedName, reason, atMs: env.nowMs };
    const change = putRun(run, [{ kind: 'paused', pause }]);
    return {
      ok: true,
      changes: [
        change,
        { put: 'audit', entry: { ...by(person), kind: 'run.paused', run: run.runId, facts: { reason } } },
      ],
      reply: runSummary(change.state),
    };
  };
}

export function resumeRun(person: Person): Decide<{ run: string }, RunSummary> {
  return ({ run }) => {
    if (run === null) return refuse('not-found', 'There is no such run.');
    const verb = canResume(run);
    if (!verb.allowed) return refuse('wrong-state', verb.reason, 'Nothing was changed.');
    const change = putRun(run, [{ kind: 'resumed' }]);
    const facts = { pausedBy: run.pause?.by ?? '' };
    return {
      ok: true,
      changes: [change, { put: 'audit', entry: { ...by(person), kind: 'run.resumed', run: run.runId, facts } }],
      reply: runSummary(change.state),
    };
  };
}

/** From the commit on none of its runs is claimed and nothing of theirs is sent; those at work are taken out after it. */
export function pauseAgent(person: Person, agentId: string, reason: string): Decide<{ agent: string }, Pause> {
  return ({ agent, agentPauses }, env) => {
    if (agent === null) return refuse('not-found', `There is no agent "${agentId}".`, 'See the list of agents.');
    const already = agentPauses.find((pause) => pause.agentId === agentId && pause.releaseHash === undefined);
    if (already !== undefined)
      return refuse('wrong-state', `${already.by} has paused "${agentId}" already.`, 'Nothing was changed.');
    const pause = { by: person.printedName, reason, atMs: env.nowMs };
    return {
      ok: true,
      changes: [
        { put: 'agent-pause', state: { agentId, ...pause } },
        { put: 'audit', entry: { ...by(person), kind: 'agent.paused', facts: { agent: agentId, reason } } },
      ],
      reply: pause,
    };
  };
}

export function resumeAgent(person: Person, agentId: string): Decide<{ agent: string }, { ok: true }> {
  return ({ agent, agentPauses }) => {
    if (agent === null) return refuse('not-found', `There is no agent "${agentId}".`, 'See the list of agents.');
    const pause = agentPauses.find((one) => one.agentId === agentId && one.releaseHash === undefined);
    if (pause === undefined) return refuse('wrong-state', `"${agentId}" is not paused.`, 'Nothing was changed.');
    const facts = { agent: agentId, pausedBy: pause.by };
    return {
      ok: true,
      changes: [
        { put: 'agent-pause-gone', agentId },
        { put: 'audit', entry: { ...by(person), kind: 'agent.resumed', facts } },
      ],
      reply: { ok: true },
    };
  };
}

/**
 * A run at work whose agent is paused: in the queue until the agent is resumed; one that is being cancelled ends, since
 * its host will not answer for it. Null when it is not at work, or its agent goes on.
 */
export const holdRun: Decide<{ run: string }, RunState | null> = ({ run, agentPauses }, env) => {
  if (run === null || run.status !== 'running' || !isPaused(run, agentPauses))
    return { ok: true, changes: [], reply: null };
  if (run.cancelRequested) return endCancelled(run, env);
  const change = putRun(run, [{ kind: 'held' }]);
  return { ok: true, changes: [change], reply: change.state };
};
