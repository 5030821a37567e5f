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

/** What a question was taken for, as traces show it. */
export const readingSchema = z.object({
  /** `clear` is answered, `unsure` is asked back about, `declined` is out of scope. */
  verdict: z.enum(['clear', 'unsure', 'declined']),
  /** The surest intent; null where nothing fits. */
  intent: z.string().nullable(),
  confidence: z.number(),
  /** What it names, by the slot's name. */
  slots: z.record(z.string(), z.string()),
});
export type Reading = z.infer<typeof readingSchema>;

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
  reading: readingSchema.optional(),
  /** At most three readings to choose from when the confidence is too low. */
  choices: z.array(z.string()).max(3),
  action: assistantActionSchema.nullable(),
  engine: z.string(),
  lane: z.string(),
  tookMs: z.number(),
  atMs: z.number(),
});
export type AssistantAnswer = z.infer<typeof assistantAnswerSchema>;
