import { z } from 'zod';
import { agentSummarySchema, fileRefSchema, inspectionSchema, releaseHoldSchema } from '../domain/agent.ts';
import { decisionOutcomeSchema } from '../domain/approval.ts';
import { assistantAnswerSchema } from '../domain/assistant.ts';
import { startLimitsSchema } from '../domain/budget.ts';
import { auditEventSchema, auditVerdictSchema } from '../domain/audit.ts';
import { effectSummarySchema, unknownEffectSchema } from '../domain/effect.ts';
import { legalHoldSchema, removalSchema } from '../domain/retention.ts';
import {
  artifactSchema,
  journalRecordSchema,
  pauseSchema,
  runChildSchema,
  runSummarySchema,
  runVerbsSchema,
  startedRunSchema,
  runWaitSchema,
  stepSummarySchema,
  deadlineSchema,
} from '../domain/run.ts';
import { wayOnSchema } from '../domain/safe-fail.ts';
import { approvalCardMethods } from './approval-card-methods.ts';
import { secretName } from '../domain/egress.ts';
import { checkSchema, settingsSchema, stopScopeSchema, workspaceStatusSchema } from '../domain/workspace.ts';
import { approvalListMethods } from './approval-list-methods.ts';
import { policyMethods } from './policy-methods.ts';
import { editMethods } from './edit-methods.ts';
import { queueMethods, queueTerms } from './queue-methods.ts';
import { batchMethods } from './batch-methods.ts';
import { budgetMethods } from './budget-methods.ts';
import { conversationMethods } from './conversation-methods.ts';
import { grantMethods } from './grant-methods.ts';
import { scheduleMethods } from './schedule-methods.ts';
import { dutyMethods } from './duty-methods.ts';
import { decidedItem, givenReason, id, reason, releasePrefix, runFilter } from './inputs.ts';
import { modelMethods } from './model-methods.ts';
import { personMethods } from './person-methods.ts';
import { reviewMethods } from './review-methods.ts';
import { runVerbMethods } from './run-verb-methods.ts';
import { storageMethods } from './storage-methods.ts';

/** An opaque place in a list; hand it back to get the next page. */
const cursor = z.string().max(200);
const nothing = z.object({});
const ok = z.object({ ok: z.literal(true) });

/** Every call that crosses into the runtime. Types, validation, handler list and command line come from here. */
export const methods = {
  'workspace.status': { input: nothing, output: workspaceStatusSchema },
  'workspace.createSample': { input: nothing, output: z.object({ runId: z.string() }), mutates: true },
  'workspace.doctor': { input: nothing, output: z.object({ checks: z.array(checkSchema) }) },
  /** Says what became of a workspace that is found elsewhere; effects are held until then. */
  'workspace.settlePlace': {
    input: z.object({ verdict: z.enum(['moved', 'copied']), reason: z.string().min(1).max(2000) }),
    output: ok,
    mutates: true,
  },
  /** Confirms a clock that jumped ahead; effects are held until then. */
  'workspace.settleClock': { input: z.object({ reason: z.string().min(1).max(2000) }), output: ok, mutates: true },
  'settings.show': { input: nothing, output: settingsSchema },
  'settings.change': { input: settingsSchema.partial(), output: settingsSchema, mutates: true },
  /** Asks leave to keep or forget a secret, and records it; the command line writes the file, so no value crosses here. */
  'secret.change': {
    input: z.object({ name: secretName(), verb: z.enum(['kept', 'removed']) }),
    output: ok,
    mutates: true,
  },
  ...personMethods,
  ...modelMethods,

  'upload.open': {
    input: z.object({ name: z.string().max(400), bytes: z.number().int().min(0) }),
    output: z.object({ uploadId: z.string() }),
  },
  /** Pieces in their order; the next may be sent before the last is answered. */
  'upload.append': {
    input: z.object({ uploadId: id, offset: z.number().int().min(0), base64: z.string().max(900_000) }),
    output: z.object({ received: z.number() }),
  },
  'upload.close': { input: z.object({ uploadId: id }), output: fileRefSchema },
  /** Gives an upload up; what came of it is dropped. */
  'upload.cancel': { input: z.object({ uploadId: id }), output: ok },
  /** A file on the runtime's own machine, named by the command line or the desktop shell. */
  'file.import': { input: z.object({ path: z.string().max(4096) }), output: fileRefSchema },

  'agent.list': { input: nothing, output: z.object({ agents: z.array(agentSummarySchema) }) },
  'agent.add': { input: z.object({ folder: z.string().max(4096) }), output: agentSummarySchema, mutates: true },
  /** Holds every run of an agent: none is claimed, none sends anything, until `agent.resume`. */
  'agent.pause': { input: z.object({ agentId: id, reason }), output: pauseSchema, mutates: true },
  'agent.resume': { input: z.object({ agentId: id }), output: ok, mutates: true },
  /** Nothing of a release (absent: the one in force) is started or goes on, until `agent.liftQuarantine`; its runs stay. */
  'agent.quarantine': {
    input: z.object({ agentId: id, release: releasePrefix, reason: givenReason }),
    output: pauseSchema,
    mutates: true,
  },
  'agent.liftQuarantine': {
    input: z.object({ agentId: id, release: releasePrefix, reason: givenReason }),
    output: ok,
    mutates: true,
  },
  /** Lets a release whose hosts kept crashing start them again at once. */
  'agent.resetBreaker': { input: z.object({ agentId: id, release: releasePrefix, reason }), output: ok, mutates: true },
  'agent.inspect': { input: z.object({ agentId: id, file: fileRefSchema }), output: inspectionSchema },

  'run.start': {
    input: z.object({
      agentId: id,
      input: z.record(z.string(), z.unknown()),
      file: fileRefSchema.optional(),
      title: z.string().max(200).optional(),
      /** It is cancelled when it has not ended by then; ms from its start. */
      deadlineInMs: deadlineSchema.optional(),
      /** Over those its agent's manifest gives it. */
      budgets: startLimitsSchema.default([]),
      /** Nothing it proposes is ever sent, whatever is decided. */
      sandbox: z.boolean().default(false),
      /** The turn whose answer proposed it: its progress and its result come back into that conversation. */
      forTurn: id.optional(),
      ...queueTerms,
    }),
    output: startedRunSchema,
    mutates: true,
  },
  'run.list': {
    input: z.object({
      filter: runFilter.default({}),
      after: cursor.optional(),
      limit: z.number().int().min(1).max(500).default(100),
    }),
    output: z.object({ runs: z.array(runSummarySchema), next: cursor.nullable(), cursor }),
  },
  'run.show': {
    input: z.object({
      runId: id,
      /** A later page of effects; steps, approvals and artifacts are on the first page alone. */
      effectsAfter: cursor.optional(),
    }),
    output: z.object({
      run: runSummarySchema,
      input: z.unknown(),
      output: z.unknown(),
      steps: z.array(stepSummarySchema),
      effects: z.array(effectSummarySchema),
      effectsTotal: z.number(),
      /** Null or absent: these were the last effects. */
      effectsNext: cursor.nullable().optional(),
      approvals: z.array(z.string()),
      artifacts: z.array(artifactSchema),
      /** The runs below it, depth first; the list is cut at 200. */
      children: z.object({ total: z.number(), list: z.array(runChildSchema) }),
      /** What it waits for now, oldest first. */
      waits: z.array(runWaitSchema),
      /** The signals it takes, by what its release declares. */
      signals: z.array(z.object({ name: z.string(), version: z.string(), schema: z.record(z.string(), z.unknown()) })),
      /** Verbs and why one cannot be used now. */
      verbs: runVerbsSchema,
      legalHold: legalHoldSchema.nullable(),
      /** What was removed of it when the days it is kept for were over. */
      removal: removalSchema.nullable(),
      /** Set while its agent is paused. */
      agentPause: pauseSchema.nullable(),
      /** Of a run that failed or needs a person. */
      wayOn: wayOnSchema.nullable(),
      /** Set while its release is quarantined, or may start no hosts. */
      releaseHold: releaseHoldSchema.nullable(),
      cursor,
    }),
  },
  'run.journal': {
    input: z.object({
      runId: id,
      afterOrd: z.number().int().min(0).default(0),
      limit: z.number().int().min(1).max(1000).default(200),
    }),
    output: z.object({ records: z.array(journalRecordSchema), total: z.number() }),
  },
  'run.entry': {
    input: z.object({ runId: id, ord: z.number().int() }),
    output: z.object({ record: journalRecordSchema, value: z.unknown() }),
  },
  ...runVerbMethods,
  ...queueMethods,
  ...batchMethods,
  ...conversationMethods,
  'artifact.read': {
    input: z.object({
      artifactId: id,
      offset: z.number().int().min(0).default(0),
      length: z.number().int().min(1).max(600_000).default(400_000),
    }),
    output: z.object({ artifact: artifactSchema, text: z.string(), offset: z.number(), total: z.number() }),
  },

  ...budgetMethods,
  ...grantMethods,
  ...scheduleMethods,
  ...storageMethods,
  ...dutyMethods,

  ...approvalListMethods,
  ...reviewMethods,
  ...approvalCardMethods,
  'approval.approve': {
    input: z.object({ items: z.array(decidedItem).min(1).max(5000), reason: z.string().max(2000).default('') }),
    output: z.object({ results: z.array(decisionOutcomeSchema) }),
    mutates: true,
  },
  'approval.reject': {
    input: z.object({ items: z.array(decidedItem).min(1).max(5000), reason: z.string().min(1).max(2000) }),
    output: z.object({ results: z.array(decisionOutcomeSchema) }),
    mutates: true,
  },
  /** Answers the agent instead of letting its actions run; the answer is told to it word for word. */
  'approval.respond': {
    input: z.object({ items: z.array(decidedItem).min(1).max(5000), answer: z.string().trim().min(1).max(2000) }),
    output: z.object({ results: z.array(decisionOutcomeSchema) }),
    mutates: true,
  },
  ...editMethods,
  /** Takes an approval back while it is held; the item is pending again. */
  'approval.undo': {
    input: z.object({ approvalIds: z.array(id).min(1).max(5000) }),
    output: z.object({ results: z.array(decisionOutcomeSchema) }),
    mutates: true,
  },
  /**
   * Asks for a done effect to be undone through its tool's declared compensation. The answer is the undoing: an effect
   * of its own, judged by the policy, that waits for a decision where that says so.
   */
  'effect.compensate': {
    input: z.object({ effectId: id, reason: z.string().max(2_000).default('') }),
    output: effectSummarySchema,
    mutates: true,
  },
  /** Actions whose outcome nobody knows, the oldest first, or just this one; with what a person can make of each. */
  'effect.unknown': {
    input: z.object({ effectId: id.optional(), limit: z.number().int().min(1).max(200).default(50) }),
    output: z.object({ effects: z.array(unknownEffectSchema), total: z.number() }),
  },
  /** Settles an `unknown` effect from what a person found out, or has it sent again under its key, where that is safe. */
  'effect.reconcile': {
    input: z.object({
      effectId: id,
      verdict: z.enum(['happened', 'did-not-happen', 'retry']),
      reason: z.string().min(1).max(2000),
    }),
    output: effectSummarySchema,
    mutates: true,
  },
  ...policyMethods,

  'stop.engage': {
    input: z.object({ scope: stopScopeSchema, reason: z.string().max(2000).default('') }),
    /** Granted actions that wait for a decision again, and those a tool had begun with, whose end is told when known. */
    output: z.object({ ok: z.literal(true), held: z.number(), inFlight: z.number() }),
    mutates: true,
  },
  'stop.lift': {
    input: z.object({ scope: stopScopeSchema, reason: z.string().min(1).max(2000) }),
    output: ok,
    mutates: true,
  },

  'assistant.ask': {
    input: z.object({
      question: z.string().min(1).max(4000),
      about: z.object({ kind: z.enum(['run', 'approval', 'agent']), id: z.string() }).optional(),
    }),
    output: assistantAnswerSchema,
  },

  'audit.list': {
    input: z.object({
      before: z.number().int().optional(),
      kind: z.string().max(80).optional(),
      limit: z.number().int().min(1).max(500).default(100),
    }),
    output: z.object({ events: z.array(auditEventSchema), total: z.number() }),
  },
  'audit.verify': { input: nothing, output: auditVerdictSchema },
} as const satisfies Record<string, { input: z.ZodType; output: z.ZodType; mutates?: true }>;

export type MethodName = keyof typeof methods;
/** What a caller writes (defaults may be left out). */
export type MethodInput<M extends MethodName> = z.input<(typeof methods)[M]['input']>;
/** What a handler gets (defaults filled in). */
export type MethodArguments<M extends MethodName> = z.output<(typeof methods)[M]['input']>;
export type MethodOutput<M extends MethodName> = z.output<(typeof methods)[M]['output']>;
