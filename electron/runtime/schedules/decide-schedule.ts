import type { FileRef } from '../../../shared/domain/agent.ts';
import type { Person } from '../../../shared/domain/person.ts';
import type { Queue } from '../../../shared/domain/queue.ts';
import type { SchedulePlan, Trigger } from '../../../shared/domain/schedule.ts';
import type { AtMs } from '../../../shared/ids.ts';
import type { AuditEntry } from '../engine/audit-entry.ts';
import type { Change, Decide, Outcome } from '../engine/engine-port.ts';
import { refuse } from '../engine/run-decisions.ts';
import type { ScheduleState } from '../store/schedule-store.ts';
import { readCron, type CronTimes } from './cron.ts';
import { jitterOf } from './plan-firings.ts';

/** A plan whose input was checked by its agent's contract; `input` is JSON text. */
export interface CheckedPlan extends Omit<SchedulePlan, 'input' | 'file'> {
  readonly input: string;
  readonly file: FileRef | null;
}

/** `dropped`: firings that waited. */
export type RemovedSchedule = ScheduleState & { readonly dropped: number };

type ScheduleDecide = Decide<{ schedule: string }, ScheduleState>;

export function createSchedule(scheduleId: string, plan: CheckedPlan, by: Person): ScheduleDecide {
  return (loaded, env) => {
    const wrong = planProblem(plan, loaded);
    if (wrong !== null) return wrong;
    const state: ScheduleState = {
      ...plan,
      scheduleId,
      paused: false,
      pauseNote: '',
      version: 1,
      createdBy: by.personId,
      createdAtMs: env.nowMs,
      fired: 0,
      removedAtMs: null,
      ...nextOf(scheduleId, plan.trigger, env.nowMs),
    };
    return { ok: true, changes: written(state, 'created', personOf(by)), reply: state };
  };
}

/** `version` is the one the person saw; another change in between is not overwritten. */
export function changeSchedule(version: number, plan: CheckedPlan, by: Person): ScheduleDecide {
  return (loaded, env) => {
    const { schedule } = loaded;
    if (schedule === null || schedule.removedAtMs !== null) return noSchedule();
    if (schedule.version !== version)
      return refuse('stale', `"${schedule.name}" was changed meanwhile; nothing was written.`, 'Look at it again.');
    const wrong = planProblem(plan, loaded);
    if (wrong !== null) return wrong;
    const next = schedule.paused ? stopped : nextOf(schedule.scheduleId, plan.trigger, env.nowMs);
    // Its runs are from now on those of whoever wrote the plan: nobody approves what he asked for as another's.
    const createdBy = by.personId;
    const state: ScheduleState = { ...schedule, ...plan, ...next, createdBy, version: version + 1 };
    return { ok: true, changes: written(state, 'changed', personOf(by)), reply: state };
  };
}

/** What fell due during a pause does not happen afterwards; what was sent meanwhile was kept. */
export function pauseSchedule(paused: boolean, by: Person): ScheduleDecide {
  return ({ schedule }, env) => {
    if (schedule === null || schedule.removedAtMs !== null) return noSchedule();
    if (schedule.paused === paused)
      return refuse('wrong-state', `"${schedule.name}" ${paused ? 'is paused already' : 'is not paused'}.`);
    const next = paused ? stopped : nextOf(schedule.scheduleId, schedule.trigger, env.nowMs);
    const state: ScheduleState = { ...schedule, ...next, paused, pauseNote: '', version: schedule.version + 1 };
    return { ok: true, changes: written(state, paused ? 'paused' : 'resumed', personOf(by)), reply: state };
  };
}

/**
 * Where history has forked, or the workspace is a copy, what has run elsewhere is not known here: each schedule stays
 * paused until a person resumes it.
 */
export function holdSchedules(unpaused: readonly ScheduleState[], pauseNote: string, by: Doer): Change[] {
  return unpaused.flatMap((schedule) =>
    written({ ...schedule, ...stopped, paused: true, pauseNote, version: schedule.version + 1 }, 'held', by),
  );
}

/** Its firings and their runs stay; what waits for its turn is dropped, and that is said. `waiting` is asked inside the transaction. */
export function removeSchedule(
  waiting: (scheduleId: string) => number,
  by: Person,
): Decide<{ schedule: string }, RemovedSchedule> {
  return ({ schedule }, env) => {
    if (schedule === null || schedule.removedAtMs !== null) return noSchedule();
    const { scheduleId } = schedule;
    const state: ScheduleState = { ...schedule, ...stopped, removedAtMs: env.nowMs, version: schedule.version + 1 };
    const doer = personOf(by);
    const dropped = waiting(scheduleId);
    const changes = written(state, 'removed', doer);
    if (dropped > 0)
      changes.push(
        { put: 'firings-dropped', scheduleId },
        {
          put: 'audit',
          entry: { kind: 'schedule.dropped', ...doer, facts: { schedule: scheduleId, firings: dropped } },
        },
      );
    return { ok: true, changes, reply: { ...state, dropped } };
  };
}

/** Where a schedule stands when it begins, or begins again, at `nowMs`. */
export function nextOf(scheduleId: string, trigger: Trigger, nowMs: AtMs): Pick<ScheduleState, 'nextAtMs' | 'dueAtMs'> {
  if (trigger.kind !== 'cron') return stopped;
  return dueOf(scheduleId, trigger.jitterMs, readCron(trigger.cron, trigger.timeZone).next(nowMs));
}

export function dueOf(
  scheduleId: string,
  jitterMs: number,
  nextAtMs: AtMs | null,
): Pick<ScheduleState, 'nextAtMs' | 'dueAtMs'> {
  return { nextAtMs, dueAtMs: nextAtMs === null ? null : nextAtMs + jitterOf(scheduleId, nextAtMs, jitterMs) };
}

/** What it fires on, in a few words, for lists and the audit log. */
export function triggerWords(trigger: Trigger): string {
  if (trigger.kind === 'cron') return `${trigger.cron} (${trigger.timeZone})`;
  return trigger.kind === 'folder' ? `files in ${trigger.path}` : 'rows sent to it';
}

const stopped = { nextAtMs: null, dueAtMs: null } as const;

function planProblem(
  { trigger, overlap, terms }: CheckedPlan,
  { queue }: { readonly queue: (name: string) => Queue | null },
): Outcome<never> | null {
  if (terms.queue !== null && queue(terms.queue) === null)
    return refuse(
      'not-found',
      `There is no queue "${terms.queue}". Nothing was written.`,
      '`lanekeeper queues` lists those there are; `lanekeeper queues add` makes one.',
    );
  if (trigger.kind === 'cron') {
    const times = readCron(trigger.cron, trigger.timeZone);
    const first = times.next(0);
    if (first === null) return refuse('invalid-input', `"${trigger.cron}" never happens.`, 'Check day and month.');
    return trigger.jitterMs > 0 && trigger.jitterMs >= shortestGap(times, first)
      ? refuse(
          'invalid-input',
          'Firings would be put off past the one after them.',
          'Choose a shorter time to put them off by, or let them be farther apart.',
        )
      : null;
  }
  return overlap === 'skip'
    ? refuse(
        'invalid-input',
        'What a file or another program brings is not skipped: it would be lost.',
        'Choose "wait" or "allow" for overlapping runs.',
      )
    : null;
}

/** Between the next fifty instants. */
function shortestGap(times: CronTimes, first: AtMs): number {
  let shortest = Number.POSITIVE_INFINITY;
  let before = first;
  for (let looked = 0; looked < 50; looked += 1) {
    const at = times.next(before);
    if (at === null) break;
    shortest = Math.min(shortest, at - before);
    before = at;
  }
  return shortest;
}

function noSchedule(): Outcome<never> {
  return refuse('not-found', 'There is no such schedule.', 'See the list of schedules.');
}

type Doer = Pick<AuditEntry, 'actor' | 'role'>;

function personOf({ personId, role }: Person): Doer {
  return { actor: { kind: 'person', id: personId }, role };
}

function written(state: ScheduleState, verb: string, by: Doer): Change[] {
  return [
    { put: 'schedule', state },
    { put: 'notice', reason: 'schedules' },
    {
      put: 'audit',
      entry: {
        kind: 'schedule.changed',
        actor: by.actor,
        role: by.role ?? null,
        facts: {
          schedule: state.scheduleId,
          name: state.name,
          verb,
          agent: state.agentId,
          plan: triggerWords(state.trigger),
          version: state.version,
        },
      },
    },
  ];
}
