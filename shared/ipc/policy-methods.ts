import { z } from 'zod';
import { policySchema } from '../domain/policy.ts';
import { longestPolicyBytes, pendingOutlookSchema, policyProblemSchema } from '../domain/policy-outlook.ts';

const policyText = z.string().max(longestPolicyBytes);

/** What is asked and done about the policy. */
export const policyMethods = {
  'policy.show': { input: z.object({}), output: z.object({ policy: policySchema, hash: z.string() }) },
  /** Reads the text of a policy; one without problems is held against everything that waits for a decision now. */
  'policy.check': {
    input: z.object({ text: policyText }),
    output: z.object({
      problems: z.array(policyProblemSchema),
      /** Null: it has problems. */
      hash: z.string().nullable(),
      pending: pendingOutlookSchema.nullable(),
    }),
  },
} as const;
