import type { FileRef } from '../../../shared/domain/agent.ts';
import type { Ms } from '../../../shared/ids.ts';
import type { Lane } from '../../../shared/domain/lane.ts';
import type { RunSummary } from '../../../shared/domain/run.ts';
import type { AuditActor } from '../audit/kinds.ts';
import { isPaused } from '../verbs/paused.ts';
import type { Decide, Env } from './engine-port.ts';
import { journalVersion } from '../hosts/protocol.ts';
import { refuse } from './run-decisions.ts';
import { evolveRun } from './run-events.ts';
import type { ReleaseState, RunState } from './states.ts';
import { runSummary } from './summaries.ts';

export interface StartRun {
  readonly runId: string;
  readonly agentId: string;
  readonly title: string;
  readonly input: string;
  readonly file: FileRef | null;
  readonly lane: Lane;
  readonly sample: boolean;
  readonly sandbox?: boolean;
  readonly deadlineInMs?: Ms | undefined;
  /** The release there is a place for in a host: the run is claimed as it is made. */
  readonly claimFor?: string;
  readonly actor: AuditActor;
  readonly role: string | null;
  /** Whose run it is, where that is not the actor: a schedule's runs are those of the person who made it. */
  readonly startedBy?: string;
}

export function startRun(request: StartRun): Decide<{ agent: string }, RunSummary> {
  return ({ agent, agentPauses }, env) => {
    if (agent === null)
      return refuse('not-found', `There is no agent "${request.agentId}".`, 'See the list of agents.');
    const queued = newRun(request, agent, env);
    const isClaimed = request.claimFor === agent.releaseHash && !isPaused(queued, agentPauses);
    const state = isClaimed ? evolveRun(queued, { kind: 'claimed', epoch: env.epoch, atMs: env.nowMs }) : queued;
    return {
      ok: true,
      changes: [
        { put: 'run', before: null, state },
        {
          put: 'audit',
          entry: {
            kind: 'run.started',
            actor: request.actor,
            role: request.role,
            run: state.runId,
            facts: { agent: state.agentId, release: state.releaseHash, title: state.title },
          },
        },
      ],
      reply: runSummary(state),
    };
  };
}

/** A run of this release, in the queue, as nothing has happened to it yet. */
function newRun(request: StartRun, agent: ReleaseState, env: Env): RunState {
  return {
    runId: request.runId,
    engineId: env.engineId,
    lineageId: env.uuid(),
    generation: 1,
    agentId: agent.agentId,
    agentTitle: agent.manifest.title,
    releaseHash: agent.releaseHash,
    sdkVersion: journalVersion,
    activation: 0,
    ownerEpoch: env.epoch,
    status: 'queued',
    lane: request.lane,
    title: request.title,
    startedBy: request.startedBy ?? request.actor.id,
    attempt: 1,
    recoveries: 0,
    stalls: 0,
    cancelRequested: false,
    input: request.input,
    file: request.file,
    output: null,
    error: null,
    progress: null,
    nextOrd: 1,
    journalBytes: 0,
    pendingApprovals: 0,
    effects: 0,
    effectsDone: 0,
    quarantined: 0,
    partial: false,
    sample: request.sample,
    sandbox: request.sandbox ?? false,
    deadlineAtMs: request.deadlineInMs === undefined ? null : env.nowMs + request.deadlineInMs,
    pause: null,
    removedAtMs: null,
    undo: null,
    origin: null,
    createdAtMs: env.nowMs,
    startedAtMs: null,
    finishedAtMs: null,
    wakeAtMs: null,
  };
}
