import { z } from 'zod';

export const roles = ['operator', 'reviewer', 'auditor', 'admin'] as const;
export const roleSchema = z.enum(roles);
export type Role = z.infer<typeof roleSchema>;

/** A local profile. Until accounts exist nothing proves who is at the keyboard; decisions say `asserted`. */
export const personSchema = z.object({
  personId: z.string().regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, 'lower-case letters, digits, dot, dash, underscore'),
  printedName: z.string().trim().min(1).max(120),
  role: roleSchema,
});
export type Person = z.infer<typeof personSchema>;
