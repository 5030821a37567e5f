import { z } from 'zod';
import {
  amountSchema,
  amountsSchema,
  atLimitSchema,
  budgetSchema,
  budgetScopeSchema,
  budgetStandSchema,
  callLineSchema,
  measureSchema,
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
      /** With all runs it started and went on as, and theirs; null: there are none. */
      family: z.object({ used: amountsSchema, runs: z.number() }).nullable(),
      stands: z.array(budgetStandSchema),
      lines: z.array(callLineSchema),
      linesNext: z.string().nullable(),
    }),
  },
  /** Says what a model call cost whose end nobody knows (status `unknown`); what it reserved is given back. */
  'budget.settle': {
    input: z.object({
      runId: id,
      /** As `budget.ofRun` names it. */
      lineId: z.string().min(1).max(2_200),
      /** Tokens, and money by its measure; null: it was never made and cost nothing. */
      used: z
        .record(
          measureSchema.refine((measure) => measure === 'tokens' || measure.startsWith('money:'), 'is tokens or money'),
          z.number().int().min(0).max(9_000_000_000_000),
        )
        .nullable(),
      reason: z.string().trim().min(1).max(2_000),
    }),
    output: runSummarySchema,
    mutates: true,
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
