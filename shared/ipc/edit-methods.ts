import { z } from 'zod';
import { editedItemSchema, editPreviewSchema } from '../domain/edit.ts';
import { decidedItem, givenReason, id } from './inputs.ts';

/** The action a person wants in the place of a waiting one. */
const draft = {
  item: decidedItem,
  /** Left out: the tool it has. */
  tool: id.optional(),
  /** Left out: the one it has, or what the parameter it stood in says now. */
  target: z.string().min(1).max(2000).optional(),
  /** JSON text, as it was written: a number that would be rounded, or a key given twice, is refused and not read over. */
  params: z.string().max(900_000),
};

/** Editing what waits: asked first, then done. */
export const editMethods = {
  /** The tools an edit may choose from, with what each takes. */
  'approval.editForm': {
    input: z.object({ approvalId: id }),
    output: z.object({
      tools: z.array(z.object({ toolId: z.string(), schema: z.record(z.string(), z.unknown()) })),
    }),
  },
  /** What an edit would lead to: its tier, why, and what is wrong with it. Changes nothing. */
  'approval.previewEdit': { input: z.object(draft), output: editPreviewSchema },
  /**
   * Puts the edited action in the place of the waiting one, judged by the policy as if the agent had proposed it. With
   * `approve` it is approved in the same act, by the one who edited it, or nothing is done.
   */
  'approval.edit': {
    input: z.object({
      ...draft,
      /** The token of the preview that was looked at: where anything it showed has changed, nothing is done. */
      preview: z.string().min(1).max(100),
      approve: z.boolean().default(true),
      reason: givenReason,
    }),
    output: editedItemSchema,
    mutates: true,
  },
} as const;
