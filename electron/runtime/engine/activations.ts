import type { QueueLane } from '../../../shared/domain/queue.ts';
import type { LaneLoad } from '../../../shared/domain/workspace.ts';
import { LanekeeperError, toWireError } from '../../../shared/errors.ts';
import { createReservations } from '../budgets/reservations.ts';
import type { FromHost, HostRecord, ToHost } from '../hosts/protocol.ts';
import type { Activations, ActivationsOptions } from './activation-port.ts';
import { createKeptSignals } from './kept-signals.ts';
import { createLeaving } from './leaving.ts';
import { createLettingGo } from './letting-go.ts';
import { changeLane } from './change-lane.ts';
import {
  declaredBy,
  endWords,
  isOver,
  keptMessage,
  lastWords,
  leftBehind,
  liveOf,
  liveRun,
  replayEntry,
  settledMessage,
  inheritedBy,
  startOf,
  waitingStatus,
  type LiveHost,
  type LiveRun,
} from './live-runs.ts';
import { afterLostHost } from './lost-host.ts';
import { recordEntry } from './record-entry.ts';
import { endRun, releaseRun, rest, type RunEnd } from './run-decisions.ts';
import { createRunProgress } from './run-progress.ts';
import { askedOfQueue } from './run-queue-port.ts';
import { createRunQueue } from './run-queue.ts';
import { createRunTimers } from './run-timers.ts';
import { createSettling } from './settling.ts';
import type { JournalRow, RunState } from './states.ts';

/** A run leaves its host after this long with nothing but durable waits. */
const leaveAfterMs = 5_000;
const beginsWork = { record: true, reserve: true, propose: true, peer: true, artifact: true };

/** Moves runs between queue, hosts and waits. All durable facts go through the engine port; this keeps only what memory may. */
export function createActivations(options: ActivationsOptions): Activations {
  const { engine, stores, log } = options;
  const lives = new Map<string, LiveRun>();
  const isLive = (runId: string): boolean => lives.has(runId);
  const atWork = { interactive: 0, background: 0 };
  const queue = createRunQueue({
    ...options,
    atWork: (lane) => atWork[lane],
    isLive,
    ended: (runId) => options.onAbandoned(runId, null, endWords(stores.runs.load(runId)?.status ?? 'failed')),
    start,
  });
  const { during, settle } = createSettling({ engine, stores, lives, armLeave, resume });
  const leaving = createLeaving(engine, options.killHost);
  const timers = createRunTimers({ engine, stores, isLive, settle, resume });
  const progress = createRunProgress(engine, log);
  const signals = createKeptSignals({ stores, settle });
  const reservations = createReservations({ ...options, sendAway, refused });

  function start(run: RunState, host: LiveHost): void {
    // Paused, cancelled or killed in the same group as it was claimed.
    if (isOver(run, stores.runs.load(run.runId))) return;
    // Its lane may have been changed in the same group as it was claimed.
    const live = liveRun(stores.runs.load(run.runId) ?? run, host);
    lives.set(run.runId, live);
    atWork[live.lane] += 1;
    host.runs.add(run.runId);
    const entries = run.nextOrd === 1 ? [] : stores.journal.lineage(run.runId, run.lineageId).map(replayEntry);
    const inherited = run.origin?.kind === 'extension' ? inheritedBy(run, stores.workspace.artifactsOf(run.runId)) : [];
    const declared = declaredBy(stores.workspace.release(run.releaseHash));
    const known = { ...startOf(run), ...reservations.asked(run), ...declared, inherited };
    host.send({ kind: 'start', ...known, entries, nowMs: engine.now() });
    // A crash between the end of a race and this would leave what its losers asked for.
    for (const prefix of leftBehind(entries)) options.onAbandoned(run.runId, prefix, 'another branch of its race won');
  }

  function drop(live: LiveRun): void {
    if (lives.get(live.runId) !== live) return;
    live.cancelLeave();
    live.cancelGrace();
    if (!live.idle && !live.ending) atWork[live.lane] -= 1;
    lives.delete(live.runId);
    queue.freed(live.runId);
    live.host.runs.delete(live.runId);
    progress.saveLast(live);
    queue.hostLeft(live.host);
    queue.pump();
  }

  function setIdle(live: LiveRun, isIdle: boolean): void {
    if (live.idle === isIdle) return;
    live.idle = isIdle;
    if (lives.get(live.runId) === live && !live.ending) atWork[live.lane] += isIdle ? -1 : 1;
  }

  function fromHost(hostId: string, message: FromHost): void {
    const live = lives.get(message.runId);
    if (message.kind === 'left') return leaving.left(message.runId, message.activation, live);
    if (message.kind === 'progress' && message.progress !== null && live === undefined)
      return progress.save(message.runId, message.activation, message.progress);
    if (live === undefined || live.activation !== message.activation || live.host.hostId !== hostId) return;
    if (message.kind in beginsWork) setIdle(live, false);
    switch (message.kind) {
      case 'record':
        return void record(live, message.record);
      case 'reserve':
        return void reservations.ask(live, message);
      case 'propose':
        return options.onProposal(live, message);
      case 'peer':
        return options.onPeer(live, message);
      case 'artifact':
        return options.onArtifact(live, message);
      case 'progress':
        if (message.progress !== null) progress.heard(live, message.progress);
        return options.onProgress(live.runId, message.progress ?? live.progress, message.runningSteps);
      case 'idle':
        return void goIdle(live, message);
      default:
        return void finish(live, message);
    }
  }

  async function record(live: LiveRun, entry: HostRecord): Promise<void> {
    // Before the commit: a proposal of a branch that is left behind may be on its way.
    live.abandoned.push(...(entry.abandons ?? []));
    try {
      const decide = recordEntry(live.activation, entry, progress.due(live), stores.signals.kept);
      const row = await engine.transact({ run: live.runId }, decide);
      // A wait that has ended as it was recorded is told whole.
      recorded(live, row, row.phase === entry.phase ? keptMessage(live.activation, row) : undefined);
      reservations.freed();
      if (entry.seen !== undefined) await signals.takeAll(live.runId);
      for (const prefix of entry.abandons ?? [])
        options.onAbandoned(live.runId, prefix, 'another branch of its race won');
    } catch (error) {
      refused(live, error);
    }
  }

  function recorded(live: LiveRun, row: JournalRow, message?: ToHost): void {
    timers.consider(row.dueAtMs);
    if (lives.get(live.runId) === live) deliver(live, [row], message);
  }

  function deliver(live: LiveRun, rows: readonly JournalRow[], message = settledMessage(live, rows)): void {
    if (rows.some((row) => row.phase !== 'waiting')) setIdle(live, false);
    live.cancelLeave();
    live.told += 1;
    live.host.send(message);
  }

  /** The engine would not take what the host sent: the run is let go, and goes on from its last checkpoint when it can. */
  function refused(live: LiveRun, thrown: unknown): void {
    if (lives.get(live.runId) !== live) return;
    const error = thrown instanceof LanekeeperError ? thrown : new LanekeeperError('internal', String(thrown));
    log.warn('a record was refused', { runId: live.runId, code: error.code, reason: error.message });
    sendAway(live);
    if (error.code === 'disk-full' || error.code === 'degraded') queue.requeueLater(live.runId);
    else if (error.code !== 'wrong-state') {
      const failed: RunEnd = { kind: 'failed', error: toWireError(error) };
      engine.transact({ run: live.runId }, endRun(live.activation, failed, null)).then(
        () => options.onAbandoned(live.runId, null, 'its run ended early'),
        () => queue.requeueLater(live.runId),
      );
    }
  }

  /** The host has nothing but waits. What it had not heard of yet, or what comes in the same group, makes that untrue. */
  async function goIdle(live: LiveRun, { waits, heard }: Extract<FromHost, { kind: 'idle' }>): Promise<void> {
    if (heard !== live.told) return;
    setIdle(live, true);
    armLeave(live);
    queue.pump();
    const nextOrd = stores.runs.load(live.runId)?.nextOrd ?? 0;
    try {
      const run = await progress.along(live, (last) =>
        engine.transact({ run: live.runId }, rest(live.activation, nextOrd, waitingStatus(waits), last)),
      );
      if (run === null || !isOver(live, run) || lives.get(live.runId) !== live) return;
      sendAway(live);
      options.onAbandoned(live.runId, null, endWords(run.status));
    } catch (error) {
      log.warn('a waiting run could not be marked', { runId: live.runId, error: String(error) });
    }
  }

  function armLeave(live: LiveRun): void {
    live.cancelLeave();
    live.cancelLeave = engine.after(leaveAfterMs, () => leave(live));
  }

  function leave(live: LiveRun): void {
    if (!live.idle || live.settling > 0 || live.ending || lives.get(live.runId) !== live) return;
    sendAway(live);
  }

  function sendAway(live: LiveRun): void {
    live.host.send({ kind: 'leave', runId: live.runId, activation: live.activation });
    drop(live);
  }

  async function finish(live: LiveRun, message: RunEnd): Promise<void> {
    live.ending = true;
    const ended = progress.along(live, (last) =>
      engine.transact({ run: live.runId }, endRun(live.activation, message, last)),
    );
    // Its place is free with the commit that ends it: the next run is claimed in the same one.
    if (!live.idle) atWork[live.lane] -= 1;
    queue.freed(live.runId);
    queue.pump();
    try {
      const run = await ended;
      drop(live);
      if (run.effects > 0) options.onAbandoned(live.runId, null, endWords(run.status));
    } catch (error) {
      refused(live, error);
    }
  }

  function resume(runId: string, state: RunState | null, rows: readonly JournalRow[]): void {
    const live = lives.get(runId);
    if (live !== undefined) deliver(live, rows);
    else if (state?.status === 'queued') queue.enqueue(runId);
    else if (state?.status === 'running' && !queue.isClaiming(runId)) void queue.requeue(runId);
  }

  function loadOf(lane: QueueLane): LaneLoad {
    const used = atWork[lane] + queue.claiming(lane);
    return { used, capacity: options.capacity[lane], queued: queue.length(lane) };
  }

  return {
    async recover() {
      const taken = await Promise.all(stores.runs.unfinished('running').map(queue.takeOver));
      // An earlier version left some that wait, are paused or are queued; nothing else would end them.
      await Promise.all(stores.runs.beingCancelled().map((runId) => queue.requeue(runId)));
      queue.breakersChanged();
      await queue.enqueueReady();
      await signals.takeAll();
      timers.rearm();
      queue.rearm();
      return taken.filter(Boolean).length;
    },
    ...askedOfQueue(queue),
    hostGone(hostId, end) {
      const host = queue.hostGone(hostId, end);
      if (host === undefined) return;
      const wasAlone = [...host.runs].filter((runId) => lives.get(runId)?.idle === false).length === 1;
      log.warn('an agent host is gone', { hostId, ...end, runs: host.runs.size });
      for (const runId of Array.from(host.runs)) {
        const live = lives.get(runId);
        if (live !== undefined) drop(live);
        void queue.requeue(runId, afterLostHost(end, runId, wasAlone));
      }
    },
    fromHost,
    settle,
    during,
    resume,
    recorded,
    refused,
    ...createLettingGo({ lives, load: stores.runs.load, leaving, sendAway }),
    laneChanged(runId) {
      const live = lives.get(runId);
      if (live !== undefined) changeLane(live, stores.runs.load(runId), atWork);
      queue.laneChanged(runId);
    },
    live: (runId) => lives.get(runId),
    liveOf: (agentId, releaseHash) => liveOf(lives.values(), agentId, releaseHash),
    budgetsChanged: () => reservations.changed(lives.values()),
    budgetsFreed: reservations.freed,
    load: () => ({ interactive: loadOf('interactive'), background: loadOf('background') }),
    queueChanged(name) {
      if (stores.queues.load(name)?.pause != null)
        // What waits goes through its queue again when it is woken; what is at work goes on.
        for (const live of Array.from(lives.values())) if (stores.runs.load(live.runId)?.queue === name) leave(live);
      queue.queueChanged(name);
    },
    queueFacts: queue.facts,
    queueOrder: queue.order,
    rearm() {
      timers.rearm();
      queue.rearm();
    },
    async close() {
      queue.close();
      timers.close();
      const left = Array.from(lives.values());
      await lastWords(left, engine.after);
      for (const live of left) drop(live);
      await Promise.all(left.map(({ runId }) => engine.transact({ run: runId }, releaseRun).catch(() => null)));
    },
  };
}
