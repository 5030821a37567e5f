import type { RunError } from '../../../shared/domain/run.ts';
import type { AtMs, Ms } from '../../../shared/ids.ts';
import type { Logger } from '../ports.ts';
import type { ReadyRun } from '../store/run-store.ts';
import type { Stores } from '../store/stores.ts';
import { isPaused } from '../verbs/paused.ts';
import type { Engine } from './engine-port.ts';
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
/** A host without runs is ended after this long: an idle console holds no agent in memory. */
const emptyHostMs = 120_000;

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
  readonly killHost: (hostId: string, reason: string) => void;
  /** A run was stopped for a person: what it still asked for is taken back. */
  readonly stopped: (runId: string) => void;
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
  requeue(runId: string): Promise<void>;
  /** The same for a run of an earlier process; false when this one has claimed it meanwhile. */
  takeOver(runId: string): Promise<boolean>;
  requeueLater(runId: string): void;
  hostUp(host: LiveHost): void;
  hostGone(hostId: string): LiveHost | undefined;
  /** A run has left this host: with none left for a while, the host is given back. */
  hostLeft(host: LiveHost): void;
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
  const hosts = new Map<string, LiveHost>();
  const lines = createRunLines();
  /** When a host was last left without a run; only of those that are watched for it. */
  const emptySince = new Map<string, AtMs>();
  const asked = new Set<string>();
  const claiming = new Set<string>();
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
        if (hostOf(releaseHash) !== undefined) return false;
        askForHost(releaseHash);
        return true;
      },
      (runId, releaseHash) => {
        if (isFull()) return false;
        const host = hostOf(releaseHash);
        const run = stores.runs.load(runId);
        // Whoever resumes the agent puts its runs back.
        if (host !== undefined && run?.status === 'queued' && !isPaused(run, stores.workspace.agentPauses()))
          void claim(runId, host);
        return true;
      },
    );
  }

  async function begin<R extends { readonly runId: string }>(
    { runId, releaseHash }: ReadyRun,
    make: (isClaimed: boolean) => Promise<R>,
  ): Promise<R> {
    const host = lines.length() > 0 || isFull() ? undefined : hostOf(releaseHash);
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
      else if (hosts.has(host.hostId)) options.start(run, host);
      else void requeue(runId);
      return made;
    } finally {
      claiming.delete(runId);
      pump();
    }
  }

  function hostOf(releaseHash: string): LiveHost | undefined {
    for (const host of hosts.values()) if (host.releaseHash === releaseHash) return host;
    return undefined;
  }

  function askForHost(releaseHash: string): void {
    if (asked.has(releaseHash)) return;
    asked.add(releaseHash);
    options.needHost(releaseHash);
  }

  async function claim(runId: string, host: LiveHost): Promise<void> {
    claiming.add(runId);
    try {
      const run = await engine.transact({ run: runId }, claimRun);
      if (run === null) return;
      if (hosts.has(host.hostId)) options.start(run, host);
      else await requeue(runId);
    } catch (error) {
      log.warn('a run could not be claimed', { runId, error: String(error) });
      requeueLater(runId);
    } finally {
      claiming.delete(runId);
      pump();
    }
  }

  async function requeue(runId: string): Promise<void> {
    await recoverAs(recoverRun, runId);
  }

  async function recoverAs(decide: typeof recoverRun, runId: string): Promise<boolean> {
    try {
      const run = await engine.transact({ run: runId }, decide);
      if (run !== null && run.stalls > mostStalls) await giveUp(runId);
      else if (stores.runs.load(runId)?.status === 'queued') enqueue(runId);
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
    options.stopped(runId);
  }

  function hostLeft(host: LiveHost): void {
    if (host.runs.size > 0) return;
    const isWatched = emptySince.has(host.hostId);
    emptySince.set(host.hostId, engine.now());
    if (!isWatched) watch(host, emptyHostMs);
  }

  /** One timer a host, however often it is left: it looks again when the host would have been empty for long enough. */
  function watch(host: LiveHost, delayMs: Ms): void {
    engine.after(delayMs, () => {
      const isEmpty = host.runs.size === 0 && claiming.size === 0;
      const leftMs = (emptySince.get(host.hostId) ?? 0) + emptyHostMs - engine.now();
      if (isEmpty && leftMs > 0) return watch(host, leftMs);
      emptySince.delete(host.hostId);
      if (isEmpty && hosts.delete(host.hostId)) options.killHost(host.hostId, 'it had nothing to do');
    });
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
      asked.delete(host.releaseHash);
      hosts.set(host.hostId, host);
      hostLeft(host);
      pump();
    },
    hostGone(hostId) {
      const host = hosts.get(hostId);
      hosts.delete(hostId);
      return host;
    },
    hostLeft,
    hostFailed(releaseHash, error) {
      asked.delete(releaseHash);
      for (const runId of lines.clear(releaseHash))
        engine.transact({ run: runId }, stopForAttention(error)).then(
          () => options.stopped(runId),
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
