import { z } from 'zod';
import { statedAnswersSchema } from './stated-answers.ts';
import { debounceMaxSchema, queueNameSchema } from './queue.ts';
import { moneyOf } from './amounts.ts';
import { atLimitSchema } from './budget.ts';
import { dataLabel } from './policy-condition.ts';
import { pauseSchema } from './run.ts';
import { safeFailSchema } from './safe-fail.ts';

/** What one host of an agent may use; its runs share it. */
export const hostLimitsSchema = z.strictObject({
  /** Old and young generation of the heap, and the stack, MiB. */
  heapMb: z.number().int().min(32).max(4096).default(256),
  /** A small nursery: collected often, it keeps the process small at little cost in speed. */
  youngMb: z.number().int().min(1).max(64).default(6),
  stackMb: z.number().int().min(1).max(16).default(4),
  /** How long its code may keep the host from answering, ms. */
  unresponsiveMs: z.number().int().min(1_000).max(600_000).default(60_000),
  /** A host that has had this many runs takes no more, and ends with its last. */
  runsPerHost: z.number().int().min(1).max(1_000_000).default(5_000),
});
export type HostLimits = z.infer<typeof hostLimitsSchema>;
export const defaultHostLimits = hostLimitsSchema.parse({});

/** The name of a signal, in a manifest, a call and a command. */
export const signalName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,119}$/);
/** Tells apart what waits for the same signal. */
export const signalKey = z.string().max(200);

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
  /** Of the data it handles: `personal`, `secret` and the like. */
  dataLabels: z.array(dataLabel).max(20).optional(),
  /** Where its runs wait, unless a start says otherwise; made with the agent when there is none of this name. */
  queue: queueNameSchema.optional(),
  /** How long debounced starts may put a run of it off, from the first one on; left out: as its queue says. */
  debounceMaxMs: debounceMaxSchema.optional(),
  /** What its answers in conversations are like, as long as too few were measured. */
  answers: statedAnswersSchema.optional(),
  /** It remembers between its runs what it says it learned; listed, and a person may change or erase it. */
  memory: z.boolean().optional(),
  /** Agents whose runs it may start as children. */
  spawns: z.array(z.string()).default([]),
  /** Signals its runs take, each with the contract of what it carries; no other is accepted. */
  signals: z
    .record(
      signalName,
      z.strictObject({ version: z.string().max(40).default('1'), schema: z.record(z.string(), z.unknown()) }),
    )
    .default({}),
  budgets: z
    .strictObject({
      /** Work of all steps together, ms; waits do not count. */
      wallMs: z.number().positive().optional(),
      steps: z.number().int().positive().optional(),
      tokens: z.number().int().positive().optional(),
      modelCalls: z.number().int().positive().optional(),
      toolCalls: z.number().int().positive().optional(),
      /** `2.50 EUR` */
      money: z
        .string()
        .refine((text) => (moneyOf(text)?.amount ?? 0) > 0, 'is no sum of money such as 2.50 EUR')
        .optional(),
      /** Where one is used up, the run fails (when this is absent), or pauses and asks. */
      atLimit: atLimitSchema.optional(),
    })
    .default({}),
  limits: hostLimitsSchema.prefault({}),
  /** What happens when a run of it cannot go on. */
  safeFail: safeFailSchema.optional(),
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

/** Why no run of a release goes on (quarantined), or none is started (its hosts kept crashing). */
export const releaseHoldSchema = z.object({
  kind: z.enum(['quarantined', 'breaker-open', 'breaker-trial']),
  by: z.string(),
  reason: z.string(),
  atMs: z.number(),
  /** When a host is started again, for a trial; null: when somebody says so. */
  retryAtMs: z.number().nullable(),
});
export type ReleaseHold = z.infer<typeof releaseHoldSchema>;

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
  /** Of the release in force. */
  releaseHold: releaseHoldSchema.nullable(),
  limits: hostLimitsSchema,
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

/** The agent that answers where none is named. */
export const assistantAgentId = 'console-assistant';
