import { z } from 'zod';
import { personSchema, profileSchema } from '../domain/person.ts';
import { preferencesSchema } from '../domain/preferences.ts';

export const personMethods = {
  'person.create': { input: personSchema, output: personSchema, mutates: true },
  'person.list': { input: z.object({}), output: z.object({ people: z.array(profileSchema) }) },
  /** What the caller has set for themselves; without a profile, what everybody begins with. */
  'preference.show': { input: z.object({}), output: preferencesSchema },
  /** Changes what is named; the rest stays. */
  'preference.change': { input: preferencesSchema.partial(), output: preferencesSchema, mutates: true },
} as const;
