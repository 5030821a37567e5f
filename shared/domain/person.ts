import { z } from 'zod';

export const roles = ['operator', 'reviewer', 'auditor', 'admin'] as const;
export const roleSchema = z.enum(roles);
export type Role = z.infer<typeof roleSchema>;

export const personIdSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, 'lower-case letters, digits, dot, dash, underscore');

/** A local profile. Until accounts exist nothing proves who is at the keyboard; decisions say `asserted`. */
export const personSchema = z.object({
  personId: personIdSchema,
  printedName: z.string().trim().min(1).max(120),
  role: roleSchema,
});
export type Person = z.infer<typeof personSchema>;

/** When somebody is away, and who decides in their place; null: nobody does. */
export const absenceSchema = z.object({
  fromMs: z.number().int(),
  untilMs: z.number().int(),
  standIn: personIdSchema.nullable(),
  reason: z.string().max(2000),
});
export type Absence = z.infer<typeof absenceSchema>;

/** A profile with what is known of the person behind it. */
export const profileSchema = personSchema.extend({
  /** Profiles with the same identity are one person, who counts once (A13); a profile's own id where nobody linked it. */
  identity: personIdSchema,
  absence: absenceSchema.nullable(),
});
export type Profile = z.infer<typeof profileSchema>;

/** A profile nobody has linked, of somebody who is here. */
export function profileOf({ personId, printedName, role }: Person): Profile {
  return { personId, printedName, role, identity: personId, absence: null };
}
