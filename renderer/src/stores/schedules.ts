import { create } from 'zustand';
import type { StartLimits } from '../../../shared/domain/budget.ts';
import type { Fired, Firing, SchedulePlan, ScheduleSummary, Trigger } from '../../../shared/domain/schedule.ts';
import type { MethodOutput } from '../../../shared/ipc/methods.ts';
import { call } from '../bridge.ts';
import { counted } from '../format/number.ts';
import { liveQuery } from './live-query.ts';
import { announce, reportFailure } from './notices.ts';
import { go } from './route.ts';

export type Preview = MethodOutput<'schedule.preview'>;

interface SchedulesState {
  readonly schedules: readonly ScheduleSummary[];
  readonly isLoading: boolean;
  readonly failure: unknown;
}

/** The firings of the schedule that is open, and what it will do next. */
interface OpenSchedule {
  readonly scheduleId: string | null;
  readonly firings: readonly Firing[];
  readonly next: string | null;
  readonly preview: Preview | null;
  /** How many of the next firings are looked at. */
  readonly ahead: number;
}

/** From the few that are shown at first to as many as can be asked for. */
const furtherAhead: Readonly<Record<number, number>> = { 5: 25, 25: 100 };
export const fewAhead = 5;

/** How many are shown next; null: all that can be asked for, or all there are, are shown. */
export function moreAhead(shown: number, ahead: number): number | null {
  return shown < ahead ? null : (furtherAhead[ahead] ?? null);
}

export const useSchedules = create<SchedulesState>()(() => ({ schedules: [], isLoading: true, failure: null }));

const nothingOpen: OpenSchedule = { scheduleId: null, firings: [], next: null, preview: null, ahead: fewAhead };
export const useOpenSchedule = create<OpenSchedule>()(() => nothingOpen);

/** Follows the list of schedules. */
export function openSchedules(): () => void {
  const query = liveQuery({
    read: () => call('schedule.list', {}),
    topics: ['workspace.changed'],
    onSnapshot: ({ schedules }) => useSchedules.setState({ schedules, isLoading: false, failure: null }),
    onEvents: (events) => {
      if (events.some(({ payload }) => (payload as { reason?: string }).reason === 'schedules')) void query.reload();
    },
    onError: (failure) => useSchedules.setState({ failure, isLoading: false }),
  });
  void query.reload();
  return query.stop;
}

/** Reads one schedule's firings and its next times. */
export async function readSchedule({ scheduleId, agentId, trigger }: ScheduleSummary): Promise<void> {
  if (useOpenSchedule.getState().scheduleId !== scheduleId) useOpenSchedule.setState({ ...nothingOpen, scheduleId });
  try {
    const [shown, preview] = await Promise.all([
      call('schedule.show', { scheduleId }),
      trigger.kind === 'cron'
        ? call('schedule.preview', { agentId, trigger, scheduleId, count: useOpenSchedule.getState().ahead })
        : null,
    ]);
    if (useOpenSchedule.getState().scheduleId !== scheduleId) return;
    useOpenSchedule.setState({ firings: shown.firings, next: shown.next, preview });
  } catch (error) {
    reportFailure(error);
  }
}

/** Looks at more of its next firings, and at what they will cost. */
export function lookAhead(schedule: ScheduleSummary, ahead: number): void {
  useOpenSchedule.setState({ ahead });
  void readSchedule(schedule);
}

/** Reads the page of firings below. */
export async function readMoreFirings(): Promise<void> {
  const { scheduleId, next, firings } = useOpenSchedule.getState();
  if (scheduleId === null || next === null) return;
  try {
    const page = await call('schedule.show', { scheduleId, after: next });
    useOpenSchedule.setState({ firings: [...firings, ...page.firings], next: page.next });
  } catch (error) {
    reportFailure(error);
  }
}

/** Makes a schedule and opens its page; throws why it cannot be made. */
export async function createSchedule(plan: SchedulePlan): Promise<void> {
  const schedule = await call('schedule.create', plan);
  announce(`Made the schedule ${schedule.name}`);
  go({ page: 'schedules', scheduleId: schedule.scheduleId });
}

/** Changes a schedule as it was seen; throws why it is not changed. */
export async function changeSchedule(
  { scheduleId, version }: Pick<ScheduleSummary, 'scheduleId' | 'version'>,
  plan: SchedulePlan,
): Promise<void> {
  const schedule = await call('schedule.change', { scheduleId, version, plan });
  announce(`${schedule.name}: changed`);
}

/** The next firings of a trigger that is being written; throws what is wrong with it. */
export function previewTrigger(
  agentId: string,
  trigger: Trigger,
  { budgets, count }: { readonly budgets: StartLimits; readonly count: number },
): Promise<Preview> {
  return call('schedule.preview', { agentId, trigger, budgets, count });
}

export async function settleSchedule(verb: 'pause' | 'resume', schedule: ScheduleSummary): Promise<void> {
  try {
    await call(`schedule.${verb}`, { scheduleId: schedule.scheduleId });
    announce(`${schedule.name}: ${{ pause: 'paused', resume: 'resumed' }[verb]}`);
  } catch (error) {
    reportFailure(error);
  }
}

/** Removes it, and says what was dropped with it; throws why it was refused. */
export async function removeSchedule({ scheduleId, name }: ScheduleSummary): Promise<void> {
  const { dropped } = await call('schedule.remove', { scheduleId });
  announce(`${name}: removed${dropped === 0 ? '' : `, ${counted(dropped, 'waiting firing')} dropped`}`);
  go({ page: 'schedules', scheduleId: null });
}

/** Starts a run of it and opens the run. */
export async function fireSchedule({ scheduleId }: ScheduleSummary): Promise<void> {
  try {
    const { runId } = await call('schedule.fire', { scheduleId });
    if (runId !== null) go({ page: 'run', runId, tab: null });
  } catch (error) {
    reportFailure(error);
  }
}

/** What a backfill of a range would start. */
export function previewBackfill(
  { scheduleId, agentId, trigger }: ScheduleSummary,
  range: { readonly fromMs: number; readonly toMs: number },
): Promise<Preview> {
  return call('schedule.preview', { agentId, trigger, scheduleId, range });
}

export async function backfillSchedule(
  { scheduleId }: ScheduleSummary,
  range: { readonly fromMs: number; readonly toMs: number },
): Promise<readonly Fired[]> {
  return (await call('schedule.backfill', { scheduleId, ...range })).fired;
}
