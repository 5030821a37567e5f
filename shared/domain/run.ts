import { z } from 'zod';
import { budgetStopSchema } from './budget.ts';
import { laneSchema } from './lane.ts';

/** The whole list of run statuses; see product.md. A status is stored, never derived. */
export const runStatuses = [
  'queued',
  'running',
  'waiting-approval',
  'waiting-signal',
  'sleeping',
  'paused',
  'retrying',
  'succeeded',
  'continued',
  'failed',
  'cancelled',
  'compensating',
  'compensated',
  'needs-attention',
] as const;
export const runStatusSchema = z.enum(runStatuses);
export type RunStatus = z.infer<typeof runStatusSchema>;

/** Statuses from which a run does nothing more by itself. */
export const finalRunStatuses: ReadonlySet<RunStatus> = new Set([
  'succeeded',
  'continued',
  'failed',
  'cancelled',
  'compensated',
  'needs-attention',
]);

/** Real progress as the agent reports it; `total` and `etaMs` only when they are known. */
export const progressSchema = z.object({
  phase: z.string(),
  done: z.number(),
  total: z.number().nullable(),
  unit: z.string(),
  etaMs: z.number().nullable(),
});
export type Progress = z.infer<typeof progressSchema>;

export const runErrorSchema = z.object({
  code: z.string(),
  message: z.string(),
  hint: z.string().optional(),
  where: z.string().optional(),
});
export type RunError = z.infer<typeof runErrorSchema>;

/** A verb of a run, and why it cannot be used now; the reason is empty when it can. */
export const verbSchema = z.object({ allowed: z.boolean(), reason: z.string() });
export type Verb = z.infer<typeof verbSchema>;

export const runVerbsSchema = z.object({
  cancel: verbSchema,
  kill: verbSchema,
  pause: verbSchema,
  resume: verbSchema,
  retry: verbSchema,
  rewind: verbSchema,
  fork: verbSchema,
  rollBack: verbSchema,
  extend: verbSchema,
  signal: verbSchema,
  prioritise: verbSchema,
  move: verbSchema,
  delay: verbSchema,
});
export type RunVerbs = z.infer<typeof runVerbsSchema>;

/** How long after its start a run is cancelled when it has not ended, ms. */
export const deadlineSchema = z.number().int().min(1_000).max(31_536_000_000);

/** Who paused a run, or an agent, and why. */
export const pauseSchema = z.object({
  by: z.string(),
  reason: z.string(),
  atMs: z.number(),
  /** It stands at this budget until a person raises it or stops the run. */
  budget: budgetStopSchema.optional(),
});
export type Pause = z.infer<typeof pauseSchema>;

/** The run another one was made from; `path` is the entry it goes on from, null: its top. */
export const runOriginSchema = z.object({
  kind: z.enum(['fork', 'extension', 'continuation']),
  runId: z.string(),
  path: z.string().nullable(),
});
export type RunOrigin = z.infer<typeof runOriginSchema>;

/** A joined child is waited for and ends with its parent; a detached one has a life of its own. */
export const childLifeSchema = z.enum(['joined', 'detached']);
export type ChildLife = z.infer<typeof childLifeSchema>;

/** The run that spawned this one. */
export const runParentSchema = z.object({ runId: z.string(), life: childLifeSchema });
export type RunParent = z.infer<typeof runParentSchema>;

/** Who asked for what a run did to be undone, and why. */
export const undoSchema = z.object({
  by: z.string(),
  /** Null: its deadline asked. Absent where it was asked before this was kept. */
  personId: z.string().nullable().optional(),
  reason: z.string(),
  atMs: z.number(),
});
export type Undo = z.infer<typeof undoSchema>;

/** One line of a run list. */
export const runSummarySchema = z.object({
  runId: z.string(),
  engineId: z.string(),
  agentId: z.string(),
  agentTitle: z.string(),
  title: z.string(),
  lane: laneSchema,
  /** Where it waits whenever it waits for a host, and how far ahead of the others. */
  queue: z.string(),
  priority: z.number(),
  /** It starts no earlier; null: as soon as its turn comes. */
  notBeforeMs: z.number().nullable(),
  /** Its queue's limit per key counts it under this. */
  queueKey: z.string().nullable(),
  dedupKey: z.string().nullable(),
  status: runStatusSchema,
  startedBy: z.string(),
  releaseHash: z.string(),
  lineageId: z.string(),
  attempt: z.number(),
  recoveries: z.number(),
  createdAtMs: z.number(),
  startedAtMs: z.number().nullable(),
  finishedAtMs: z.number().nullable(),
  wakeAtMs: z.number().nullable(),
  progress: progressSchema.nullable(),
  error: runErrorSchema.nullable(),
  pendingApprovals: z.number(),
  effects: z.number(),
  effectsDone: z.number(),
  /** Rows of the input that were set aside with a reason. */
  quarantined: z.number(),
  partial: z.boolean(),
  sample: z.boolean(),
  /** Set while this run itself is paused. */
  pause: pauseSchema.nullable(),
  origin: runOriginSchema.nullable(),
  parent: runParentSchema.nullable(),
  /** The run it went on as, when it is `continued`. */
  continuedAs: z.string().nullable(),
  /** When it is cancelled, unless it has ended; null: never. */
  deadlineAtMs: z.number().nullable(),
  /** Its effects are composed, decided and recorded, and never handed to a tool. */
  sandbox: z.boolean(),
});
export type RunSummary = z.infer<typeof runSummarySchema>;

/** A start that made no run of its own: another holds its key (`dedup`), or waits to start and took its input (`debounce`). */
export const startedRunSchema = runSummarySchema.extend({ joined: z.enum(['dedup', 'debounce']).optional() });
export type StartedRun = z.infer<typeof startedRunSchema>;

export const entryKinds = [
  'step',
  'all',
  'race',
  'sleep',
  'signal',
  'effect',
  'model',
  'artifact',
  'send',
  'spawn',
  'join',
  'continue',
  'lifecycle',
] as const;
export const entryKindSchema = z.enum(entryKinds);
export type EntryKind = z.infer<typeof entryKindSchema>;

/** A journal record: entries are appended, never changed; the last record of a path is its state. */
export const entryPhases = ['waiting', 'attempt-failed', 'done', 'failed', 'cancelled'] as const;
export const entryPhaseSchema = z.enum(entryPhases);
export type EntryPhase = z.infer<typeof entryPhaseSchema>;

export const journalRecordSchema = z.object({
  ord: z.number(),
  path: z.string(),
  kind: entryKindSchema,
  name: z.string(),
  phase: entryPhaseSchema,
  attempt: z.number(),
  /** Work time of this attempt; null for waits. */
  durationMs: z.number().nullable(),
  atMs: z.number(),
  /** A short reading of the result or the error; whole values are read by path. */
  preview: z.string(),
  error: runErrorSchema.nullable(),
  dueAtMs: z.number().nullable(),
  /** Copied from an earlier lineage, or from the run this one was forked from: it was not done again. */
  isKept: z.boolean(),
});
export type JournalRecord = z.infer<typeof journalRecordSchema>;

export const artifactSchema = z.object({
  artifactId: z.string(),
  runId: z.string(),
  name: z.string(),
  version: z.number(),
  role: z.enum(['report', 'data', 'quarantine']),
  mediaType: z.string(),
  sha256: z.string(),
  bytes: z.number(),
  /** How many items it holds, where that means something (quarantined rows, drafts). */
  items: z.number().nullable(),
  path: z.string(),
  atMs: z.number(),
});
export type Artifact = z.infer<typeof artifactSchema>;

/** Something a run waits for that is not a decision. */
export const runWaitSchema = z.object({
  path: z.string(),
  kind: z.enum(['signal', 'child', 'sleep', 'retry']),
  /** Of the signal, or of the entry that sleeps; the id of the child. */
  name: z.string(),
  /** Of the signal; empty: none. */
  key: z.string(),
  sinceMs: z.number(),
  /** When it ends by itself; null: never. */
  dueAtMs: z.number().nullable(),
});
export type RunWait = z.infer<typeof runWaitSchema>;

/** A run below another in its tree. */
export const runChildSchema = z.object({
  runId: z.string(),
  parentId: z.string(),
  /** 1: started by the run itself. */
  depth: z.number(),
  life: childLifeSchema,
  agentTitle: z.string(),
  title: z.string(),
  status: runStatusSchema,
  finishedAtMs: z.number().nullable(),
});
export type RunChild = z.infer<typeof runChildSchema>;

export const stepSummarySchema = z.object({
  path: z.string(),
  name: z.string(),
  attempt: z.number(),
  status: z.enum(['running', 'waiting', 'retrying', 'done', 'failed', 'cancelled']),
  durationMs: z.number().nullable(),
});
export type StepSummary = z.infer<typeof stepSummarySchema>;
