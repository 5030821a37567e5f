import { z } from 'zod';
import { isMeasure } from './amounts.ts';
import { laneSchema } from './lane.ts';
import { modelFactsSchema } from './model-call.ts';

/** What happens where a budget is used up: the run pauses and asks, or it fails. */
export const atLimitSchema = z.enum(['ask', 'fail']);
export type AtLimit = z.infer<typeof atLimitSchema>;

export const measureSchema = z.string().refine(isMeasure, 'is no measure that a budget can have');
/** Whole numbers; money in millionths of the currency's main unit, work in ms. */
export const amountSchema = z.number().int().positive().max(9_000_000_000_000);
export const amountsSchema = z.record(z.string(), z.number());

/** What is counted together: one run, all of a day (the workspace's own), or everything there ever was. */
export const budgetSpanSchema = z.enum(['run', 'day', 'ever']);
export type BudgetSpan = z.infer<typeof budgetSpanSchema>;

/** A budget a run was given: by its agent's manifest, or when it was started. */
export const runLimitSchema = z.object({
  measure: measureSchema,
  limit: amountSchema,
  atLimit: atLimitSchema,
  from: z.enum(['agent', 'start']),
  /** The run that was given it, where that is another, which started this one or went on as it: its family shares it. */
  ownerId: z.string().optional(),
});
export type RunLimit = z.infer<typeof runLimitSchema>;

/** Budgets named at a start, over those its agent's manifest gives. */
export const startLimitsSchema = z
  .array(z.object({ measure: measureSchema, limit: amountSchema, atLimit: atLimitSchema.default('ask') }))
  .max(20);
export type StartLimits = z.infer<typeof startLimitsSchema>;

/** Whom a budget of the workspace is about; `null`: every agent, every lane. */
export const budgetScopeSchema = z.object({
  per: budgetSpanSchema,
  agentId: z.string().min(1).max(200).nullable(),
  lane: laneSchema.nullable(),
  measure: measureSchema,
});
export type BudgetScope = z.infer<typeof budgetScopeSchema>;

export const budgetSchema = budgetScopeSchema.extend({
  budgetId: z.string(),
  limit: amountSchema,
  atLimit: atLimitSchema,
  /** Raised by each change; a change names the one it was made from. */
  version: z.number().int(),
  by: z.string(),
  atMs: z.number(),
});
export type Budget = z.infer<typeof budgetSchema>;

/** There is one budget for each scope, so its scope names it: `day:tokens@ticket-review/background`. */
export function budgetIdOf({ per, measure, agentId, lane }: BudgetScope): string {
  return `${per}:${measure}${agentId === null ? '' : `@${agentId}`}${lane === null ? '' : `/${lane}`}`;
}

/** A budget as it stands for one run, one day, or over all time. */
export const budgetStandSchema = z.object({
  budgetId: z.string(),
  per: budgetSpanSchema,
  agentId: z.string().nullable(),
  lane: laneSchema.nullable(),
  measure: z.string(),
  /** The run, the day (2026-11-21), or nothing. */
  key: z.string(),
  /** Raises included. */
  limit: z.number(),
  used: z.number(),
  /** Asked for by what is under way now. */
  reserved: z.number(),
  /** Reserved by calls of which nobody knows what they used; counted as used up until somebody does. */
  unknown: z.number(),
  atLimit: atLimitSchema,
  from: z.enum(['agent', 'start', 'workspace']),
  /** The run that was given it, where that is another than the one it stands for. */
  ownerId: z.string().optional(),
  /** Of `used`, what this run itself used, where others of its family may have used the rest. */
  usedByIt: z.number().optional(),
});
export type BudgetStand = z.infer<typeof budgetStandSchema>;

/** Why a run stands: the budget, what was asked of it, and by what. */
export const budgetStopSchema = budgetStandSchema.extend({ asked: z.number(), what: z.string() });
export type BudgetStop = z.infer<typeof budgetStopSchema>;

export const callStatuses = ['reserved', 'settled', 'unknown'] as const;

/** A line of the cost ledger: one call of a model or a tool. */
export const callLineSchema = z.object({
  runId: z.string(),
  lineId: z.string(),
  lineageId: z.string(),
  path: z.string(),
  attempt: z.number(),
  activation: z.number(),
  kind: z.enum(['step', 'model', 'effect']),
  name: z.string(),
  agentId: z.string(),
  lane: laneSchema,
  status: z.enum(callStatuses),
  estimate: amountsSchema,
  /** Null until it is settled. */
  used: amountsSchema.nullable(),
  /** The person who said what it cost; null: its own end did. */
  settledBy: z.string().nullable(),
  day: z.string(),
  atMs: z.number(),
  endedAtMs: z.number().nullable(),
  /** Of a call that was made through `ctx.generate`. */
  model: modelFactsSchema.optional(),
});
export type CallLine = z.infer<typeof callLineSchema>;

/** The name of the day in a time zone: 2026-11-21. */
export function dayOf(atMs: number, timeZone: string): string {
  const parts = formatOf(timeZone).formatToParts(atMs);
  const part = (type: string): string => parts.find((one) => one.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')}`;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  formats.set(timeZone, made);
  return made;
}
