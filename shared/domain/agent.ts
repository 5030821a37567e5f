import { z } from 'zod';
import { pauseSchema } from './run.ts';

/** What an agent declares about itself. Contracts are JSON Schema 2020-12 documents. */
export const manifestSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/),
  title: z.string().min(1).max(80),
  description: z.string().max(600),
  version: z.string().max(40),
  /** The module beside the manifest that exports the agent. */
  module: z.string().max(200),
  isolation: z.enum(['thread', 'process']).default('thread'),
  /** Tools the agent may propose effects with. */
  tools: z.array(z.string()).default([]),
  budgets: z
    .strictObject({ wallMs: z.number().positive().optional(), steps: z.number().int().positive().optional() })
    .default({}),
});
export type Manifest = z.infer<typeof manifestSchema>;
/** As an author writes it: what has a default may be left out. */
export type ManifestDocument = z.input<typeof manifestSchema>;

export const contractSchema = z.object({
  id: z.string(),
  version: z.string(),
  hash: z.string(),
  schema: z.record(z.string(), z.unknown()),
});
export type Contract = z.infer<typeof contractSchema>;

export const agentSummarySchema = z.object({
  agentId: z.string(),
  title: z.string(),
  description: z.string(),
  version: z.string(),
  builtIn: z.boolean(),
  releaseHash: z.string(),
  addedBy: z.string(),
  addedAtMs: z.number(),
  tools: z.array(z.string()),
  isolation: z.enum(['thread', 'process']),
  input: contractSchema,
  output: contractSchema,
  /** The input takes a file the operator drops; the agent proposes how to read it. */
  takesFile: z.boolean(),
  runs: z.number(),
  /** None of its runs goes on, and nothing of theirs is sent, until it is resumed. */
  pause: pauseSchema.nullable(),
});
export type AgentSummary = z.infer<typeof agentSummarySchema>;

/** A file kept in the workspace by its hash. */
export const fileRefSchema = z.object({
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  name: z.string(),
  bytes: z.number(),
});
export type FileRef = z.infer<typeof fileRefSchema>;

/** How an agent proposes to read a file, before anything is started. */
export const inspectionSchema = z.object({
  /** Sentences: what was recognised (format, delimiter, encoding, header). */
  facts: z.array(z.object({ label: z.string(), value: z.string() })),
  columns: z.array(z.string()),
  preview: z.array(z.array(z.string())),
  /** Input fields proposed from the file; merged over the form's defaults. */
  proposal: z.record(z.string(), z.unknown()),
  problems: z.array(z.string()),
});
export type Inspection = z.infer<typeof inspectionSchema>;
