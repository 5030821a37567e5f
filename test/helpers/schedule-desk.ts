import type { Person } from '../../shared/domain/person.ts';
import { plainTerms } from '../../shared/domain/schedule.ts';
import type { CatchUp, OverlapRule, RunTerms, Trigger } from '../../shared/domain/schedule.ts';
import type { TransactOptions } from '../../electron/runtime/engine/engine-port.ts';
import type { Logger } from '../../electron/runtime/ports.ts';
import type { CheckedPlan } from '../../electron/runtime/schedules/decide-schedule.ts';
import { createScheduleCommands, type ScheduleCommands } from '../../electron/runtime/schedules/schedule-commands.ts';
import { createScheduler, type Scheduler } from '../../electron/runtime/schedules/scheduler.ts';
import { systemIds } from '../../electron/runtime/system-ports.ts';
import { openEngineDesk, type EngineDesk } from './engine-desk.ts';

/** An engine with schedules, a clock in hand, and a list of what fired. */
export interface SchedulesUnderTest {
  readonly desk: EngineDesk;
  readonly commands: ScheduleCommands;
  readonly scheduler: Scheduler;
  /** `nominal outcome` of each firing of a schedule, oldest first. */
  fired(scheduleId: string): string[];
  runs(): number;
  /** Nobody has said what became of the workspace's folder; null = nothing is asked about it. */
  hold(because: string | null): void;
  /** The first run that has not ended ends. */
  endOneRun(): Promise<void>;
}

export const mara: Person = { personId: 'mara', printedName: 'Mara Lindqvist', role: 'operator' };
export const front: TransactOptions = { front: true };

const silent: Logger = { info: () => {}, warn: () => {}, error: () => {} };

export async function openSchedules(): Promise<SchedulesUnderTest> {
  let held: string | null = null;
  const desk = await openEngineDesk();
  const { engine } = desk.made;
  const { stores } = engine;
  const scheduler = createScheduler({
    engine,
    stores,
    activations: { enqueue: () => {} },
    ids: systemIds,
    log: silent,
    heldBecause: () => held,
  });
  scheduler.begin();
  const commands = createScheduleCommands({ engine, stores, scheduler, ids: systemIds });
  return {
    desk,
    commands,
    scheduler,
    fired: (scheduleId) =>
      (
        desk.made.reader
          .prepare('SELECT nominal_at_ms, outcome FROM firing WHERE schedule_id = ? ORDER BY nominal_at_ms, key')
          .all(scheduleId) as { nominal_at_ms: number; outcome: string }[]
      ).map((row) => `${new Date(row.nominal_at_ms).toISOString().slice(11, 16)} ${row.outcome}`),
    runs: () => desk.made.reader.prepare('SELECT count(*) FROM run').pluck().get() as number,
    hold(because) {
      held = because;
      scheduler.rearm();
    },
    async endOneRun() {
      const runId = desk.made.reader
        .prepare('SELECT run_id FROM run WHERE finished_at_ms IS NULL ORDER BY run_id LIMIT 1')
        .pluck()
        .get() as string;
      await engine.transact({ run: runId }, ({ run }, env) => {
        if (run === null) throw new Error('no run is open');
        const state = { ...run, status: 'succeeded' as const, finishedAtMs: env.nowMs };
        return { ok: true, changes: [{ put: 'run', before: run, state }], reply: null };
      });
      await desk.settle();
    },
  };
}

/** A plan of the sample agent; every half hour unless told otherwise. */
export function planOf(
  over: {
    trigger?: Trigger;
    overlap?: OverlapRule;
    catchUp?: CatchUp;
    name?: string;
    agentId?: string;
    terms?: Partial<RunTerms>;
  } = {},
): CheckedPlan {
  return {
    name: 'Half-hourly',
    agentId: 'sample',
    input: '{}',
    file: null,
    trigger: { kind: 'cron', cron: '*/30 * * * *', timeZone: 'UTC', jitterMs: 0 },
    overlap: 'allow',
    catchUp: { rule: 'one', maxAgeMs: null },
    ...over,
    terms: { ...plainTerms, ...over.terms },
  };
}
