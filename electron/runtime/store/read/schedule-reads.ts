import { added, type Amounts } from '../../../../shared/domain/amounts.ts';
import type { StartLimits } from '../../../../shared/domain/budget.ts';
import type { Forecast } from '../../../../shared/domain/forecast.ts';
import type { Schedule, ScheduleSummary } from '../../../../shared/domain/schedule.ts';
import { LanekeeperError } from '../../../../shared/errors.ts';
import type { MethodArguments, MethodOutput } from '../../../../shared/ipc/methods.ts';
import { readCron } from '../../schedules/cron.ts';
import { jitterOf } from '../../schedules/plan-firings.ts';
import { backfillInstants } from '../../schedules/schedule-commands.ts';
import type { Db } from '../open.ts';
import { firingFromRow, scheduleFromRow, type ScheduleState } from '../schedule-store.ts';

type Row = Record<string, unknown>;

interface EndedRun {
  readonly status: string;
  readonly effects: number;
  readonly approvals: number;
  readonly steps: number;
  readonly workMs: number;
  /** JSON of amounts. */
  readonly spent: string;
}

/** A forecast looks at this many of the agent's newest ended runs. */
const runsLookedAt = 20;

export interface ScheduleReads {
  list(): MethodOutput<'schedule.list'>;
  show(input: MethodArguments<'schedule.show'>): MethodOutput<'schedule.show'>;
  preview(input: MethodArguments<'schedule.preview'>): MethodOutput<'schedule.preview'>;
}

export function createScheduleReads(db: Db, now: () => number): ScheduleReads {
  const all = db.prepare('SELECT * FROM schedule WHERE removed_at_ms IS NULL ORDER BY name, schedule_id');
  const one = db.prepare('SELECT * FROM schedule WHERE schedule_id = ?');
  const agent = db
    .prepare(
      "SELECT json_extract(release.manifest, '$.title') FROM agent JOIN release USING (release_hash) WHERE agent.agent_id = ?",
    )
    .pluck();
  const queue = db.prepare('SELECT 1 FROM queue WHERE name = ?');
  const firings = db.prepare(
    `SELECT * FROM firing WHERE schedule_id = @scheduleId AND (at_ms, key) < (@atMs, @key)
     ORDER BY at_ms DESC, key DESC LIMIT @limit`,
  );
  const fired = db
    .prepare("SELECT 1 FROM firing WHERE schedule_id = ? AND key = ? AND outcome IN ('started', 'waiting')")
    .pluck();
  const waiting = db.prepare("SELECT count(*) FROM firing WHERE schedule_id = ? AND outcome = 'waiting'").pluck();
  const ended = db.prepare(
    // A sandbox sends nothing, and the sample is not the agent's own work.
    `SELECT status, effects, steps, work_ms AS workMs, spent,
       (SELECT count(*) FROM approval WHERE approval.run_id = run.run_id) AS approvals
     FROM run WHERE agent_id = ? AND finished_at_ms IS NOT NULL AND is_sample = 0 AND is_sandbox = 0
     ORDER BY run_id DESC LIMIT ?`,
  );

  function find(scheduleId: string): ScheduleState {
    const row = one.get(scheduleId) as Row | undefined;
    if (row === undefined)
      throw new LanekeeperError('not-found', `There is no schedule ${scheduleId}.`, {
        hint: 'The list of schedules shows those there are.',
      });
    return scheduleFromRow(row);
  }

  function newest(scheduleId: string): MethodOutput<'schedule.show'>['firings'][number] | null {
    const row = firings.get({ scheduleId, atMs: Number.MAX_SAFE_INTEGER, key: '', limit: 1 }) as Row | undefined;
    return row === undefined ? null : shown(row);
  }

  function summary(state: ScheduleState): ScheduleSummary {
    return {
      ...toSchedule(state),
      agentTitle: (agent.get(state.agentId) as string | undefined) ?? state.agentId,
      lastFiring: newest(state.scheduleId),
      waiting: waiting.get(state.scheduleId) as number,
      problem: problemOf(state),
    };
  }

  function problemOf({ agentId, terms }: ScheduleState): string {
    if (agent.get(agentId) === undefined) return `There is no agent "${agentId}" any more.`;
    return terms.queue === null || queue.get(terms.queue) !== undefined
      ? ''
      : `There is no queue "${terms.queue}" any more. Choose another for its runs.`;
  }

  return {
    list: () => ({ schedules: all.all().map((row) => summary(scheduleFromRow(row as Row))) }),
    show({ scheduleId, after, limit }) {
      const from = readCursor(after);
      const rows = firings.all({ scheduleId, ...from, limit: limit + 1 }) as Row[];
      const page = rows.slice(0, limit).map(shown);
      const last = page.at(-1);
      const next = rows.length > limit && last !== undefined ? `${last.atMs} ${last.key}` : null;
      return { schedule: summary(find(scheduleId)), firings: page, next };
    },
    preview({ agentId, trigger, scheduleId, count, range, budgets }) {
      const known = scheduleId === undefined ? null : find(scheduleId);
      const nominal =
        range !== undefined && known !== null
          ? backfillInstants({ ...known, trigger }, range.fromMs, range.toMs)
          : trigger.kind === 'cron'
            ? nextInstants(trigger, now(), count)
            : [];
      const jitterMs = trigger.kind === 'cron' && range === undefined ? trigger.jitterMs : 0;
      const listed = nominal.map((nominalAtMs) => ({
        nominalAtMs,
        // A new schedule has no id yet, and its jitter comes from its id.
        dueAtMs:
          known === null && jitterMs > 0 ? null : nominalAtMs + jitterOf(scheduleId ?? '', nominalAtMs, jitterMs),
        hasFired: known !== null && fired.get(known.scheduleId, new Date(nominalAtMs).toISOString()) !== undefined,
      }));
      const toCome = listed.filter(({ hasFired }) => !hasFired).length;
      return { firings: listed, forecast: forecast(agentId, toCome, budgets ?? known?.terms.budgets ?? []) };
    },
  };

  /** What so many runs will take, when they do what the newest ended ones did on average, each within its budgets. */
  function forecast(agentId: string, count: number, budgets: StartLimits): Forecast {
    const runs = ended.all(agentId, runsLookedAt) as EndedRun[];
    const heldDown = new Map<string, number>();
    const total = runs
      .map(({ spent, steps, workMs }): Amounts => ({ ...(JSON.parse(spent) as Amounts), steps, wall: workMs }))
      .map((used) => withinBudgets(used, budgets, heldDown))
      .reduce((sum: Amounts, used) => added(sum, used), {});
    const mean = (of: (run: EndedRun) => number): number | null =>
      runs.length === 0 ? null : runs.reduce((sum, run) => sum + of(run), 0) / runs.length;
    const forAll = (each: number | null): number | null => (each === null ? null : Math.round(each * count));
    return {
      runsLookedAt: runs.length,
      firings: count,
      used: Object.fromEntries(
        Object.entries(total).map(([measure, n]) => [measure, Math.round((n / runs.length) * count)]),
      ),
      heldDown: Array.from(heldDown, ([measure, limit]) => ({ measure, limit })),
      effects: forAll(mean(({ effects }) => effects)),
      approvals: forAll(mean(({ approvals }) => approvals)),
      failedShare: mean(({ status }) => (status === 'failed' || status === 'needs-attention' ? 1 : 0)),
    };
  }
}

/** What a run would have used when it had stood at its budgets; what they cut off is noted in `heldDown`. */
function withinBudgets(used: Amounts, budgets: StartLimits, heldDown: Map<string, number>): Amounts {
  const within: Record<string, number> = { ...used };
  for (const { measure, limit } of budgets) {
    if ((within[measure] ?? 0) <= limit) continue;
    within[measure] = limit;
    heldDown.set(measure, limit);
  }
  return within;
}

/** As the methods give it. */
export function toSchedule({ dueAtMs: _due, removedAtMs: _removed, input, ...state }: ScheduleState): Schedule {
  return { ...state, input: JSON.parse(input) as Schedule['input'] };
}

function shown(row: Row): MethodOutput<'schedule.show'>['firings'][number] {
  const { input: _input, file: _file, ...firing } = firingFromRow(row);
  return firing;
}

function nextInstants(trigger: { cron: string; timeZone: string }, fromMs: number, count: number): number[] {
  const times = readCron(trigger.cron, trigger.timeZone);
  const found: number[] = [];
  for (let at = times.next(fromMs); at !== null && found.length < count; at = times.next(at)) found.push(at);
  return found;
}

function readCursor(after: string | undefined): { readonly atMs: number; readonly key: string } {
  const [, atMs, key] = /^(\d+) (.*)$/s.exec(after ?? '') ?? [];
  return atMs === undefined || key === undefined
    ? { atMs: Number.MAX_SAFE_INTEGER, key: '' }
    : { atMs: Number(atMs), key };
}
