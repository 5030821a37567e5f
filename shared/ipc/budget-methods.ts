import { z } from 'zod';
import {
  amountSchema,
  amountsSchema,
  atLimitSchema,
  budgetSchema,
  budgetScopeSchema,
  budgetStandSchema,
  callLineSchema,
} from '../domain/budget.ts';
import { runSummarySchema } from '../domain/run.ts';
import { id, reason } from './inputs.ts';

/** What runs may use up, what they have used, and what to do where they stand. */
export const budgetMethods = {
  /** The workspace's budgets; those of a day or over all time as they stand now, and what agents used today. */
  'budget.list': {
    input: z.object({}),
    output: z.object({
      budgets: z.array(budgetSchema.extend({ stand: budgetStandSchema.nullable() })),
      today: z.object({
        day: z.string(),
        timeZone: z.string(),
        agents: z.array(z.object({ agentId: z.string(), used: amountsSchema, reserved: amountsSchema })),
      }),
    }),
  },
  /** There is one budget for each scope: this makes it, or changes it. */
  'budget.set': {
    input: budgetScopeSchema.extend({
      limit: amountSchema,
      atLimit: atLimitSchema.default('ask'),
      /** The version that was seen, 0 where there was none; refused as stale when it has changed since. */
      version: z.number().int().min(0).optional(),
    }),
    output: budgetSchema,
    mutates: true,
  },
  'budget.remove': {
    input: z.object({ budgetId: id, version: z.number().int().min(0).optional() }),
    output: z.object({ ok: z.literal(true) }),
    mutates: true,
  },
  /** A run's budgets as they stand for it, and its lines of the cost ledger. */
  'budget.ofRun': {
    input: z.object({ runId: id, after: z.string().max(2_200).optional() }),
    output: z.object({
      used: amountsSchema,
      stands: z.array(budgetStandSchema),
      lines: z.array(callLineSchema),
      linesNext: z.string().nullable(),
    }),
  },
  /** Raises a budget for one run (or, of a day, for that day), and lets a run that stands at it go on. */
  'budget.raise': {
    input: z.object({
      runId: id,
      /** As `budget.ofRun` names it; left out: the one the run stands at. */
      budgetId: id.optional(),
      /** The whole limit from then on. */
      limit: amountSchema,
      reason,
    }),
    output: runSummarySchema,
    mutates: true,
  },
} as const satisfies Record<string, { input: z.ZodType; output: z.ZodType; mutates?: true }>;
