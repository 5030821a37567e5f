import type { FileRef } from '../../../shared/domain/agent.ts';
import { defaultQueues, type Queue } from '../../../shared/domain/queue.ts';
import type { AtMs, Ms } from '../../../shared/ids.ts';
import type { StartedRun } from '../../../shared/domain/run.ts';
import type { AuditActor } from '../audit/kinds.ts';
import { queueFull } from '../queues/admission.ts';
import type { RunLimit } from '../../../shared/domain/budget.ts';
import { ownLimits, type StartLimit } from '../budgets/own-limits.ts';
import { isPaused } from '../verbs/paused.ts';
import type { AuditEntry } from './audit-entry.ts';
import type { Change, Decide, Env, Outcome } from './engine-port.ts';
import { journalVersion } from '../hosts/protocol.ts';
import { putRun } from './journal-rows.ts';
import { claimChanges, refuse } from './run-decisions.ts';
import { evolveRun } from './run-events.ts';
import type { Origin, Parent, ReleaseState, RunState } from './states.ts';
import { freshRun } from './fresh-run.ts';
import { runSummary } from './summaries.ts';

export interface StartRun extends StartTerms {
  readonly runId: string;
  readonly agentId: string;
  readonly title: string;
  readonly input: string;
  readonly file: FileRef | null;
  readonly sample: boolean;
  readonly sandbox?: boolean;
  readonly deadlineInMs?: Ms | undefined;
  readonly budgets?: readonly StartLimit[] | undefined;
  /** Where another run starts it or goes on as it: with those it hands down, instead of its agent's alone. */
  readonly limits?: readonly RunLimit[];
  /** The release there is a place for in a host: the run is claimed as it is made. */
  readonly claimFor?: string;
  readonly actor: AuditActor;
  readonly role: string | null;
  /** Whose run it is, where that is not the actor: a schedule's runs are those of the person who made it. */
  readonly startedBy?: string;
  readonly parent?: Parent | null;
  /** Set for the run that another went on as. */
  readonly continues?: Pick<RunState, 'runId' | 'deadlineAtMs'> & { readonly chainId: string };
}

/** Where and when it waits for its turn; see `queueTerms`. */
export interface StartTerms {
  readonly queue?: string | undefined;
  readonly priority?: number;
  readonly delayMs?: Ms | undefined;
  readonly queueKey?: string | undefined;
  readonly dedupKey?: string | undefined;
  readonly debounceMs?: Ms | undefined;
  /** Left out: as its agent says, or else its queue. */
  readonly debounceMaxMs?: Ms | undefined;
  /** Looked up inside the transaction: the unfinished run that holds the key. */
  readonly holder?: () => RunState | null;
}

/** The queue a start of this agent goes to. */
export function queueOf(queue: string | undefined, agent: Pick<ReleaseState, 'manifest'> | null): string {
  return queue ?? agent?.manifest.queue ?? defaultQueues.background;
}

export function startRun(request: StartRun): Decide<{ agent: string }, StartedRun> {
  return (loaded, env) => {
    const { agent, agentPauses } = loaded;
    if (agent === null)
      return refuse('not-found', `There is no agent "${request.agentId}".`, 'See the list of agents.');
    const quarantine = agentPauses.find(({ releaseHash }) => releaseHash === agent.releaseHash);
    if (quarantine !== undefined)
      return refuse(
        'refused',
        `${agent.manifest.title} is quarantined by ${quarantine.by}: ${quarantine.reason}. Nothing was started.`,
        'Lift the quarantine on the Agents page once its cause is mended, or add another release of the agent.',
      );
    const name = queueOf(request.queue, agent);
    const queue = loaded.queue(name);
    if (queue === null)
      return refuse(
        'not-found',
        `There is no queue "${name}". Nothing was started.`,
        '`lanekeeper queues` lists those there are; `lanekeeper queues add` makes one.',
      );
    const holder = request.dedupKey === undefined ? null : (request.holder?.() ?? null);
    if (holder !== null) {
      if (request.debounceMs === undefined) return joined(holder);
      // One that has ever started works on what it was given, also begun again: what comes later is for another.
      if (holder.startedAtMs === null)
        return replaced(holder, request, { agent, queue: loaded.queue(holder.queue) ?? queue, env });
    }
    // One that goes on as another run takes no more room than it gives up.
    const full = request.continues === undefined ? queueFull(queue, loaded.count) : null;
    if (full !== null) return full;
    const made = newRun(request, { agent, queue, env });
    const isClaimed =
      request.claimFor === agent.releaseHash &&
      made.notBeforeMs === null &&
      queue.pause === null &&
      !isPaused(made, agentPauses);
    const state = isClaimed ? evolveRun(made, { kind: 'claimed', epoch: env.epoch, atMs: env.nowMs }) : made;
    const facts = { agent: state.agentId, release: state.releaseHash, title: state.title };
    return {
      ok: true,
      changes: [
        { put: 'run', before: null, state },
        ...(isClaimed ? claimChanges(made, queue, env) : []),
        { put: 'audit', entry: { kind: 'run.started', ...actorOf(request), run: state.runId, facts } },
      ],
      reply: runSummary(state),
    };
  };
}

function joined(holder: RunState): Outcome<StartedRun> {
  return { ok: true, changes: [], reply: { ...runSummary(holder), joined: 'dedup' } };
}

function replaced(holder: RunState, request: StartRun, { agent, queue, env }: Place): Outcome<StartedRun> {
  const { title, input, file, debounceMs = 0 } = request;
  const maxMs = request.debounceMaxMs ?? agent.manifest.debounceMaxMs ?? queue.debounceMaxMs;
  // Starts that never stop coming would put it off for ever.
  const latestMs = Math.max(env.nowMs, holder.createdAtMs + Math.max(debounceMs, maxMs));
  const notBeforeMs = Math.min(env.nowMs + debounceMs, latestMs);
  const handed = holder.limits.filter(({ ownerId }) => ownerId !== undefined);
  const limits = [...ownLimits(agent.manifest.budgets, request.budgets), ...handed];
  // Its input was held against the contract of the release in force.
  const release = { releaseHash: agent.releaseHash, agentTitle: agent.manifest.title, sdkVersion: journalVersion };
  const start = { askedBy: startedBy(request), title, input, file, notBeforeMs, limits, ...release };
  const change = putRun(holder, [{ kind: 'start-replaced', ...start }]);
  const facts = { key: request.dedupKey ?? '', startsAtMs: notBeforeMs };
  const changes: Change[] = [
    change,
    { put: 'audit', entry: { kind: 'run.start-replaced', ...actorOf(request), run: holder.runId, facts } },
  ];
  return { ok: true, changes, reply: { ...runSummary(change.state), joined: 'debounce' } };
}

function actorOf({ actor, role }: StartRun): Pick<AuditEntry, 'actor' | 'role'> {
  return { actor, role };
}

function startedBy(request: Pick<StartRun, 'startedBy' | 'actor'>): string {
  return request.startedBy ?? request.actor.id;
}

/** When it may start at the earliest; null: at once. */
function notBefore({ delayMs, debounceMs }: StartTerms, nowMs: AtMs): AtMs | null {
  const byMs = Math.max(delayMs ?? 0, debounceMs ?? 0);
  return byMs === 0 ? null : nowMs + byMs;
}

interface Place {
  readonly agent: ReleaseState;
  readonly queue: Queue;
  readonly env: Env;
}

/** A run of this release, in its queue, as nothing has happened to it yet. */
function newRun(request: StartRun, { agent, queue, env }: Place): RunState {
  return {
    ...freshRun,
    runId: request.runId,
    engineId: env.engineId,
    lineageId: env.uuid(),
    agentId: agent.agentId,
    agentTitle: agent.manifest.title,
    releaseHash: agent.releaseHash,
    sdkVersion: journalVersion,
    ownerEpoch: env.epoch,
    lane: queue.lane,
    queue: queue.name,
    priority: request.priority ?? 0,
    notBeforeMs: notBefore(request, env.nowMs),
    queueKey: request.queueKey ?? null,
    dedupKey: request.dedupKey ?? null,
    title: request.title,
    startedBy: startedBy(request),
    input: request.input,
    file: request.file,
    limits: request.limits ?? ownLimits(agent.manifest.budgets, request.budgets),
    sample: request.sample,
    sandbox: request.sandbox ?? false,
    deadlineAtMs:
      request.deadlineInMs === undefined ? (request.continues?.deadlineAtMs ?? null) : env.nowMs + request.deadlineInMs,
    origin: originOf(request, env),
    parent: request.parent ?? null,
    chainId: request.continues?.chainId ?? null,
    continuedAs: null,
    createdAtMs: env.nowMs,
  };
}

/** A run that goes on from another's end has a chance and a time of its own. */
function originOf({ runId, continues }: StartRun, env: Env): Origin | null {
  if (continues === undefined) return null;
  return { kind: 'continuation', runId: continues.runId, path: null, seed: runId, createdAtMs: env.nowMs };
}
