import type { Schedule, SchedulePlan, ScheduleSummary } from '../../../shared/domain/schedule.ts';
import type { MethodArguments, MethodName, MethodOutput } from '../../../shared/ipc/methods.ts';
import type { IncomingFiles } from '../artifacts/incoming-files.ts';
import type { Asking } from '../engine/command.ts';
import type { Logger } from '../ports.ts';
import type { CheckedPlan, RemovedSchedule } from '../schedules/decide-schedule.ts';
import { createFolderWatch, type WatchedFolder } from '../schedules/folder-watch.ts';
import { toSchedule } from '../store/read/schedule-reads.ts';
import type { ScheduleState } from '../store/schedule-store.ts';
import { systemClock } from '../system-ports.ts';
import type { AgentDesk } from './agent-desk.ts';
import type { EngineLine } from './engine-line.ts';
import type { ReadLine } from './read-line.ts';

/** What of the methods on schedules is answered outside the engine thread. */
type Answers = {
  readonly [M in MethodName]?: (input: MethodArguments<M>, asking: Asking) => Promise<unknown>;
};

type Held = { readonly because: string | null };

export interface ScheduleDesk {
  readonly answers: Answers;
  /** Watches the folders there are. */
  begin(): void;
  close(): void;
}

export interface ScheduleDeskOptions {
  readonly agents: AgentDesk;
  readonly engine: EngineLine;
  readonly screens: ReadLine;
  readonly files: IncomingFiles;
  readonly log: Logger;
}

/** What of schedules needs more than the engine: contracts of agents, and the folders of this machine. */
export function createScheduleDesk({ agents, engine, screens, files, log }: ScheduleDeskOptions): ScheduleDesk {
  const ask = <T>(method: string, input: object): Promise<T> =>
    engine.call({ method, input, as: null, command: null }) as Promise<T>;
  const folders = createFolderWatch({
    clock: systemClock,
    log,
    hasFired: async (scheduleId, key) =>
      (await ask<{ fired: boolean }>('schedule.hasFired', { scheduleId, key })).fired,
    take: async (scheduleId, path, isSame) => {
      const file = await files.import({ path });
      if (!(await isSame())) return false;
      await ask('schedule.fileArrived', { scheduleId, file });
      return true;
    },
  });

  async function checked({ input, file, ...plan }: SchedulePlan): Promise<CheckedPlan> {
    const bringsFile = file !== undefined || plan.trigger.kind === 'folder';
    return { ...plan, input: await agents.checkInput(plan.agentId, input, bringsFile), file: file ?? null };
  }

  async function stored(method: string, input: unknown, asking: Asking): Promise<Schedule> {
    const state = (await engine.call({ method, input, ...asking })) as ScheduleState;
    begin();
    return toSchedule(state);
  }

  async function list(): Promise<MethodOutput<'schedule.list'>> {
    const { schedules } = (await screens.ask('schedule.list', {})) as MethodOutput<'schedule.list'>;
    const { because } = await ask<Held>('schedule.held', {});
    return { schedules: schedules.map((one) => ({ ...one, problem: problemOf(one, because) })) };
  }

  /** A paused one is not kept from anything. */
  function problemOf({ scheduleId, paused, problem }: ScheduleSummary, because: string | null): string {
    return problem || folders.problem(scheduleId) || (paused ? '' : (because ?? ''));
  }

  async function watch(): Promise<void> {
    const { schedules } = await list();
    folders.follow(
      schedules.flatMap(({ scheduleId, trigger, paused }): WatchedFolder[] =>
        trigger.kind === 'folder' && !paused ? [{ scheduleId, path: trigger.path, settleMs: trigger.settleMs }] : [],
      ),
    );
  }

  /** Folders are watched as the schedules say now. */
  function begin(): void {
    void watch().catch((error: unknown) =>
      log.warn('watched folders could not be read again', { error: String(error) }),
    );
  }

  const settle =
    (method: MethodName) =>
    (input: { readonly scheduleId: string }, asking: Asking): Promise<Schedule> =>
      stored(method, input, asking);

  const answers: Answers = {
    'schedule.list': list,
    'schedule.show': async (input) => {
      const shown = (await screens.ask('schedule.show', input)) as MethodOutput<'schedule.show'>;
      const { because } = await ask<Held>('schedule.held', {});
      const problem = problemOf(shown.schedule, because);
      return { ...shown, schedule: { ...shown.schedule, problem } };
    },
    'schedule.create': async (plan, asking) => stored('schedule.create', await checked(plan), asking),
    'schedule.change': async ({ scheduleId, version, plan }, asking) =>
      stored('schedule.change', { scheduleId, version, plan: await checked(plan) }, asking),
    'schedule.pause': settle('schedule.pause'),
    'schedule.resume': settle('schedule.resume'),
    'schedule.remove': async (input, asking) => {
      const state = (await engine.call({ method: 'schedule.remove', input, ...asking })) as RemovedSchedule;
      begin();
      return { ...toSchedule(state), dropped: state.dropped };
    },
    // It may pause them all.
    'workspace.settlePlace': async (input, asking) => {
      const reply = await engine.call({ method: 'workspace.settlePlace', input, ...asking });
      begin();
      return reply;
    },
    'schedule.send': async ({ scheduleId, key, input }, asking) => {
      const { schedule } = (await screens.ask('schedule.show', {
        scheduleId,
        limit: 1,
      })) as MethodOutput<'schedule.show'>;
      const text = await agents.checkInput(schedule.agentId, { ...schedule.input, ...input }, schedule.file !== null);
      return engine.call({ method: 'schedule.send', input: { scheduleId, key, input: text }, ...asking });
    },
  };

  return {
    answers,
    begin,
    close: folders.close,
  };
}
