import type { Person } from '../../../shared/domain/person.ts';
import type { Fired } from '../../../shared/domain/schedule.ts';
import { finalRunStatuses } from '../../../shared/domain/run.ts';
import type { AtMs } from '../../../shared/ids.ts';
import type { Activations } from '../engine/activation-port.ts';
import { createAlarm } from '../engine/alarm.ts';
import type { Engine } from '../engine/engine-port.ts';
import type { RunState } from '../engine/states.ts';
import type { Ids, Logger } from '../ports.ts';
import type { ScheduleState } from '../store/schedule-store.ts';
import type { Stores } from '../store/stores.ts';
import { readCron } from './cron.ts';
import { fireSchedule, type FireRequest, type FiringFacts, type WantedFiring } from './decide-firing.ts';
import { dueOf } from './decide-schedule.ts';
import { jitterOf, planFirings } from './plan-firings.ts';

/** Schedules dealt with in one ring; the alarm rings again for the rest. */
const mostAtOnce = 50;
/** What waits and could not be started is tried again after this long. */
const lookAgainMs = 3_000;
const lookLaterMs = 30_000;

export interface SchedulerOptions {
  readonly engine: Engine;
  readonly stores: Stores;
  readonly activations: Pick<Activations, 'enqueue'>;
  readonly ids: Ids;
  readonly log: Logger;
  /** Why no schedule fires by itself: nobody has said yet what became of the workspace. */
  readonly heldBecause: () => string | null;
}

/** Starts the runs of schedules when their time, their file or their row has come. */
export interface Scheduler {
  /** Makes up for what was missed, starts what waited and may start now, and arms the alarm. */
  begin(): void;
  /** Fires now what is wanted; `next` is left as it is. */
  fire(
    scheduleId: string,
    wanted: readonly WantedFiring[],
    by: Person | null,
    backfilled?: FireRequest['backfilled'],
  ): Promise<readonly Fired[]>;
  /** A schedule was written: its next time may be sooner, and what waited in its pause may start. */
  changed(schedule: ScheduleState): void;
  /** After sleep, when the clock was set, or when nothing is held any more. */
  rearm(): void;
  /** Why no schedule fires by itself just now; null = they do. */
  heldBecause(): string | null;
  close(): void;
}

export function createScheduler(options: SchedulerOptions): Scheduler {
  const { engine, stores, activations, ids, log, heldBecause } = options;
  /** Runs that have not ended, and whose they are. In memory: asked at every end of a run. */
  const openRuns = new Map(stores.schedules.openRuns().map(({ runId, scheduleId }) => [runId, scheduleId]));
  const lookedAtLater = new Set<string>();
  let isClosed = false;
  const alarm = createAlarm(engine, () => (heldBecause() === null ? stores.schedules.nextDueMs() : null), ring);
  const facts: FiringFacts = {
    firing: stores.schedules.firing,
    isBusy,
    isOneWaiting: (scheduleId) => stores.schedules.oldestWaiting(scheduleId) !== null,
    heldBecause,
  };
  const unsubscribe = engine.onRunsChanged(runsEnded);

  async function ring(nowMs: AtMs): Promise<'all' | 'more'> {
    const due = stores.schedules.due(nowMs, mostAtOnce);
    // One that cannot fire keeps none of the others from it.
    for (const schedule of due) await fireDue(schedule, nowMs).catch((error: unknown) => couldNot(schedule, error));
    return due.length < mostAtOnce ? 'all' : 'more';
  }

  function couldNot({ scheduleId, name }: ScheduleState, error: unknown): void {
    log.warn('a schedule could not fire and is tried again', { scheduleId, name, error: String(error) });
  }

  /** Asked inside the transaction: what started in the same group is in the rows and not in memory yet. */
  function isBusy(scheduleId: string): boolean {
    const isOpen = (runId: string | null): boolean => runId !== null && stores.runs.load(runId)?.finishedAtMs === null;
    if (isOpen(stores.schedules.newestRun(scheduleId))) return true;
    for (const [runId, owner] of openRuns) if (owner === scheduleId && isOpen(runId)) return true;
    return false;
  }

  /** One transaction: the firings, their runs, and where the schedule stands afterwards. */
  async function fireDue(schedule: ScheduleState, nowMs: AtMs): Promise<void> {
    const { scheduleId, trigger, nextAtMs, catchUp } = schedule;
    if (trigger.kind !== 'cron' || nextAtMs === null) return;
    const { jitterMs } = trigger;
    const times = readCron(trigger.cron, trigger.timeZone);
    const plan = planFirings(times, { nextAtMs, nowMs, catchUp }, (nominal) => jitterOf(scheduleId, nominal, jitterMs));
    const wanted = plan.fire.map((nominalAtMs): WantedFiring => {
      return {
        key: new Date(nominalAtMs).toISOString(),
        cause: 'cron',
        nominalAtMs,
        input: null,
        file: null,
        sentBy: null,
      };
    });
    const next = dueOf(scheduleId, jitterMs, plan.nextAtMs);
    const from = { version: schedule.version, nextAtMs };
    await transact(schedule, {
      wanted,
      missed: plan.missed,
      backfilled: null,
      next: { ...next, from },
      releases: false,
      by: null,
    });
  }

  async function transact(
    { scheduleId, agentId }: ScheduleState,
    request: Omit<FireRequest, 'runIds'>,
  ): Promise<readonly Fired[]> {
    const runIds = request.wanted.map(() => ids.uuid());
    const keys = { schedule: scheduleId, agent: agentId };
    const fired = await engine.transact(keys, fireSchedule({ ...request, runIds }, facts));
    if (fired.some(({ outcome }) => outcome === 'waiting')) lookLater(scheduleId);
    for (const { outcome, runId } of fired) {
      if (outcome !== 'started' || runId === null) continue;
      openRuns.set(runId, scheduleId);
      activations.enqueue(runId);
    }
    return fired;
  }

  function runsEnded(runs: Iterable<RunState>): void {
    for (const { runId, status, attempt } of runs) {
      const isOver = finalRunStatuses.has(status);
      // One that is tried again is at work again.
      if (!isOver && attempt > 1 && !openRuns.has(runId)) {
        const owner = stores.schedules.scheduleOf(runId);
        if (owner !== null) openRuns.set(runId, owner);
      }
      const scheduleId = openRuns.get(runId);
      if (scheduleId === undefined || !isOver) continue;
      openRuns.delete(runId);
      releaseSoon(scheduleId);
    }
  }

  /** What cannot be started now, for want of room on the disk, is tried again. */
  function releaseSoon(scheduleId: string): void {
    void release(scheduleId).catch((error: unknown) => {
      log.warn('a waiting firing could not be started yet', { scheduleId, error: String(error) });
      if (!isClosed) engine.after(lookAgainMs, () => releaseSoon(scheduleId));
    });
  }

  /** What waits for another reason than its turn (a full queue, an agent that is held) is told by nothing. */
  function lookLater(scheduleId: string): void {
    if (lookedAtLater.has(scheduleId)) return;
    lookedAtLater.add(scheduleId);
    engine.after(lookLaterMs, () => {
      lookedAtLater.delete(scheduleId);
      if (!isClosed) releaseSoon(scheduleId);
    });
  }

  /** Starts what waits for its turn: one after the other, or all where runs may overlap. */
  async function release(scheduleId: string): Promise<void> {
    for (;;) {
      const schedule = stores.schedules.load(scheduleId);
      const waiting = stores.schedules.oldestWaiting(scheduleId);
      if (schedule === null || waiting === null || schedule.paused || schedule.removedAtMs !== null) return;
      if (heldBecause() !== null || (schedule.overlap !== 'allow' && facts.isBusy(scheduleId))) return;
      const [fired] = await transact(schedule, {
        wanted: [waiting],
        backfilled: null,
        missed: null,
        next: undefined,
        releases: true,
        by: null,
      });
      if (fired?.outcome !== 'started' && fired?.outcome !== 'failed') return;
    }
  }

  function begin(): void {
    for (const scheduleId of stores.schedules.withWaiting()) releaseSoon(scheduleId);
    alarm.rearm();
  }

  return {
    begin,
    async fire(scheduleId, wanted, by, backfilled = null) {
      const schedule = stores.schedules.load(scheduleId);
      if (schedule === null) return [];
      return transact(schedule, { wanted, missed: null, backfilled, next: undefined, releases: false, by });
    },
    changed(schedule) {
      alarm.rearm();
      releaseSoon(schedule.scheduleId);
    },
    rearm: begin,
    heldBecause,
    close() {
      isClosed = true;
      unsubscribe();
      alarm.close();
    },
  };
}
