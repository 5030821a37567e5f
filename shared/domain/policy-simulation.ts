import { z } from 'zod';
import { tierSchema } from './effect.ts';
import { tierChangeSchema, tierMoveSchema } from './policy-outlook.ts';

/** What another policy would have made of every action that was judged. */
export const simulationSchema = z.object({
  simulationId: z.string(),
  atMs: z.number(),
  /** The policy that was tried. */
  policyId: z.string(),
  version: z.number(),
  hash: z.string(),
  status: z.enum(['running', 'done', 'cancelled']),
  /** Actions there are, and those looked at so far. */
  total: z.number(),
  looked: z.number(),
  /** Proposed before the facts were kept that a policy is judged on: of them nothing can be said. */
  unknown: z.number(),
  changed: z.number(),
  /** From each tier to each, those that stay included. */
  moves: z.array(tierMoveSchema),
  /** Those that change, by the rule that decided and the one that would. */
  rules: z.array(
    z.object({ from: tierSchema, to: tierSchema, fromRule: z.string(), toRule: z.string(), count: z.number() }),
  ),
  /** Those that were rolled back later: how they would have gone. */
  rolledBack: z.object({ count: z.number(), changed: z.number(), moves: z.array(tierMoveSchema) }),
});
export type Simulation = z.infer<typeof simulationSchema>;

/** As it is kept and exported: with every change. */
export const simulationReportSchema = z.object({ simulation: simulationSchema, changes: z.array(tierChangeSchema) });
export type SimulationReport = z.infer<typeof simulationReportSchema>;
