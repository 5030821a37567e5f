import { z } from 'zod';

/** Parts of a card that a person can open, or has to bring into sight, before deciding. */
export const lookedParts = ['evidence', 'envelope', 'similar', 'run'] as const;
export type LookedPart = (typeof lookedParts)[number];

/**
 * What a person had before them of an item they decided on: how long its card stood open in a window that was in
 * sight, and which parts were opened. It says how decisions are made; no rule is decided by it, and none waits for it.
 */
export const lookedSchema = z.object({
  shownMs: z.number().int().min(0),
  opened: z.array(z.enum(lookedParts)).max(lookedParts.length),
});
export type Looked = z.infer<typeof lookedSchema>;

/** As it is told with a decision: what cannot be read of it is left out, and the decision is taken all the same. */
export const toldLooked = lookedSchema.optional().catch(undefined);
