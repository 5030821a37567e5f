import { finalRunStatuses, type RunError } from '../../../shared/domain/run.ts';
import type { Logger } from '../ports.ts';
import type { ReadyRun } from '../store/run-store.ts';
import type { Stores } from '../store/stores.ts';
import { isPaused } from '../verbs/paused.ts';
import type { Engine } from './engine-port.ts';
import { createHostRoster, type HostRoster } from './host-roster.ts';
import type { LiveHost } from './live-runs.ts';
import { createRunLines } from './run-lines.ts';
import { claimRun, recoverRun, stopForAttention, takeOverRun } from './run-decisions.ts';
import type { RunState } from './states.ts';

/** Recoveries of one run that brought it no further, before a person has to look. */
const mostStalls = 20;
/** How soon a run is taken up again when the store would not take its record. */
const takeUpAgainMs = 3_000;
/** Ready runs read at once after a start. */
const portion = 2_000;

export interface RunQueueOptions {
  readonly engine: Engine;
  readonly stores: Stores;
  readonly log: Logger;
  /** Runs at work at the same time; waiting runs do not count. */
  readonly capacity: number;
  /** Runs at work now. */
  readonly atWork: () => number;
  readonly isLive: (runId: string) => boolean;
  /** Asks the supervisor for a host of this release; answered by `hostUp`. */
  readonly needHost: (releaseHash: string) => void;
  readonly retireHost: (hostId: string) => void;
  readonly idleHost: (hostId: string, reason: string) => void;
  /** A run was ended here, and not by its host: what it still asked for is taken back. */
  readonly ended: (runId: string) => void;
  /** A claimed run goes to its host. */
  readonly start: (run: RunState, host: LiveHost) => void;
}

/** Runs that are ready, the hosts there are for them, and the claims that join the two. */
export interface RunQueue {
  enqueue(runId: string): void;
  /** Everything that is ready by its row, in portions: the first runs are claimed while the rest is still read. */
  enqueueReady(): Promise<void>;
  /**
   * Makes a new run and has it taken up. Where there is room for it at once, `make` claims it in the transaction that
   * makes it: one commit less before its code starts.
   */
  begin<R extends { readonly runId: string }>(
    run: { readonly runId: string; readonly releaseHash: string },
    make: (isClaimed: boolean) => Promise<R>,
  ): Promise<R>;
  /** There may be room, or a host, for another run. */
  pump(): void;
  /** From its last checkpoint, in the queue again: after a crash, or when its host was taken from it. */
  requeue(runId: string, decide?: typeof recoverRun): Promise<void>;
  /** The same for a run of an earlier process; false when this one has claimed it meanwhile. */
  takeOver(runId: string): Promise<boolean>;
  requeueLater(runId: string): void;
  hostUp(host: LiveHost): void;
  hostGone(hostId: string): LiveHost | undefined;
  hostLeft: HostRoster['left'];
  hostFull: HostRoster['retire'];
  hostFailed(releaseHash: string, error: RunError): void;
  /** Runs whose claim is being committed. */
  claiming(): number;
  /** It is on its way to a host, which is given what its journal holds by then. */
  isClaiming(runId: string): boolean;
  length(): number;
  close(): void;
}

export function createRunQueue(options: RunQueueOptions): RunQueue {
  const { engine, stores, log } = options;
  const lines = createRunLines();
  const claiming = new Set<string>();
  const hosts = createHostRoster({ ...options, isClaiming: () => claiming.size > 0 });
  let isClosed = false;

  function enqueue(runId: string): void {
    if (lines.has(runId) || options.isLive(runId)) return;
    const run = stores.runs.load(runId);
    if (run === null || run.status !== 'queued') return;
    lines.add(runId, run.releaseHash);
    pump();
  }

  async function enqueueReady(after = ''): Promise<void> {
    const runs = stores.runs.ready(after, portion);
    for (const { runId, releaseHash } of runs) if (!options.isLive(runId)) lines.add(runId, releaseHash);
    pump();
    const last = runs.at(-1);
    if (isClosed || last === undefined || runs.length < portion) return;
    await new Promise<void>((resolve) => void engine.after(0, resolve));
    await enqueueReady(last.runId);
  }

  function isFull(): boolean {
    return isClosed || options.atWork() + claiming.size >= options.capacity;
  }

  function pump(): void {
    if (lines.length() === 0 || isFull()) return;
    lines.each(
      (releaseHash) => {
        if (hosts.of(releaseHash) !== undefined) return false;
        hosts.need(releaseHash);
        return true;
      },
      (runId, releaseHash) => {
        if (isFull()) return false;
        const host = hosts.of(releaseHash);
        const run = stores.runs.load(runId);
        // Whoever resumes the agent puts its runs back.
        const isHeld = run === null || (isPaused(run, stores.workspace.agentPauses()) && !run.cancelRequested);
        if (host !== undefined && run?.status === 'queued' && !isHeld) void claim(runId, host);
        return true;
      },
    );
  }

  async function begin<R extends { readonly runId: string }>(
    { runId, releaseHash }: ReadyRun,
    make: (isClaimed: boolean) => Promise<R>,
  ): Promise<R> {
    const host = lines.length() > 0 || isFull() ? undefined : hosts.of(releaseHash);
    if (host === undefined) {
      const made = await make(false);
      enqueue(made.runId);
      return made;
    }
    claiming.add(runId);
    try {
      const made = await make(true);
      const run = stores.runs.load(runId);
      if (made.runId !== runId || run?.status !== 'running') enqueue(made.runId);
      else if (hosts.has(host.hostId)) give(run, host);
      else void requeue(runId);
      return made;
    } finally {
      claiming.delete(runId);
      pump();
    }
  }

  function give(run: RunState, host: LiveHost): void {
    options.start(run, host);
    hosts.took(host);
  }

  async function claim(runId: string, host: LiveHost): Promise<void> {
    claiming.add(runId);
    try {
      const run = await engine.transact({ run: runId }, claimRun);
      if (run === null) return tellEnd(runId);
      if (hosts.has(host.hostId)) give(run, host);
      else await requeue(runId);
    } catch (error) {
      log.warn('a run could not be claimed', { runId, error: String(error) });
      requeueLater(runId);
    } finally {
      claiming.delete(runId);
      pump();
    }
  }

  /** Where it was being cancelled, it has ended instead of going on. */
  function tellEnd(runId: string): void {
    const run = stores.runs.load(runId);
    if (run !== null && (run.status === 'compensating' || finalRunStatuses.has(run.status))) options.ended(runId);
  }

  async function requeue(runId: string, decide = recoverRun): Promise<void> {
    await recoverAs(decide, runId);
  }

  async function recoverAs(decide: typeof recoverRun, runId: string): Promise<boolean> {
    try {
      const run = await engine.transact({ run: runId }, decide);
      if (run !== null && run.stalls > mostStalls) await giveUp(runId);
      else if (stores.runs.load(runId)?.status === 'queued') enqueue(runId);
      else if (run !== null) tellEnd(runId);
      return run !== null;
    } catch {
      requeueLater(runId);
      return true;
    }
  }

  function requeueLater(runId: string): void {
    if (isClosed) return;
    engine.after(takeUpAgainMs, () => {
      // It was woken and claimed meanwhile: it is at work, and nothing is left to take up.
      if (!options.isLive(runId) && !claiming.has(runId)) void requeue(runId);
    });
  }

  async function giveUp(runId: string): Promise<void> {
    await engine.transact(
      { run: runId },
      stopForAttention({
        code: 'recovered-too-often',
        message: `This run was taken up again ${mostStalls} times and came no further.`,
        hint: 'Look at its last step, then retry it.',
      }),
    );
    options.ended(runId);
  }

  return {
    enqueue,
    enqueueReady: () => enqueueReady(),
    begin,
    pump,
    requeue,
    takeOver: (runId) => recoverAs(takeOverRun, runId),
    requeueLater,
    hostUp(host) {
      hosts.up(host);
      pump();
    },
    hostGone: hosts.gone,
    hostLeft: hosts.left,
    hostFull: hosts.retire,
    hostFailed(releaseHash, error) {
      hosts.failed(releaseHash);
      for (const runId of lines.clear(releaseHash))
        engine.transact({ run: runId }, stopForAttention(error)).then(
          () => options.ended(runId),
          (thrown: unknown) => {
            log.error('a run could not be stopped', { runId, error: String(thrown) });
            requeueLater(runId);
          },
        );
    },
    claiming: () => claiming.size,
    isClaiming: (runId) => claiming.has(runId),
    length: lines.length,
    close() {
      isClosed = true;
    },
  };
}
