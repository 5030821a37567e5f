import { z } from 'zod';
import type { Tier } from './effect.ts';
import type { Person, Profile } from './person.ts';

/** Roles that may be asked to decide; an auditor reads only. */
const askedRoles = ['operator', 'reviewer', 'admin'] as const;
export const askedRoleSchema = z.enum(askedRoles);

/** One person by id, or everybody of a role: `person:ada`, `role:reviewer`. */
export const addresseeSchema = z
  .string()
  .regex(
    /^(?:person:[a-z0-9][a-z0-9._-]{0,63}|role:(?:operator|reviewer|admin))$/,
    'is person:ID, role:operator, role:reviewer or role:admin',
  );

/** How many different people have to approve, as a rule of a policy states it. */
export const approversRuleSchema = z.strictObject({
  count: z.number().int().min(1).max(9),
  /** Roles that have to be among them, each as often as it is named. */
  roles: z.array(askedRoleSchema).max(9).optional(),
  /** Whoever asked, and the authors of agent and policy, cannot be one of them, also where one person is enough. */
  apart: z.boolean().optional(),
});
export type ApproversRule = z.infer<typeof approversRuleSchema>;

/** The same for one item, and how far it has come. */
export const approversSchema = z.object({
  count: z.number(),
  roles: z.array(askedRoleSchema),
  apart: z.boolean(),
  given: z.number(),
  /** Roles that are still to approve. */
  lacking: z.array(askedRoleSchema),
});
export type Approvers = z.infer<typeof approversSchema>;

/** Who is asked next, in order, when nobody answers: at once by hand, or every `afterMinutes` by itself. */
export const escalationSchema = z.strictObject({
  chain: z.array(addresseeSchema).min(1).max(10),
  afterMinutes: z
    .number()
    .min(1)
    .max(60 * 24 * 30)
    .nullable(),
});
export type Escalation = z.infer<typeof escalationSchema>;

/** An item that one person hides from their own list. Once `untilMs` is past it is listed again, with a mark. */
export const snoozeSchema = z.object({
  personId: z.string(),
  untilMs: z.number(),
  /** It comes back earlier when this happens. */
  event: z.enum(['somebody-acts']).nullable(),
});
export type Snooze = z.infer<typeof snoozeSchema>;

/** Somebody decides in the place of somebody else for a time, under their own name. */
export const delegationSchema = z.object({
  by: z.string(),
  byName: z.string(),
  to: z.string(),
  untilMs: z.number(),
});
export type Delegation = z.infer<typeof delegationSchema>;

/** Who has an item open; it ends by itself and keeps nobody from deciding. */
export const reservationSchema = z.object({ personId: z.string(), printedName: z.string(), untilMs: z.number() });
export type Reservation = z.infer<typeof reservationSchema>;

/** What was done with an item beside deciding on it, for its history. */
export const dutyNoteSchema = z.object({
  atMs: z.number(),
  verb: z.enum(['escalated', 'delegated', 'snoozed', 'returned', 'reminded']),
  /** Printed name; null: Lanekeeper itself. */
  by: z.string().nullable(),
  /** Whom it went to, or until when, in words. */
  to: z.string(),
  reason: z.string(),
});
export type DutyNote = z.infer<typeof dutyNoteSchema>;

/** Whom an item is for, and what was done so that somebody decides. */
export const dutySchema = z.object({
  /** Whom it is addressed to; empty: anyone who may decide. Others may decide all the same. */
  assignedTo: z.array(addresseeSchema),
  escalatedTo: addresseeSchema.nullable(),
  delegation: delegationSchema.nullable(),
  snoozed: z.array(snoozeSchema),
  /** Reminders given so far. */
  reminded: z.number(),
  /** The standing grant that would have let it through and left it to a person as a sample, by its title. */
  sampledBy: z.string().nullable(),
});
export type Duty = z.infer<typeof dutySchema>;

/** Addressed to anyone, and nothing was done with it yet. */
export const noDuty: Duty = {
  assignedTo: [],
  escalatedTo: null,
  delegation: null,
  snoozed: [],
  reminded: 0,
  sampledBy: null,
};

/** People who have to approve: those of the rule, and never fewer than the tier asks for. */
export function approversOf(tier: Tier, rule: ApproversRule | undefined): Omit<Approvers, 'given' | 'lacking'> {
  const roles = rule?.roles ?? [];
  const count = Math.max(tier === 'gate-two' ? 2 : 1, rule?.count ?? 1, roles.length);
  return { count, roles, apart: count > 1 || rule?.apart === true };
}

/** How far an item has come with the roles of those who have approved so far. */
export function approversLeft(asked: Omit<Approvers, 'given' | 'lacking'>, given: readonly string[]): Approvers {
  const left = [...given];
  const lacking = asked.roles.filter((role) => {
    const at = left.indexOf(role);
    if (at === -1) return true;
    left.splice(at, 1);
    return false;
  });
  return { count: asked.count, roles: asked.roles, apart: asked.apart, given: given.length, lacking };
}

/** In words: `1 of 3, needs: reviewer, admin`. */
export function approversWords({ count, given, lacking }: Approvers): string {
  return `${given} of ${count}${lacking.length === 0 ? '' : `, needs: ${lacking.join(', ')}`}`;
}

/** An addressee in words: a printed name, or `every reviewer`. */
export function addresseeWords(addressee: string, people: readonly Pick<Person, 'personId' | 'printedName'>[]): string {
  const [kind, id = ''] = addressee.split(':');
  if (kind === 'role') return `every ${id}`;
  return people.find(({ personId }) => personId === id)?.printedName ?? id;
}

/** Whether somebody is away at a moment. */
export function isAway({ absence }: Pick<Profile, 'absence'>, nowMs: number): boolean {
  return absence !== null && absence.fromMs <= nowMs && nowMs < absence.untilMs;
}

/** Whose place somebody takes for an item now, by delegation or absence; null: they act for themselves. */
export function standsInFor(
  duty: Pick<Duty, 'assignedTo' | 'delegation'>,
  personId: string,
  people: readonly Pick<Profile, 'personId' | 'absence'>[],
  nowMs: number,
): string | null {
  const { delegation, assignedTo } = duty;
  if (delegation !== null && delegation.to === personId && nowMs < delegation.untilMs) return delegation.by;
  if (assignedTo.includes(`person:${personId}`)) return null;
  const away = people.find(
    (one) => assignedTo.includes(`person:${one.personId}`) && isAway(one, nowMs) && one.absence?.standIn === personId,
  );
  return away?.personId ?? null;
}

/** Whether an item is for this person, for anyone, or for others. */
export function addressedTo(
  duty: Pick<Duty, 'assignedTo' | 'delegation'>,
  person: Pick<Person, 'personId' | 'role'>,
  people: readonly Pick<Profile, 'personId' | 'absence'>[],
  nowMs: number,
): 'me' | 'anyone' | 'others' {
  if (standsInFor(duty, person.personId, people, nowMs) !== null) return 'me';
  const { assignedTo } = duty;
  if (assignedTo.includes(`person:${person.personId}`) || assignedTo.includes(`role:${person.role}`)) return 'me';
  return assignedTo.length === 0 ? 'anyone' : 'others';
}

/** The snooze of a person: `hidden` until it ends, `back` from then on; null: there is none. */
export function snoozeOf(
  snoozed: readonly Snooze[],
  personId: string,
  nowMs: number,
): { readonly state: 'hidden' | 'back'; readonly untilMs: number } | null {
  const own = snoozed.find((one) => one.personId === personId);
  if (own === undefined) return null;
  return { state: nowMs < own.untilMs ? 'hidden' : 'back', untilMs: own.untilMs };
}
