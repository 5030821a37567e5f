import { z } from 'zod';
import { isDecimal } from './decimal.ts';
import { effectClassSchema } from './effect.ts';
import { readMoney } from './money.ts';
import { isTimeZone } from './workspace.ts';

/** JSON Pointer (RFC 6901) into an action's arguments; the whole of them is no path. */
const argumentPath = z
  .string()
  .max(300)
  .regex(/^(?:\/(?:[^~/]|~[01])*)+$/, 'is no path such as /to or /items/0/price');
/** Compared exactly: `0.1` and `"0.10"` are one number. */
const bound = z.union([z.number(), z.string().refine(isDecimal)], 'is no number such as 100 or "99.50"');
const plainValue = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const someOf = <T extends z.ZodType>(item: T): z.ZodArray<T> =>
  z.array(item).min(1, 'names nothing, so it could never hold');

/** One test of one argument. What is not there meets nothing but `exists: false`. */
export const argumentTestSchema = z
  .strictObject({
    path: argumentPath,
    exists: z.boolean().optional(),
    equals: plainValue.optional(),
    in: someOf(plainValue).optional(),
    below: bound.optional(),
    atMost: bound.optional(),
    atLeast: bound.optional(),
    above: bound.optional(),
    startsWith: z.string().min(1).optional(),
    /** `*` stands for any characters, `?` for one; nothing else is special. Texts over 10,000 characters never match. */
    matches: z.string().min(1).max(200).optional(),
  })
  .refine((test) => Object.keys(test).length > 1, 'compares with nothing: say exists, equals, in, below or the like');
export type ArgumentTest = z.infer<typeof argumentTestSchema>;

/** Whom or what the action is aimed at; each part that is stated has to hold, by any of its entries. */
export const targetTestSchema = z
  .strictObject({
    equals: someOf(z.string()).optional(),
    startsWith: someOf(z.string().min(1)).optional(),
    /** Of a web or mail address; a domain covers what is below it. */
    domain: someOf(z.string().regex(/^[a-z0-9-]+(?:\.[a-z0-9-]+)*$/, 'is no domain in small letters')).optional(),
  })
  .refine((test) => Object.keys(test).length > 0, 'says nothing of the target: equals, startsWith or domain');
export type TargetTest = z.infer<typeof targetTestSchema>;

/**
 * Holds for money of this currency alone, and for none where an action moves no money. Sums are decimal text in the
 * currency's main unit, as exact as the action's own: `{"currency": "EUR", "below": "100"}`.
 */
export const amountConditionSchema = z
  .strictObject({ currency: z.string(), atLeast: z.string().optional(), below: z.string().optional() })
  .superRefine(({ currency, ...sums }, context) => {
    for (const name of ['atLeast', 'below'] as const) {
      const sum = sums[name];
      const read = readMoney(sum ?? '0', currency);
      const path = read.ok || read.code !== 'currency-unknown' ? [name] : ['currency'];
      if (read.ok) continue;
      context.addIssue({ code: 'custom', path, message: read.reason });
      return;
    }
    if (sums.atLeast === undefined && sums.below === undefined)
      context.addIssue({ code: 'custom', message: 'an amount says atLeast, below, or both' });
  });
export type AmountCondition = z.infer<typeof amountConditionSchema>;

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
const timeOfDay = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'is no time of day such as 09:00');

/** Hours of a week in a named time zone; `until` earlier than `from` goes on past midnight. */
export const timeTestSchema = z
  .strictObject({
    zone: z.string().min(1).max(80).refine(isTimeZone, 'is no time zone such as Europe/Berlin'),
    days: someOf(z.enum(weekdays)).optional(),
    from: timeOfDay.optional(),
    until: timeOfDay.optional(),
    /** It holds outside these hours instead. */
    outside: z.boolean().optional(),
  })
  .refine((test) => (test.from === undefined) === (test.until === undefined), 'needs both from and until, or neither')
  .refine((test) => test.days !== undefined || test.from !== undefined, 'says no hours: days, or from and until')
  .refine((test) => test.from === undefined || test.from !== test.until, 'begins and ends at the same time');
export type TimeTest = z.infer<typeof timeTestSchema>;

/** Says of what kind data is. */
export const dataLabel = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'is no label such as personal or secret');

/** Labels of the data it handles, as its tool and its agent declare them. */
export const labelTestSchema = z
  .strictObject({ anyOf: someOf(dataLabel).optional(), noneOf: someOf(dataLabel).optional() })
  .refine((test) => Object.keys(test).length > 0, 'names no labels: anyOf or noneOf');
export type LabelTest = z.infer<typeof labelTestSchema>;

/** Per cent used of the fullest budget its run is under. A run without a budget meets neither. */
export const budgetTestSchema = z
  .strictObject({ atLeast: z.number().min(0).max(100).optional(), below: z.number().min(0).max(1000).optional() })
  .refine((test) => Object.keys(test).length > 0, 'compares with nothing: say atLeast or below');
export type BudgetTest = z.infer<typeof budgetTestSchema>;

/** A condition holds when every stated part of it holds. */
export const policyConditionSchema = z.strictObject({
  tool: z.array(z.string()).optional(),
  toolKnown: z.boolean().optional(),
  effectClass: z.array(effectClassSchema).optional(),
  agent: z.array(z.string()).optional(),
  /** Hashes of releases, or their first eight digits or more. */
  release: someOf(z.string().regex(/^[0-9a-f]{8,64}$/, 'is no hash of a release, nor its first 8 digits')).optional(),
  /** Each of these holds. */
  arguments: someOf(argumentTestSchema).max(20).optional(),
  target: targetTestSchema.optional(),
  /** How much money it moves. */
  amount: amountConditionSchema.optional(),
  labels: labelTestSchema.optional(),
  time: timeTestSchema.optional(),
  budgetUsed: budgetTestSchema.optional(),
  external: z.boolean().optional(),
  /** Its tool declares how to undo it. */
  reversible: z.boolean().optional(),
  conditionalWrite: z.boolean().optional(),
  /** False: the tool names an effect class this version does not know. */
  classKnown: z.boolean().optional(),
  /** Untrusted input chose the target, the amount or the tool (A20). */
  taintedChoice: z.boolean().optional(),
  /** Untrusted input stands in the content, and chose nothing. */
  untrustedContent: z.boolean().optional(),
  /** The agent has never done this with this tool. */
  firstTime: z.boolean().optional(),
  /** A drift alert of its agent is active. */
  driftAlert: z.boolean().optional(),
});
export type PolicyCondition = z.infer<typeof policyConditionSchema>;
