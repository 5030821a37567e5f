import { readingSchema } from './assistant.ts';
import { z } from 'zod';

/** Labels a text may carry; `personal` and `secret` stay on endpoints that are marked local. */
export const dataLabels = ['public', 'internal', 'personal', 'secret'] as const;
export const dataLabelSchema = z.enum(dataLabels);
export type DataLabel = z.infer<typeof dataLabelSchema>;

/** What a call is for; each may have its own chain of endpoints. */
export const modelPurposes = ['chat', 'reasoning', 'extraction', 'summary'] as const;
export const modelPurposeSchema = z.enum(modelPurposes);
export type ModelPurpose = z.infer<typeof modelPurposeSchema>;

/** What stands behind a statement of an answer. */
export const modelSourceSchema = z.object({
  kind: z.enum(['run', 'approval', 'artifact', 'agent', 'audit', 'file', 'tool', 'memory']),
  id: z.string(),
  runId: z.string().optional(),
  label: z.string(),
  /** When the fact was last changed. */
  atMs: z.number(),
});
export type ModelSource = z.infer<typeof modelSourceSchema>;

/**
 * One piece of a history, as a model is given it and as it gives it back. Our own form: a history is sent whole with
 * each call, because servers on one's own machine keep none.
 */
export const modelItemSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('message'),
    role: z.enum(['user', 'assistant']),
    text: z.string(),
    /** Words of a refusal: the text is then empty. */
    refusal: z.string().optional(),
    /** Where it comes from when no person wrote it: shown to the model as quoted, never as instructions. */
    provenance: z.string().optional(),
  }),
  z.object({
    kind: z.literal('call'),
    callId: z.string(),
    name: z.string(),
    /** JSON text as the model wrote it; it may be malformed. */
    arguments: z.string(),
  }),
  z.object({ kind: z.literal('call-output'), callId: z.string(), output: z.string() }),
  /** What a reasoning model wants back with the next call, opaque; the summary is for people. */
  z.object({ kind: z.literal('reasoning'), summary: z.string(), opaque: z.string() }),
]);
export type ModelItem = z.infer<typeof modelItemSchema>;

/** A tool a model may call. */
export const toolOfferSchema = z.object({
  name: z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/),
  description: z.string(),
  /** JSON Schema of its arguments. */
  parameters: z.record(z.string(), z.unknown()),
});
export type ToolOffer = z.infer<typeof toolOfferSchema>;

/** One call of a language model, whichever answers it. */
export const generateRequestSchema = z.object({
  purpose: modelPurposeSchema,
  instructions: z.string(),
  items: z.array(modelItemSchema),
  tools: z.array(toolOfferSchema).default([]),
  /** The answer has to be JSON of this schema. */
  format: z.object({ name: z.string(), schema: z.record(z.string(), z.unknown()) }).optional(),
  /** Tokens it may answer with, reasoning included. */
  mostTokens: z.number().int().positive().default(4_096),
  /** Labels of what is sent. */
  labels: z.array(dataLabelSchema).default([]),
  /** `later`: the provider's cheaper background mode may be used, which keeps the text for a while. */
  urgency: z.enum(['now', 'later']).default('now'),
});
export type GenerateRequest = z.infer<typeof generateRequestSchema>;
export type GenerateInput = z.input<typeof generateRequestSchema>;

export const modelUsageSchema = z.object({
  inputTokens: z.number(),
  /** Of the input, what the provider had in its cache. */
  cachedTokens: z.number(),
  outputTokens: z.number(),
  /** Of the output, what was spent on reasoning. */
  reasoningTokens: z.number(),
});
export type ModelUsage = z.infer<typeof modelUsageSchema>;

/** An endpoint of the chain that did not answer, and why; the next was asked. */
export const passedOverSchema = z.object({
  endpointId: z.string(),
  reason: z.string(),
  /** It had the request when it was given up, so it may have been paid for. */
  mayCost: z.boolean().default(false),
});
export type PassedOver = z.infer<typeof passedOverSchema>;

export const generateResultSchema = z.object({
  /** `incomplete` is an end like the others: it is not asked again. */
  status: z.enum(['completed', 'incomplete', 'refused']),
  /** Of an incomplete one: `max-tokens`, `content-filter`, or what the provider says. */
  reason: z.string().nullable(),
  items: z.array(modelItemSchema),
  /** All text of the answer's messages. */
  text: z.string(),
  usage: modelUsageSchema,
  /** `upper-bound`: the reply said nothing of its usage, or what cannot be, so the most it may have been is counted. */
  usageIs: z.enum(['stated', 'upper-bound']).default('stated'),
  /** `0.0123 EUR`; null: the endpoint has no price. */
  money: z.string().nullable(),
  endpointId: z.string(),
  /** As the endpoint names what answered. */
  model: z.string(),
  responseId: z.string().nullable(),
  passedOver: z.array(passedOverSchema),
  /** The provider keeps the text (background mode). */
  isKept: z.boolean(),
  /** Of the embedded engine: what the text refers to by [1], [2]; at most three readings; the verb it proposes. */
  sources: z.array(modelSourceSchema),
  choices: z.array(z.string()).max(3),
  action: z.object({ method: z.string(), input: z.record(z.string(), z.unknown()), label: z.string() }).nullable(),
  /** Of the embedded engine: what it took the question for. */
  reading: readingSchema.optional(),
  /** From the request's start, ms: the provider's first byte, the first token, the end. */
  firstByteMs: z.number().nullable(),
  firstTokenMs: z.number().nullable(),
  tookMs: z.number(),
  /** Events and items of types this version does not know, as they came, cut. */
  unknownParts: z.array(z.object({ type: z.string(), json: z.string() })).default([]),
});
export type GenerateResult = z.infer<typeof generateResultSchema>;

/** How a model call ended, as the cost ledger keeps it beside its amounts. */
export const modelEndSchema = z.object({
  /** `failed`: it gave no answer; `reason` is then the code of the error. */
  status: z.enum(['completed', 'incomplete', 'refused', 'failed']),
  reason: z.string().nullable(),
  endpointId: z.string().nullable(),
  model: z.string().nullable(),
  usage: modelUsageSchema.nullable(),
  usageIs: z.enum(['stated', 'upper-bound']),
  passedOver: z.array(passedOverSchema),
  responseId: z.string().nullable(),
  isKept: z.boolean(),
  firstByteMs: z.number().nullable(),
  firstTokenMs: z.number().nullable(),
  tookMs: z.number(),
});
export type ModelEnd = z.infer<typeof modelEndSchema>;

/** What is known of a model call besides what it used. */
export const modelFactsSchema = z.object({
  /** The kept file that holds exactly what was sent; null: it was removed with the run's contents. */
  sentSha256: z.string().nullable(),
  /** Null: it is under way, or nobody knows how it ended. */
  end: modelEndSchema.nullable(),
});
export type ModelFacts = z.infer<typeof modelFactsSchema>;

/** What is heard while a model answers; ephemeral. */
export type ModelEvent =
  | { readonly kind: 'began'; readonly endpointId: string; readonly model: string }
  | { readonly kind: 'text'; readonly delta: string }
  | { readonly kind: 'reasoning'; readonly delta: string }
  | { readonly kind: 'refusal'; readonly delta: string }
  | { readonly kind: 'call'; readonly callId: string; readonly name: string; readonly delta: string }
  /** An event type this version does not know; kept with the call's trace. */
  | { readonly kind: 'unknown'; readonly type: string };
