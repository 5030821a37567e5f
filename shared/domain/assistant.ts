import { z } from 'zod';

export const citationSchema = z.object({
  kind: z.enum(['run', 'approval', 'artifact', 'agent', 'audit']),
  id: z.string(),
  /** The run it belongs to, where it is not the run itself. */
  runId: z.string().optional(),
  label: z.string(),
  /** When the cited fact was last changed. */
  atMs: z.number(),
});
export type Citation = z.infer<typeof citationSchema>;

/** What the assistant understood and would do; a change is only done after the person confirms it. */
export const assistantActionSchema = z.object({
  method: z.enum(['run.start', 'run.cancel', 'run.retry']),
  input: z.record(z.string(), z.unknown()),
  /** Echo of the reading, verb + target. */
  label: z.string(),
});
export type AssistantAction = z.infer<typeof assistantActionSchema>;

export const assistantAnswerSchema = z.object({
  answerId: z.string(),
  question: z.string(),
  /** Markdown; numbers in square brackets refer to `citations`, from 1. */
  text: z.string(),
  citations: z.array(citationSchema),
  confidence: z.number(),
  /** At most three readings to choose from when the confidence is too low. */
  choices: z.array(z.string()).max(3),
  action: assistantActionSchema.nullable(),
  engine: z.string(),
  lane: z.string(),
  tookMs: z.number(),
  atMs: z.number(),
});
export type AssistantAnswer = z.infer<typeof assistantAnswerSchema>;
