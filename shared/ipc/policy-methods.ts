import { z } from 'zod';
import { diffRowSchema } from '../domain/diff-row.ts';
import { policySchema } from '../domain/policy.ts';
import {
  longestPolicyBytes,
  pendingOutlookSchema,
  policyProblemSchema,
  tierChangeSchema,
} from '../domain/policy-outlook.ts';
import { simulationSchema } from '../domain/policy-simulation.ts';
import { policyDecidersSchema, policyVersionSchema } from '../domain/policy-version.ts';

const policyText = z.string().max(longestPolicyBytes);

/** What is asked and done about the policy. */
export const policyMethods = {
  /** The one in force, and who could approve a change of it. */
  'policy.show': {
    input: z.object({}),
    output: z.object({
      policy: policySchema,
      hash: z.string(),
      inForce: policyVersionSchema,
      deciders: policyDecidersSchema,
    }),
  },
  /** Every policy that was ever in force, the newest first. */
  'policy.versions': {
    input: z.object({ before: z.string().max(200).optional(), limit: z.number().int().min(1).max(200).default(50) }),
    output: z.object({ versions: z.array(policyVersionSchema), next: z.string().nullable() }),
  },
  /** One of them, and what it changed in the one before it. */
  'policy.version': {
    input: z.object({ policyId: z.string().max(200), version: z.number().int() }),
    output: z.object({
      shown: policyVersionSchema,
      policy: policySchema,
      /** Null: it was the first. */
      replaced: z.object({ policyId: z.string(), version: z.number() }).nullable(),
      diff: z.array(diffRowSchema),
    }),
  },
  /**
   * Proposes another policy: a run that asks for one action, judged by the policy in force and decided by people. Refused
   * with line and reason when it is malformed; the one in force stays until enough people have approved.
   */
  'policy.propose': {
    input: z.object({ text: policyText, reason: z.string().trim().min(1).max(2000) }),
    output: z.object({ runId: z.string(), hash: z.string(), deciders: policyDecidersSchema }),
    mutates: true,
  },
  /**
   * Tries a policy on everything that was judged, or since a time; answers when it is done or cancelled. The id is the
   * caller's, so that it can be followed and cancelled meanwhile.
   */
  'policy.simulate': {
    input: z.object({ simulationId: z.uuid(), text: policyText, sinceMs: z.number().min(0).optional() }),
    output: simulationSchema,
  },
  'policy.cancelSimulation': { input: z.object({ simulationId: z.uuid() }), output: z.object({ ok: z.literal(true) }) },
  /** The reports that are kept, and what is under way, the newest first. */
  'policy.simulations': { input: z.object({}), output: z.object({ simulations: z.array(simulationSchema) }) },
  /** One report with a page of its changes, in the order in which they were proposed. */
  'policy.simulation': {
    input: z.object({
      simulationId: z.uuid(),
      after: z.number().int().min(0).default(0),
      limit: z.number().int().min(1).max(1_000).default(100),
    }),
    output: z.object({
      simulation: simulationSchema,
      changes: z.array(tierChangeSchema),
      next: z.number().nullable(),
    }),
  },
  /** Reads the text of a policy; one without problems is held against everything that waits for a decision now. */
  'policy.check': {
    input: z.object({ text: policyText }),
    output: z.object({
      problems: z.array(policyProblemSchema),
      /** Null: it has problems. */
      hash: z.string().nullable(),
      /** What it would change in the one in force; empty as well when it has problems. */
      diff: z.array(diffRowSchema),
      pending: pendingOutlookSchema.nullable(),
    }),
  },
} as const;
