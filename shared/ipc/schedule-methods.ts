import { z } from 'zod';
import { startLimitsSchema } from '../domain/budget.ts';
import { forecastSchema } from '../domain/forecast.ts';
import {
  firedSchema,
  firingSchema,
  schedulePlanSchema,
  scheduleSchema,
  scheduleSummarySchema,
  triggerSchema,
} from '../domain/schedule.ts';

const cursor = z.string().max(400);
const id = z.string().min(1).max(200);

/** What crosses into the runtime about schedules; part of `methods`. */
export const scheduleMethods = {
  'schedule.list': { input: z.object({}), output: z.object({ schedules: z.array(scheduleSummarySchema) }) },
  'schedule.show': {
    input: z.object({
      scheduleId: id,
      after: cursor.optional(),
      limit: z.number().int().min(1).max(500).default(100),
    }),
    output: z.object({ schedule: scheduleSummarySchema, firings: z.array(firingSchema), next: cursor.nullable() }),
  },
  /** The next firings of a trigger, or those of a range of the past, and what they will cost. Nothing is started. */
  'schedule.preview': {
    input: z.object({
      agentId: id,
      trigger: triggerSchema,
      /** Of an existing schedule: its jitter is known, and so is what has fired. */
      scheduleId: id.optional(),
      count: z.number().int().min(1).max(100).default(10),
      /** What each run may use; absent: as the schedule has it. */
      budgets: startLimitsSchema.optional(),
      range: z.object({ fromMs: z.number().int(), toMs: z.number().int() }).optional(),
    }),
    output: z.object({
      firings: z.array(z.object({ nominalAtMs: z.number(), dueAtMs: z.number().nullable(), hasFired: z.boolean() })),
      forecast: forecastSchema,
    }),
  },
  'schedule.create': { input: schedulePlanSchema, output: scheduleSchema, mutates: true },
  'schedule.change': {
    input: z.object({ scheduleId: id, version: z.number().int(), plan: schedulePlanSchema }),
    output: scheduleSchema,
    mutates: true,
  },
  'schedule.pause': { input: z.object({ scheduleId: id }), output: scheduleSchema, mutates: true },
  'schedule.resume': { input: z.object({ scheduleId: id }), output: scheduleSchema, mutates: true },
  /** `dropped`: firings that waited and are started no more. */
  'schedule.remove': {
    input: z.object({ scheduleId: id }),
    output: scheduleSchema.extend({ dropped: z.number().int() }),
    mutates: true,
  },
  /** Starts a run of it now, whatever the overlap rule says. */
  'schedule.fire': { input: z.object({ scheduleId: id }), output: firedSchema, mutates: true },
  /** Fires every instant of a past range that has not fired; all of them start together. */
  'schedule.backfill': {
    input: z.object({ scheduleId: id, fromMs: z.number().int(), toMs: z.number().int() }),
    output: z.object({ fired: z.array(firedSchema) }),
    mutates: true,
  },
  /** A row from another program: each key starts one run, once. Its fields go over the schedule's own input. */
  'schedule.send': {
    input: z.object({ scheduleId: id, key: z.string().min(1).max(200), input: z.record(z.string(), z.unknown()) }),
    output: firedSchema,
    mutates: true,
  },
} as const;
