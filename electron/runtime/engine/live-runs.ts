import type { QueueLane } from '../../../shared/domain/queue.ts';
import { finalRunStatuses, type Progress, type RunStatus } from '../../../shared/domain/run.ts';
import type { AtMs, Ms } from '../../../shared/ids.ts';
import type { InheritedFile, ReplayEntry, ToHost, ToHostStart, WaitKind } from '../hosts/protocol.ts';
import { laneOf } from '../queues/waiting-run.ts';
import type { ArtifactState, JournalRow, ReleaseState, RunState } from './states.ts';

/** A run inside an agent host. Only in memory: after a crash it is read from the claim row. */
export interface LiveRun {
  readonly runId: string;
  readonly activation: number;
  readonly lineageId: string;
  readonly agentId: string;
  lane: QueueLane;
  readonly host: LiveHost;
  /** All open branches are durable waits. */
  idle: boolean;
  /** `settled` messages sent to its host. */
  told: number;
  /** Completions being committed: the run must not leave before it has them. */
  settling: number;
  /** Branches of its races that lost: what they still ask for is not opened. */
  readonly abandoned: string[];
  /** Its end is being committed. */
  ending: boolean;
  progress: Progress | null;
  progressDirty: boolean;
  progressSavedAtMs: AtMs;
  /** It has said its last word. */
  hasLeft: () => void;
  cancelLeave: () => void;
  cancelGrace: () => void;
}

export interface LiveHost {
  readonly hostId: string;
  readonly releaseHash: string;
  readonly runs: Set<string>;
  /** Runs that are being claimed for it. */
  claiming: number;
  /** Runs it has been given so far, and how many it takes. */
  taken: number;
  readonly mostRuns: number;
  /** It takes no more, and ends with its last. */
  isRetiring: boolean;
  send(message: ToHost): void;
}

export function liveHost(host: Pick<LiveHost, 'hostId' | 'releaseHash' | 'mostRuns' | 'send'>): LiveHost {
  return { ...host, runs: new Set(), claiming: 0, taken: 0, isRetiring: false };
}

export function liveRun(run: RunState, host: LiveHost): LiveRun {
  return {
    runId: run.runId,
    activation: run.activation,
    lineageId: run.lineageId,
    agentId: run.agentId,
    lane: laneOf(run),
    host,
    idle: false,
    told: 0,
    settling: 0,
    abandoned: [],
    ending: false,
    progress: run.progress,
    progressDirty: false,
    progressSavedAtMs: 0,
    hasLeft: nothing,
    cancelLeave: nothing,
    cancelGrace: nothing,
  };
}

export function liveOf(lives: Iterable<LiveRun>, agentId: string, releaseHash?: string): readonly string[] {
  return [...lives]
    .filter((live) => live.agentId === agentId && live.host.releaseHash === (releaseHash ?? live.host.releaseHash))
    .map(({ runId }) => runId);
}

function nothing(): void {}

/** Its branch has lost its race: nobody waits for what it asked for, also when that was on its way before. */
export function isLeftBehind({ abandoned }: Pick<LiveRun, 'abandoned'>, path: string): boolean {
  return abandoned.some((prefix) => path.startsWith(`${prefix}/`));
}

/** By its row, which may have moved on since this activation began: another has begun, or none will. */
export function isOver({ activation }: Pick<LiveRun, 'activation'>, run: RunState | null): boolean {
  return run === null || run.activation !== activation || finalRunStatuses.has(run.status);
}

/** At the end of the process, how long a host has for the last word of its runs. */
const lastWordMs: Ms = 300;

/** A host says what it has not said yet before it lets go of a run; one that is too busy to is not waited for. */
export async function lastWords(
  leaving: readonly LiveRun[],
  after: (delay: Ms, call: () => void) => () => void,
): Promise<void> {
  if (leaving.length === 0) return;
  const answered = leaving.map((live) => new Promise<void>((resolve) => (live.hasLeft = resolve)));
  for (const { host, runId, activation } of leaving) host.send({ kind: 'leave', runId, activation });
  let forget = (): void => {};
  const late = new Promise<void>((resolve) => (forget = after(lastWordMs, resolve)));
  await Promise.race([Promise.all(answered), late]);
  forget();
}

/** Branches that lost a race, or stood beside one that failed, and had begun something. */
export function leftBehind(entries: readonly ReplayEntry[]): string[] {
  const lost = new Set<string>();
  for (const { path, kind, phase, result } of entries) {
    if (kind !== 'race' && !(kind === 'all' && phase === 'failed')) continue;
    const won = kind === 'race' ? `${path}/race:${(JSON.parse(result ?? '{}') as { winner?: string }).winner}` : null;
    for (const entry of entries) {
      if (!entry.path.startsWith(`${path}/${kind}:`)) continue;
      const branch = entry.path.slice(0, entry.path.indexOf('/', path.length + 1));
      if (branch !== won) lost.add(branch);
    }
  }
  return [...lost];
}

/** What a host is told of a run. A fork meets the chance and the first time its kept part was recorded with. */
export function startOf({
  runId,
  activation,
  input,
  file,
  startedBy,
  lane,
  origin,
  createdAtMs,
}: RunState): Omit<ToHostStart, 'kind' | 'signals' | 'inherited' | 'entries' | 'nowMs' | 'countsSteps'> {
  const began = origin ?? { seed: runId, createdAtMs };
  const who = { startedBy, lane: lane === 'interactive' ? lane : 'background' } as const;
  return { runId, activation, seed: began.seed, input, file, ...who, createdAtMs: began.createdAtMs };
}

/** What a host is told of its run's release. */
export function declaredBy(release: Pick<ReleaseState, 'manifest'> | null): Pick<ToHostStart, 'signals' | 'hasMemory'> {
  const { signals = {}, memory = false } = release?.manifest ?? {};
  return { signals: Object.keys(signals), hasMemory: memory };
}

/** What a continued run's origin had made: copied with its old times when the run was made, before any of its own. */
export function inheritedBy({ createdAtMs }: RunState, artifacts: readonly ArtifactState[]): InheritedFile[] {
  return artifacts
    .filter(({ atMs }) => atMs <= createdAtMs)
    .map(({ name, version, role, mediaType, sha256, bytes }) => ({ name, version, role, mediaType, sha256, bytes }));
}

export function settledMessage({ runId, activation }: LiveRun, rows: readonly JournalRow[]): ToHost {
  return { kind: 'settled', runId, activation, entries: rows.map(replayEntry) };
}

/** Of a record the host made itself it has everything but when it was committed. */
export function keptMessage(activation: number, { runId, path, dueAtMs, atMs }: JournalRow): ToHost {
  return { kind: 'kept', runId, activation, path, dueAtMs, atMs };
}

export function replayEntry(row: JournalRow): ReplayEntry {
  return {
    path: row.path,
    kind: row.kind,
    name: row.name,
    argsHash: row.argsHash,
    phase: row.phase,
    attempt: row.attempt,
    result: row.result,
    error: row.error,
    durationMs: row.durationMs,
    dueAtMs: row.dueAtMs,
    atMs: row.atMs,
    version: row.sdkVersion,
  };
}

/** What an approval waits for is said first: a person can do something about it. */
export function waitingStatus(waits: readonly WaitKind[]): RunStatus {
  if (waits.includes('approval')) return 'waiting-approval';
  if (waits.includes('signal')) return 'waiting-signal';
  return waits.includes('retry') ? 'retrying' : 'sleeping';
}

/** Why what a run still asks for is taken back at its end. */
export function endWords(status: RunStatus): string {
  if (status === 'cancelled') return 'its run was cancelled';
  return status === 'succeeded' ? 'its run has ended' : 'its run ended early';
}
