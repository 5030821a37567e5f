import { LanekeeperError } from '../../../shared/errors.ts';
import type { Firing, ScheduleSummary } from '../../../shared/domain/schedule.ts';
import type { Handlers } from './handlers.ts';
import type { FakeRuntime } from './runtime.ts';
import { fakeId } from './state.ts';

type ScheduleMethods = Extract<keyof Handlers, `schedule.${string}`>;

const day = 86_400_000;

/** What the stand-in says of schedules: enough to look at, nothing fires. */
export const scheduleHandlers: Pick<Handlers, ScheduleMethods> = {
  'schedule.list': (_, { state }) => ({ schedules: [...state.schedules.values()] }),
  'schedule.show': ({ scheduleId }, runtime) => {
    const schedule = scheduleOf(runtime, scheduleId);
    return { schedule, firings: firingsOf(schedule), next: null };
  },
  'schedule.preview': ({ count }, { nowMs }) => ({
    firings: Array.from({ length: count }, (_, at) => {
      const nominalAtMs = Math.ceil(nowMs() / day + at) * day;
      return { nominalAtMs, dueAtMs: nominalAtMs, hasFired: false };
    }),
    forecast: {
      runsLookedAt: 12,
      firings: count,
      used: { wall: count * 4_200 },
      heldDown: [],
      effects: count * 34,
      approvals: count * 34,
      failedShare: 0.08,
    },
  }),
  'schedule.create': ({ file, ...plan }, runtime, as) => {
    const made: ScheduleSummary = {
      ...plan,
      scheduleId: fakeId(),
      file: file ?? null,
      paused: false,
      pauseNote: '',
      version: 1,
      createdBy: as,
      createdAtMs: runtime.nowMs(),
      nextAtMs: plan.trigger.kind === 'cron' ? runtime.nowMs() + day : null,
      fired: 0,
      agentTitle: plan.agentId,
      lastFiring: null,
      waiting: 0,
      problem: '',
    };
    return put(runtime, made);
  },
  'schedule.change': ({ scheduleId, plan: { file, ...plan } }, runtime) =>
    put(runtime, { ...scheduleOf(runtime, scheduleId), ...plan, file: file ?? null }),
  'schedule.pause': ({ scheduleId }, runtime) =>
    put(runtime, { ...scheduleOf(runtime, scheduleId), paused: true, nextAtMs: null }),
  'schedule.resume': ({ scheduleId }, runtime) =>
    put(runtime, { ...scheduleOf(runtime, scheduleId), paused: false, nextAtMs: runtime.nowMs() + day }),
  'schedule.remove': ({ scheduleId }, runtime) => {
    const schedule = scheduleOf(runtime, scheduleId);
    runtime.state.schedules.delete(scheduleId);
    runtime.publish('workspace.changed', { reason: 'schedules' });
    return { ...schedule, dropped: schedule.waiting };
  },
  'schedule.fire': () => ({ key: 'manual', outcome: 'started', runId: fakeId() }),
  'schedule.backfill': () => ({ fired: [{ key: 'one', outcome: 'started', runId: fakeId() }] }),
  'schedule.send': ({ key }) => ({ key, outcome: 'started', runId: fakeId() }),
};

function scheduleOf({ state }: FakeRuntime, scheduleId: string): ScheduleSummary {
  const schedule = state.schedules.get(scheduleId);
  if (schedule === undefined) throw new LanekeeperError('not-found', 'There is no such schedule.');
  return schedule;
}

function put(runtime: FakeRuntime, schedule: ScheduleSummary): ScheduleSummary {
  const next = { ...schedule, version: schedule.version + 1 };
  runtime.state.schedules.set(schedule.scheduleId, next);
  runtime.publish('workspace.changed', { reason: 'schedules' });
  return next;
}

function firingsOf({ scheduleId, lastFiring }: ScheduleSummary): Firing[] {
  return lastFiring === null ? [] : [{ ...lastFiring, scheduleId }];
}
