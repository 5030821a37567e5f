import type { FileRef } from '../../../shared/domain/agent.ts';
import type { Person } from '../../../shared/domain/person.ts';
import type { Fired, FiringCause, FiringOutcome } from '../../../shared/domain/schedule.ts';
import type { AtMs } from '../../../shared/ids.ts';
import type { AuditActor } from '../audit/kinds.ts';
import { systemActor } from '../engine/audit-entry.ts';
import type { Change, Decide } from '../engine/engine-port.ts';
import { startRun, type StartRun } from '../engine/start-run.ts';
import type { FiringState, ScheduleState } from '../store/schedule-store.ts';

/** One thing that wants to start a run of a schedule. */
export interface WantedFiring {
  readonly key: string;
  readonly cause: FiringCause;
  readonly nominalAtMs: AtMs;
  /** Instead of the schedule's own; null = the schedule's. */
  readonly input: string | null;
  readonly file: FileRef | null;
  /** Whose run it is; null = the person's who made the schedule. Who asked counts, also when it waits meanwhile (A13). */
  readonly sentBy: string | null;
}

export interface FireRequest {
  readonly wanted: readonly WantedFiring[];
  /** One id per wanted firing. */
  readonly runIds: readonly string[];
  /** What was missed and is not made up for: one record for all of it. */
  readonly missed: { readonly fromMs: AtMs; readonly toMs: AtMs } | null;
  /** The range a person fills in; null = it is no backfill. */
  readonly backfilled: { readonly fromMs: AtMs; readonly toMs: AtMs } | null;
  /** Where the schedule stands afterwards; undefined = where it stood. */
  readonly next:
    | {
        readonly nextAtMs: AtMs | null;
        readonly dueAtMs: AtMs | null;
        /** What this was reckoned from: a schedule that was changed, paused or fired meanwhile is left alone. */
        readonly from: { readonly version: number; readonly nextAtMs: AtMs | null };
      }
    | undefined;
  /** What waited is let go: it starts now. */
  readonly releases: boolean;
  /** Who asked for it by hand; null = the clock, a file, or the end of an earlier run. */
  readonly by: Person | null;
}

/** Looked up inside the transaction. */
export interface FiringFacts {
  firing(scheduleId: string, key: string): FiringState | null;
  /** Whether a run of an earlier firing has not ended. */
  isBusy(scheduleId: string): boolean;
  isOneWaiting(scheduleId: string): boolean;
  /** Why no schedule fires by itself just now; null = they do. */
  heldBecause(): string | null;
}

/**
 * Starts a schedule's runs, once per key, in one transaction with their records.
 * A removed schedule fires nothing; a paused one keeps what was sent to it and starts it when it is resumed.
 */
export function fireSchedule(
  request: FireRequest,
  facts: FiringFacts,
): Decide<{ schedule: string; agent: string }, readonly Fired[]> {
  return (state, env) => {
    const { schedule } = state;
    if (schedule === null || schedule.removedAtMs !== null) return { ok: true, changes: [], reply: [] };
    const from = request.next?.from;
    if (from !== undefined && (schedule.version !== from.version || schedule.nextAtMs !== from.nextAtMs))
      return { ok: true, changes: [], reply: [] };
    const hold = facts.heldBecause();
    // What falls due meanwhile is looked at again when it is lifted.
    if (from !== undefined && hold !== null) return { ok: true, changes: [], reply: [] };
    const changes: Change[] = [];
    const fired: Fired[] = [];
    let started = 0;
    let kept = 0;
    const overlaps: Overlaps = {
      isBusy: () => started > 0 || facts.isBusy(schedule.scheduleId),
      isOneWaiting: () => kept > 0 || facts.isOneWaiting(schedule.scheduleId),
    };
    for (const [at, wanted] of request.wanted.entries()) {
      const known = facts.firing(schedule.scheduleId, wanted.key);
      if (known !== null && !mayFireAgain(known, wanted, request.releases)) {
        fired.push({ key: wanted.key, outcome: 'already', runId: known.runId });
        continue;
      }
      const isReleased = request.releases && known?.outcome === 'waiting';
      if (isReleased && (hold !== null || (schedule.overlap !== 'allow' && overlaps.isBusy()))) {
        fired.push({ key: wanted.key, outcome: 'waiting', runId: null });
        continue;
      }
      const held = isReleased ? null : heldBack(schedule, wanted, hold, overlaps);
      if (held !== null) {
        if (held.outcome === 'waiting') kept += 1;
        changes.push(...recordFiring(schedule, wanted, { ...held, runId: null }, request.by, env.nowMs));
        fired.push({ key: wanted.key, outcome: held.outcome, runId: null });
        continue;
      }
      const run = startRun({
        runId: request.runIds[at] ?? env.uuid(),
        agentId: schedule.agentId,
        title: titleOf(schedule, wanted),
        input: wanted.input ?? schedule.input,
        file: wanted.file ?? schedule.file,
        sample: false,
        ...startTerms(schedule),
        ...actorOf(request.by),
        startedBy: wanted.sentBy ?? schedule.createdBy,
      })(state, env);
      // What was brought, or has waited already, is not lost because a queue is full or an agent is held just now.
      if (!run.ok && (isReleased || isBrought(wanted))) {
        const note = run.error.message;
        if (known === null || known.outcome !== 'waiting') {
          const waits = { outcome: 'waiting', runId: null, note } as const;
          changes.push(...recordFiring(schedule, wanted, waits, request.by, env.nowMs));
        } else if (known.note !== note) changes.push({ put: 'firing', state: { ...known, note } });
        fired.push({ key: wanted.key, outcome: 'waiting', runId: null });
        kept += 1;
        continue;
      }
      const outcome = run.ok
        ? ({ outcome: 'started', runId: run.reply.runId, note: '' } as const)
        : ({ outcome: 'failed', runId: null, note: run.error.message } as const);
      if (run.ok) changes.push(...run.changes);
      else if (run.counted !== undefined) changes.push({ put: 'counted', name: run.counted });
      changes.push(...recordFiring(schedule, wanted, outcome, request.by, env.nowMs));
      fired.push({ key: wanted.key, outcome: outcome.outcome, runId: outcome.runId });
      if (!run.ok) continue;
      started += 1;
    }
    if (request.missed !== null) changes.push(...missedFirings(schedule, request.missed, env.nowMs));
    if (request.backfilled !== null)
      changes.push({
        put: 'audit',
        entry: {
          kind: 'schedule.backfilled',
          ...actorOf(request.by),
          facts: {
            schedule: schedule.scheduleId,
            ...request.backfilled,
            firings: request.wanted.length,
            started,
          },
        },
      });
    if (changes.length === 0 && request.next === undefined) return { ok: true, changes, reply: fired };
    const { nextAtMs, dueAtMs } = request.next ?? schedule;
    const after: ScheduleState = { ...schedule, nextAtMs, dueAtMs, fired: schedule.fired + started };
    changes.push({ put: 'schedule', state: after }, { put: 'notice', reason: 'schedules' });
    return { ok: true, changes, reply: fired };
  };
}

/** As its runs are started, whoever or whatever asks for one. */
function startTerms({ terms }: ScheduleState): Pick<StartRun, 'queue' | 'priority' | 'budgets' | 'deadlineInMs'> {
  const { queue, priority, budgets, deadlineInMs } = terms;
  return { queue: queue ?? undefined, priority, budgets, deadlineInMs: deadlineInMs ?? undefined };
}

/** A key fires once. What failed to start, and what was skipped and is filled in by hand, has not fired. */
function mayFireAgain({ outcome }: FiringState, { cause }: WantedFiring, releases: boolean): boolean {
  if (outcome === 'waiting') return releases;
  return outcome === 'failed' || (outcome === 'skipped-overlap' && cause === 'backfill');
}

/** Looked up only where the schedule's rule for overlapping runs asks for it: each is a look into rows. */
interface Overlaps {
  isBusy(): boolean;
  isOneWaiting(): boolean;
}

function isBrought({ cause }: WantedFiring): boolean {
  return cause === 'file' || cause === 'inbound';
}

/** What a person asked for by hand starts at once; what a file or another program brought is never dropped. */
function heldBack(
  schedule: ScheduleState,
  wanted: WantedFiring,
  hold: string | null,
  { isBusy, isOneWaiting }: Overlaps,
): { readonly outcome: 'waiting' | 'skipped-overlap'; readonly note: string } | null {
  if (wanted.cause === 'manual' || wanted.cause === 'backfill') return null;
  if (schedule.paused) return { outcome: 'waiting', note: 'The schedule is paused; it starts when it is resumed.' };
  if (hold !== null) return { outcome: 'waiting', note: hold };
  if (schedule.overlap === 'allow' || !isBusy()) return null;
  const isKept = isBrought(wanted) || (schedule.overlap === 'wait' && !isOneWaiting());
  if (isKept) return { outcome: 'waiting', note: 'It starts when the earlier run has ended.' };
  return {
    outcome: 'skipped-overlap',
    note:
      schedule.overlap === 'wait'
        ? 'The earlier run had not ended, and one firing waited already.'
        : 'The earlier run had not ended.',
  };
}

function titleOf({ name }: ScheduleState, { cause, key, file, nominalAtMs }: WantedFiring): string {
  const what = file?.name ?? new Date(nominalAtMs).toISOString().slice(0, 16).replace('T', ' ');
  return `${name}: ${cause === 'inbound' ? key : what}`.slice(0, 200);
}

function recordFiring(
  schedule: ScheduleState,
  wanted: WantedFiring,
  ended: { readonly outcome: FiringOutcome; readonly runId: string | null; readonly note: string },
  by: Person | null,
  nowMs: AtMs,
): Change[] {
  const { scheduleId } = schedule;
  // Held only while it waits: a run has it in its own row, which goes when the run's days are over.
  const held = ended.outcome === 'waiting' ? {} : { input: null, file: null };
  return [
    { put: 'firing', state: { scheduleId, ...wanted, ...ended, ...held, atMs: nowMs } },
    {
      put: 'audit',
      entry: {
        kind: 'schedule.fired',
        ...actorOf(by),
        run: ended.runId,
        facts: {
          schedule: scheduleId,
          key: wanted.key,
          cause: wanted.cause,
          nominalAtMs: wanted.nominalAtMs,
          outcome: ended.outcome,
        },
      },
    },
  ];
}

function actorOf(by: Person | null): { readonly actor: AuditActor; readonly role: string | null } {
  return by === null
    ? { actor: systemActor, role: null }
    : { actor: { kind: 'person', id: by.personId }, role: by.role };
}

function missedFirings(
  { scheduleId }: ScheduleState,
  missed: { readonly fromMs: AtMs; readonly toMs: AtMs },
  nowMs: AtMs,
): Change[] {
  const until = missed.toMs === missed.fromMs ? '' : ` up to ${new Date(missed.toMs).toISOString()}`;
  const state: FiringState = {
    scheduleId,
    key: `missed:${missed.fromMs}`,
    cause: 'cron',
    nominalAtMs: missed.fromMs,
    atMs: nowMs,
    outcome: 'skipped-late',
    runId: null,
    note: `Firings from ${new Date(missed.fromMs).toISOString()}${until} were missed: the machine slept, or Lanekeeper was off.`,
    input: null,
    file: null,
    sentBy: null,
  };
  return [
    { put: 'firing', state },
    {
      put: 'audit',
      entry: { kind: 'schedule.missed', actor: systemActor, facts: { schedule: scheduleId, ...missed } },
    },
  ];
}
