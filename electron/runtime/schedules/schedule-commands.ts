import type { FileRef } from '../../../shared/domain/agent.ts';
import type { Person } from '../../../shared/domain/person.ts';
import type { Fired } from '../../../shared/domain/schedule.ts';
import { LanekeeperError } from '../../../shared/errors.ts';
import type { MethodArguments } from '../../../shared/ipc/methods.ts';
import type { AtMs } from '../../../shared/ids.ts';
import type { Decide, Engine, TransactOptions } from '../engine/engine-port.ts';
import type { Ids } from '../ports.ts';
import type { ScheduleState } from '../store/schedule-store.ts';
import type { Stores } from '../store/stores.ts';
import { readCron } from './cron.ts';
import type { WantedFiring } from './decide-firing.ts';
import {
  changeSchedule,
  createSchedule,
  pauseSchedule,
  removeSchedule,
  type CheckedPlan,
  type RemovedSchedule,
} from './decide-schedule.ts';
import type { Scheduler } from './scheduler.ts';

/** Firings of one backfill: they start together, in one transaction. */
export const mostBackfilled = 500;

export interface ScheduleWorld {
  readonly engine: Engine;
  readonly stores: Stores;
  readonly scheduler: Scheduler;
  readonly ids: Ids;
}

/** What people and other programs may ask of schedules. `by` is resolved before. */
export interface ScheduleCommands {
  create(plan: CheckedPlan, by: Person, options: TransactOptions): Promise<ScheduleState>;
  change(
    input: { scheduleId: string; version: number; plan: CheckedPlan },
    by: Person,
    options: TransactOptions,
  ): Promise<ScheduleState>;
  pause(scheduleId: string, paused: boolean, by: Person, options: TransactOptions): Promise<ScheduleState>;
  remove(scheduleId: string, by: Person, options: TransactOptions): Promise<RemovedSchedule>;
  fireNow(scheduleId: string, by: Person, commandId: string | undefined): Promise<Fired>;
  backfill(input: MethodArguments<'schedule.backfill'>, by: Person): Promise<{ fired: readonly Fired[] }>;
  /** Why no schedule fires by itself just now; null = they do. */
  heldBecause(): string | null;
  hasFired(input: { scheduleId: string; key: string }): boolean;
  /** A settled file of a watched folder. */
  fileArrived(input: { scheduleId: string; file: FileRef }): Promise<Fired | null>;
  /** `input`: checked JSON text, merged over the schedule's own. */
  send(input: { scheduleId: string; key: string; input: string }, by: Person): Promise<Fired>;
}

export function createScheduleCommands({ engine, stores, scheduler, ids }: ScheduleWorld): ScheduleCommands {
  async function write<S extends ScheduleState>(
    scheduleId: string,
    decide: Decide<{ schedule: string }, S>,
    options: TransactOptions,
  ): Promise<S> {
    const state = await engine.transact({ schedule: scheduleId }, decide, options);
    scheduler.changed(state);
    return state;
  }

  function find(scheduleId: string): ScheduleState {
    const schedule = stores.schedules.load(scheduleId);
    if (schedule === null || schedule.removedAtMs !== null)
      throw new LanekeeperError('not-found', 'There is no such schedule.', { hint: 'See the list of schedules.' });
    return schedule;
  }

  async function fireOne(
    scheduleId: string,
    wanted: Omit<WantedFiring, 'nominalAtMs' | 'sentBy'>,
    by: Person | null,
  ): Promise<Fired> {
    const [fired] = await scheduler.fire(
      scheduleId,
      [{ ...wanted, nominalAtMs: engine.now(), sentBy: by?.personId ?? null }],
      by,
    );
    if (fired === undefined) throw new LanekeeperError('not-found', 'The schedule was removed meanwhile.');
    return fired;
  }

  return {
    create: (plan, by, options) => {
      const scheduleId = ids.uuid();
      return write(scheduleId, createSchedule(scheduleId, plan, by), options);
    },
    change: ({ scheduleId, version, plan }, by, options) =>
      write(scheduleId, changeSchedule(version, plan, by), options),
    pause: (scheduleId, paused, by, options) => write(scheduleId, pauseSchedule(paused, by), options),
    remove: (scheduleId, by, options) => write(scheduleId, removeSchedule(stores.schedules.waiting, by), options),
    // A repeated command has the same key, so it starts no second run.
    fireNow: (scheduleId, by, commandId) => {
      const { file, trigger } = find(scheduleId);
      if (file === null && trigger.kind === 'folder')
        throw new LanekeeperError(
          'wrong-state',
          'This schedule runs on files of its folder; there is none to run on.',
          {
            hint: 'Put a file into the folder.',
          },
        );
      return fireOne(
        scheduleId,
        { key: `manual:${commandId ?? ids.uuid()}`, cause: 'manual', input: null, file: null },
        by,
      );
    },
    async backfill({ scheduleId, fromMs, toMs }, by) {
      if (toMs > engine.now())
        throw new LanekeeperError('invalid-input', 'The range ends in the future; nothing was started.', {
          hint: 'What is still to come fires by itself: end the range now, or earlier.',
        });
      const instants = backfillInstants(find(scheduleId), fromMs, toMs);
      const fired = await scheduler.fire(
        scheduleId,
        instants.map((nominalAtMs) => ({
          key: new Date(nominalAtMs).toISOString(),
          cause: 'backfill',
          nominalAtMs,
          input: null,
          file: null,
          sentBy: by.personId,
        })),
        by,
        { fromMs, toMs },
      );
      return { fired };
    },
    heldBecause: scheduler.heldBecause,
    hasFired: ({ scheduleId, key }) => {
      const known = stores.schedules.firing(scheduleId, key);
      return known !== null && known.outcome !== 'failed';
    },
    async fileArrived({ scheduleId, file }) {
      const schedule = stores.schedules.load(scheduleId);
      if (schedule === null || schedule.removedAtMs !== null) return null;
      return fireOne(scheduleId, { key: file.sha256, cause: 'file', input: null, file }, null);
    },
    async send({ scheduleId, key, input }, by) {
      const schedule = find(scheduleId);
      if (schedule.trigger.kind !== 'inbound')
        throw new LanekeeperError('wrong-state', `"${schedule.name}" takes no rows: it fires on something else.`, {
          hint: 'Make a schedule that fires on rows sent to it.',
        });
      return fireOne(scheduleId, { key, cause: 'inbound', input, file: null }, by);
    },
  };
}

/** The instants of a range, both ends included; a range with too many is refused and names the number it stopped at. */
export function backfillInstants(schedule: ScheduleState, fromMs: AtMs, toMs: AtMs): readonly AtMs[] {
  if (schedule.trigger.kind !== 'cron')
    throw new LanekeeperError(
      'wrong-state',
      `"${schedule.name}" does not fire by the clock: there is nothing to backfill.`,
    );
  if (toMs < fromMs)
    throw new LanekeeperError('invalid-input', 'The range ends before it begins.', { hint: 'Swap its two ends.' });
  const times = readCron(schedule.trigger.cron, schedule.trigger.timeZone);
  const instants: AtMs[] = [];
  for (let at = times.next(fromMs - 1); at !== null && at <= toMs; at = times.next(at)) {
    instants.push(at);
    if (instants.length > mostBackfilled)
      throw new LanekeeperError(
        'too-large',
        `The range holds more than ${mostBackfilled} firings; nothing was started.`,
        {
          hint: 'Backfill it in parts.',
        },
      );
  }
  if (instants.length === 0)
    throw new LanekeeperError('invalid-input', 'The range holds no firing of this schedule.', {
      hint: 'Look at its times, and at its time zone.',
    });
  return instants;
}
