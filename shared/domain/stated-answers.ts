import { z } from 'zod';

/** What an agent's manifest states of the answers it gives in conversations. */
export const statedAnswersSchema = z.strictObject({
  /** `kept`: they are worth having after the sitting they were asked in. */
  result: z.enum(['of-the-moment', 'kept']).default('of-the-moment'),
  steps: z.enum(['few', 'several']).default('few'),
  tools: z.enum(['fast', 'slow']).default('fast'),
});
export type StatedAnswers = z.infer<typeof statedAnswersSchema>;
