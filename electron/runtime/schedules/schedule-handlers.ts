import type { FileRef } from '../../../shared/domain/agent.ts';
import type { MethodArguments } from '../../../shared/ipc/methods.ts';
import { acting, type Handler } from '../engine/acting.ts';
import type { CheckedPlan } from './decide-schedule.ts';
import type { ScheduleCommands } from './schedule-commands.ts';

type OneSchedule = { readonly scheduleId: string };

/** The engine's methods on schedules. */
export function scheduleHandlers(schedules: ScheduleCommands): Readonly<Record<string, Handler>> {
  return {
    'schedule.create': (input: CheckedPlan, call) => schedules.create(input, acting(call), call.options),
    'schedule.change': (input: { scheduleId: string; version: number; plan: CheckedPlan }, call) =>
      schedules.change(input, acting(call), call.options),
    'schedule.pause': ({ scheduleId }: OneSchedule, call) =>
      schedules.pause(scheduleId, true, acting(call), call.options),
    'schedule.resume': ({ scheduleId }: OneSchedule, call) =>
      schedules.pause(scheduleId, false, acting(call), call.options),
    'schedule.remove': ({ scheduleId }: OneSchedule, call) => schedules.remove(scheduleId, acting(call), call.options),
    'schedule.fire': ({ scheduleId }: OneSchedule, call) =>
      schedules.fireNow(scheduleId, acting(call), call.options.command?.commandId),
    'schedule.backfill': (input: MethodArguments<'schedule.backfill'>, call) => schedules.backfill(input, acting(call)),
    'schedule.send': (input: { scheduleId: string; key: string; input: string }, call) =>
      schedules.send(input, acting(call)),
    'schedule.held': async () => ({ because: schedules.heldBecause() }),
    'schedule.hasFired': async (input: { scheduleId: string; key: string }) => ({ fired: schedules.hasFired(input) }),
    'schedule.fileArrived': (input: { scheduleId: string; file: FileRef }) => schedules.fileArrived(input),
  };
}
