import { z } from 'zod';
import { escalationSchema } from './duty.ts';
import { egressListSchema } from './egress.ts';
import { modelChainsSchema, modelEndpointsSchema } from './model-endpoint.ts';
import { profileSchema } from './person.ts';
import { routingSchema } from './routing.ts';
import { fewestKeepDays } from './retention.ts';

export const stopScopeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('all') }),
  z.object({ kind: z.literal('agent'), id: z.string() }),
  z.object({ kind: z.literal('tool'), id: z.string() }),
  z.object({ kind: z.literal('class'), id: z.string() }),
]);
export type StopScope = z.infer<typeof stopScopeSchema>;

export const stopSchema = z.object({ scope: stopScopeSchema, by: z.string(), reason: z.string(), atMs: z.number() });
export type Stop = z.infer<typeof stopSchema>;

/** Codes of `degraded` that hold all effects until a person has settled them. */
export const standingHoldCodes = ['workspace-copied', 'workspace-restored', 'clock-jumped'] as const;
export type StandingHoldCode = (typeof standingHoldCodes)[number];

export const standingHoldSchema = z.object({
  code: z.enum(standingHoldCodes),
  message: z.string(),
  hint: z.string(),
});
export type StandingHold = z.infer<typeof standingHoldSchema>;

export const laneLoadSchema = z.object({ used: z.number(), capacity: z.number(), queued: z.number() });
export type LaneLoad = z.infer<typeof laneLoadSchema>;

/** What the frame of the console shows on every page. */
export const workspaceStatusSchema = z.object({
  workspace: z.string(),
  label: z.string(),
  instanceId: z.string(),
  engineId: z.string(),
  sample: z.boolean(),
  /** Neither a person nor a run exists yet: the console offers the first-run choice. */
  fresh: z.boolean(),
  people: z.array(profileSchema),
  lanes: z.object({
    interactive: laneLoadSchema,
    background: laneLoadSchema,
    approval: z.object({ pending: z.number() }),
  }),
  /**
   * `inbox`: what waits for a person. Of that, `grants`: standing grants that were proposed and wait for another person;
   * `questions`: what runs ask people.
   */
  badges: z.object({ inbox: z.number(), runs: z.number(), grants: z.number(), questions: z.number() }),
  /** Runs that stand at a budget, the newest named; counted up to 1,000. */
  atBudget: z.object({
    count: z.number(),
    runs: z.array(z.object({ runId: z.string(), title: z.string(), reason: z.string() })),
  }),
  /** Actions that were sent and whose outcome nobody knows, the oldest named. */
  unknown: z.object({
    count: z.number(),
    effects: z.array(z.object({ effectId: z.string(), approvalId: z.string().nullable(), title: z.string() })),
  }),
  stops: z.array(stopSchema),
  /** Null when healthy; otherwise why effects are held or new work is refused. */
  degraded: z.object({ code: z.string(), message: z.string(), hint: z.string() }).nullable(),
  holding: z.array(
    z.object({
      approvalId: z.string(),
      title: z.string(),
      /** The id of the person whose approval was the last word. */
      approvedBy: z.string().nullable(),
      holdUntilMs: z.number(),
      holdMs: z.number(),
      count: z.number(),
    }),
  ),
  model: z.string(),
  version: z.string(),
  nowMs: z.number(),
});
export type WorkspaceStatus = z.infer<typeof workspaceStatusSchema>;

/** Each has a digit of its own. */
export const mostRejectReasons = 9;

/** What the operator can set. `null` = not configured. */
export const settingsSchema = z.object({
  publishFolder: z.string().nullable(),
  smtp: z
    .object({
      host: z.string().min(1),
      port: z.number().int().min(1).max(65535),
      secure: z.boolean(),
      from: z.string().min(3),
      user: z.string().nullable(),
      passwordRef: z.string().nullable(),
    })
    .nullable(),
  outboxFrom: z.string().nullable(),
  /** Where `http.send` may send to; empty: nowhere. */
  egress: egressListSchema,
  /** Places that answer model calls; none: the embedded engine answers them all. */
  modelEndpoints: modelEndpointsSchema,
  modelChains: modelChainsSchema,
  /** Where the days of budgets begin, an IANA name such as `Europe/Berlin`; null = as on this computer. */
  timeZone: z.string().min(1).max(80).refine(isTimeZone, 'is no time zone').nullable(),
  /** What a model call reserves of a budget of tokens when it does not say how many it may use. */
  unstatedTokens: z.number().int().min(1).max(100_000_000),
  /** The same of a budget of money, in millionths of its currency's main unit. */
  unstatedMoney: z.number().int().min(1).max(1_000_000_000_000),
  /** How long a turn may keep a person waiting before it goes on in the background, ms; waiting for people does not count. */
  latencyBudgetMs: z.number().int().min(1_000).max(3_600_000),
  /** In which lane a turn begins. */
  routing: routingSchema,
  /** Days that an ended run's contents are kept; null = for ever. */
  keepRunsDays: z.number().int().min(fewestKeepDays).max(36_500).nullable(),
  /** Who is asked when nobody answers; null = nobody else is. */
  escalation: escalationSchema.nullable(),
  /** When those who are asked are reminded: shares of the time an item waits, ascending. */
  reminders: z.array(z.number().gt(0).lt(1)).max(5),
  /** What a rejection offers as its reason, in the order of the digits that choose it. */
  rejectReasons: z.array(z.string().trim().min(1).max(200)).max(mostRejectReasons),
});
export type Settings = z.infer<typeof settingsSchema>;

export function isTimeZone(name: string): boolean {
  try {
    Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

export const checkSchema = z.object({
  id: z.string(),
  label: z.string(),
  ok: z.boolean(),
  value: z.string(),
  hint: z.string().optional(),
});
export type Check = z.infer<typeof checkSchema>;
