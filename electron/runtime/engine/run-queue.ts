import type { AtMs } from '../../../shared/ids.ts';
import { endedAtStart, reasonOf } from '../hosts/host-end.ts';
import type { Waiting } from '../queues/choose-turn.ts';
import { createWaitingLines } from '../queues/waiting-lines.ts';
import type { TurnWorld } from '../queues/waiting-lines-port.ts';
import { laneOf, waitingOf } from '../queues/waiting-run.ts';
import type { QueueLane } from '../../../shared/domain/queue.ts';
import type { DelayedRun, ReadyRun } from '../store/run-store.ts';
import { isPaused } from '../verbs/paused.ts';
import { createAlarm } from './alarm.ts';
import { createHostBreaker } from './host-breaker.ts';
import { createHostRoster } from './host-roster.ts';
import type { LiveHost } from './live-runs.ts';
import { claimIn, stopForAttention } from './run-decisions.ts';
import type { RunQueue, RunQueueOptions } from './run-queue-port.ts';
import { createTakeUp } from './take-up.ts';
import type { RunState } from './states.ts';

/** Ready runs read at once after a start. */
const portion = 2_000;

export function createRunQueue(options: RunQueueOptions): RunQueue {
  const { engine, stores, log } = options;
  const lines = createWaitingLines();
  for (const { queue, atMs } of stores.queues.starts()) lines.recall(queue, atMs);
  const claiming = new Map<string, QueueLane>();
  const breaker = createHostBreaker({ ...options, onMayStart: () => pump() });
  const hosts = createHostRoster({ ...options, breaker });
  let isClosed = false;
  /** Those that were put off until then have been looked at; no id is greater than the last of these letters. */
  let lookedUntil: DelayedRun = { notBeforeMs: engine.now(), runId: 'z' };
  const { requeue, takeOver, requeueLater, tellEnd } = createTakeUp({
    ...options,
    enqueue,
    isClaiming: (runId) => claiming.has(runId),
    isClosed: () => isClosed,
  });
  const alarm = createAlarm(engine, nextDueMs, async (nowMs) => {
    const due = stores.runs.delayedUntil(lookedUntil, nowMs, portion);
    for (const { runId } of due) enqueue(runId);
    lookedUntil = (due.length < portion ? undefined : due.at(-1)) ?? { notBeforeMs: nowMs, runId: 'z' };
    pump();
    return due.length < portion ? 'all' : 'more';
  });

  function nextDueMs(): AtMs | null {
    const delayMs = stores.runs.nextDelayMs(lookedUntil);
    const rateMs = lines.opensAtMs({ nowMs: engine.now(), rule: stores.queues.load });
    return delayMs === null || rateMs === null ? (delayMs ?? rateMs) : Math.min(delayMs, rateMs);
  }

  function enqueue(runId: string): void {
    if (lines.has(runId) || options.isLive(runId) || claiming.has(runId)) return;
    const run = stores.runs.load(runId);
    if (run === null || run.status !== 'queued') return;
    line({ ...run, lane: laneOf(run) });
    pump();
  }

  /** Where it waits, or what it waits with, is another: it may have been there before, and joined by a start. */
  function moved(runId: string): void {
    lines.remove(runId);
    enqueue(runId);
  }

  /** Into its line, or onto the alarm when it was put off. */
  function line(run: ReadyRun): void {
    if (run.notBeforeMs !== null && run.notBeforeMs > engine.now()) alarm.consider(run.notBeforeMs);
    else lines.add(waitingOf(run, engine.now()));
  }

  async function enqueueReady(after = ''): Promise<void> {
    const runs = stores.runs.ready(after, portion);
    for (const run of runs) if (!options.isLive(run.runId) && !claiming.has(run.runId)) line(run);
    pump();
    const last = runs.at(-1);
    if (isClosed || last === undefined || runs.length < portion) return;
    await new Promise<void>((resolve) => void engine.after(0, resolve));
    await enqueueReady(last.runId);
  }

  function hasRoom(lane: QueueLane): boolean {
    return !isClosed && options.atWork(lane) + claimingIn(lane) < options.capacity[lane];
  }

  function claimingIn(lane: QueueLane): number {
    let count = 0;
    for (const other of claiming.values()) if (other === lane) count += 1;
    return count;
  }

  function world(): TurnWorld {
    return {
      nowMs: engine.now(),
      rule: stores.queues.load,
      hasRoom,
      isBlocked(releaseHash) {
        if (hosts.of(releaseHash) !== undefined) return false;
        hosts.need(releaseHash);
        return true;
      },
    };
  }

  function pump(): void {
    if (isClosed || lines.length() === 0) return;
    const now = world();
    for (let turn = lines.next(now); turn !== null; turn = lines.next(now)) {
      const { runId, releaseHash } = turn;
      const host = hosts.of(releaseHash);
      const run = stores.runs.load(runId);
      // Whoever resumes the agent puts its runs back.
      const isHeld = run === null || (isPaused(run, stores.agentPauses()) && !run.cancelRequested);
      if (host !== undefined && run?.status === 'queued' && !isHeld) void claim(turn, host);
      else lines.free(runId, true);
    }
    alarm.consider(lines.opensAtMs(now));
  }

  async function begin<R extends { readonly runId: string }>(
    start: Omit<ReadyRun, 'createdAtMs'>,
    make: (isClaimed: boolean) => Promise<R>,
  ): Promise<R> {
    const { runId, releaseHash, lane } = start;
    const host = start.notBeforeMs === null ? hosts.of(releaseHash) : undefined;
    const asWaiting = waitingOf({ ...start, createdAtMs: engine.now() }, engine.now());
    if (host === undefined || !lines.takeNow(asWaiting, world())) {
      const made = await make(false);
      moved(made.runId);
      return made;
    }
    claiming.set(runId, lane);
    host.claiming += 1;
    let isStarted = false;
    try {
      const made = await make(true);
      const run = stores.runs.load(runId);
      isStarted = made.runId === runId && run?.status === 'running';
      claiming.delete(runId);
      if (!isStarted) lines.free(runId, true);
      if (!isStarted || run === null) moved(made.runId);
      else goTo(host, run);
      return made;
    } finally {
      if (claiming.delete(runId)) lines.free(runId, true);
      claimed(host);
    }
  }

  /** Claimed and committed: its host starts it, or the next one will. */
  function goTo(host: LiveHost, run: RunState): void {
    if (hosts.has(host.hostId)) {
      options.start(run, host);
      hosts.took(host);
    }
    // Paused, cancelled or killed meanwhile; or its host is gone.
    if (options.isLive(run.runId)) return;
    lines.free(run.runId);
    if (hosts.has(host.hostId)) enqueue(run.runId);
    else void requeue(run.runId);
  }

  function claimed(host: LiveHost): void {
    host.claiming -= 1;
    hosts.settle(host);
    pump();
  }

  async function claim(turn: Waiting, host: LiveHost): Promise<void> {
    const { runId, lane } = turn;
    claiming.set(runId, lane);
    host.claiming += 1;
    try {
      const run = await engine.transact({ run: runId }, claimIn(turn));
      claiming.delete(runId);
      if (run !== null) return goTo(host, run);
      lines.free(runId, true);
      tellEnd(runId);
      // Its queue was paused, or it was put off or moved, since it was chosen.
      if (!isHeldBack(runId)) enqueue(runId);
    } catch (error) {
      log.warn('a run could not be claimed', { runId, error: String(error) });
      claiming.delete(runId);
      lines.free(runId, true);
      requeueLater(runId);
    } finally {
      claimed(host);
    }
  }

  /** Whoever resumes its agent puts it back. */
  function isHeldBack(runId: string): boolean {
    const run = stores.runs.load(runId);
    return run !== null && isPaused(run, stores.agentPauses());
  }

  return {
    enqueue,
    enqueueReady: () => enqueueReady(),
    begin,
    pump,
    requeue,
    takeOver,
    requeueLater,
    hostUp(host) {
      hosts.up(host);
      pump();
    },
    hostGone(hostId, end) {
      const host = hosts.gone(hostId);
      if (host !== undefined && end.kind !== 'told') breaker.crashed(host.releaseHash, reasonOf(end));
      return host;
    },
    breakersChanged: breaker.rearm,
    hostLeft: hosts.left,
    hostFull: hosts.retire,
    freed: (runId) => lines.free(runId),
    moved,
    laneChanged(runId) {
      const run = stores.runs.load(runId);
      if (run === null || lines.has(runId)) return moved(runId);
      lines.retake(waitingOf({ ...run, lane: laneOf(run) }, engine.now()));
      pump();
    },
    queueChanged(name) {
      lines.limitsChanged(name);
      pump();
    },
    facts: lines.facts,
    order: lines.order,
    hostFailed(releaseHash, error) {
      hosts.failed(releaseHash);
      if (endedAtStart.has(error.code)) breaker.crashed(releaseHash, error.message);
      // It would have been one more: those there are go on.
      if (hosts.of(releaseHash) !== undefined) return;
      for (const runId of lines.clear(releaseHash))
        engine.transact({ run: runId }, stopForAttention(error)).then(
          () => options.ended(runId),
          (thrown: unknown) => {
            log.error('a run could not be stopped', { runId, error: String(thrown) });
            requeueLater(runId);
          },
        );
    },
    claiming: claimingIn,
    isClaiming: (runId) => claiming.has(runId),
    length: lines.length,
    rearm: alarm.rearm,
    close() {
      isClosed = true;
      alarm.close();
    },
  };
}
