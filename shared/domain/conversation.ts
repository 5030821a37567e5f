import { z } from 'zod';
import { assistantActionSchema } from './assistant.ts';
import { laneSchema } from './lane.ts';
import { dataLabelSchema, modelSourceSchema, modelUsageSchema, passedOverSchema } from './model-call.ts';
import { progressSchema, runStatusSchema } from './run.ts';

/** Something of the workspace a person hands over with a message. */
export const attachmentSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('file'), sha256: z.string(), name: z.string(), bytes: z.number() }),
  z.object({ kind: z.literal('run'), id: z.string(), label: z.string() }),
  z.object({ kind: z.literal('approval'), id: z.string(), label: z.string() }),
]);
export type Attachment = z.infer<typeof attachmentSchema>;

/** Why a turn took its lane: each fact that was looked at, what it said, and for which lane it speaks. */
export const laneReasonSchema = z.object({
  fact: z.string(),
  value: z.string(),
  speaksFor: z.enum(['interactive', 'background']),
});
export const laneChoiceSchema = z.object({
  lane: laneSchema,
  /** `person`: overridden by the operator. `budget`: the turn outgrew its latency budget. */
  by: z.enum(['rule', 'person', 'budget']),
  reasons: z.array(laneReasonSchema),
  atMs: z.number(),
});
export type LaneChoice = z.infer<typeof laneChoiceSchema>;

/** One tool call of a turn, as its card in the conversation shows it. */
export const turnCallSchema = z.object({
  callId: z.string(),
  tool: z.string(),
  arguments: z.string(),
  status: z.enum(['running', 'waiting-approval', 'done', 'failed', 'refused', 'unknown']),
  /** The beginning of what came back, inert text. */
  preview: z.string(),
  approvalId: z.string().nullable(),
  tookMs: z.number().nullable(),
  /** Its output came from outside (a file, the web, a server): shown as such. */
  provenance: z.string().nullable(),
});
export type TurnCall = z.infer<typeof turnCallSchema>;

/** A check of what goes in or comes out. */
export const verdictSchema = z.object({
  /** Stable, such as `input.too-large`, `output.secret`. */
  rule: z.string(),
  verdict: z.enum(['pass', 'warn', 'block']),
  message: z.string(),
});
export type Verdict = z.infer<typeof verdictSchema>;

/** One model call of a turn: what it cost and where the time went. */
export const turnModelCallSchema = z.object({
  path: z.string(),
  endpointId: z.string(),
  model: z.string(),
  status: z.enum(['running', 'completed', 'incomplete', 'refused', 'failed', 'unknown']),
  reason: z.string().nullable(),
  usage: modelUsageSchema,
  money: z.string().nullable(),
  passedOver: z.array(passedOverSchema),
  firstByteMs: z.number().nullable(),
  firstTokenMs: z.number().nullable(),
  tookMs: z.number(),
  /** The artifact that holds exactly what was sent. */
  sentSha256: z.string().nullable(),
  isKept: z.boolean(),
});
export type TurnModelCall = z.infer<typeof turnModelCallSchema>;

/** A background run asks the person something; the answer is a signal to it. */
export const questionSchema = z.object({
  questionId: z.string(),
  runId: z.string(),
  turnId: z.string().nullable(),
  conversationId: z.string().nullable(),
  text: z.string(),
  choices: z.array(z.string()),
  askedAtMs: z.number(),
  answer: z.string().nullable(),
  answeredBy: z.string().nullable(),
  answeredAtMs: z.number().nullable(),
  /** The run ended or went another way before anybody answered. */
  isOver: z.boolean(),
});
export type Question = z.infer<typeof questionSchema>;

/** A run that another agent does for a turn, in the background; its result comes back here. */
export const turnWorkSchema = z.object({
  runId: z.string(),
  agentTitle: z.string(),
  title: z.string(),
  status: runStatusSchema,
  progress: progressSchema.nullable(),
  /** Its report, once there is one. */
  reportArtifactId: z.string().nullable(),
  pendingApprovals: z.number(),
  finishedAtMs: z.number().nullable(),
});
export type TurnWork = z.infer<typeof turnWorkSchema>;

/** What a person said to a turn at work; it is heard before the turn's next model call. */
export const steerSchema = z.object({
  text: z.string(),
  personId: z.string(),
  atMs: z.number(),
  /** The agent has heard it. */
  isTaken: z.boolean(),
  /** The turn ended without hearing it: the turn it became. */
  becameId: z.string().nullable(),
});

/** What a turn came to. */
export const turnAnswerSchema = z.object({
  /** Markdown; numbers in square brackets refer to `sources`, from 1. */
  text: z.string(),
  sources: z.array(modelSourceSchema),
  choices: z.array(z.string()).max(3),
  action: assistantActionSchema.nullable(),
  /** Who answered: the embedded engine, or a model at an endpoint; said in the answer. */
  engine: z.string(),
  verdicts: z.array(verdictSchema),
  atMs: z.number(),
});
export type TurnAnswer = z.infer<typeof turnAnswerSchema>;

export const planStepSchema = z.object({
  text: z.string().min(1).max(500),
  status: z.enum(['open', 'doing', 'done', 'dropped']),
});

/**
 * A person's message and what came of it. It is a run of the conversation's agent in the interactive lane, so it is
 * durable, metered, stopped and explained like any other; promoted, the same run goes on in the background lane.
 */
export const turnSchema = z.object({
  turnId: z.string(),
  conversationId: z.string(),
  /** The turn before it on its branch; null: the first. Turns of one parent are alternatives. */
  parentId: z.string().nullable(),
  /** The turn whose question it answers anew. */
  regenerates: z.string().nullable(),
  /** Its alternatives, itself included, oldest first. */
  siblings: z.array(z.string()),
  text: z.string(),
  attachments: z.array(attachmentSchema),
  labels: z.array(dataLabelSchema),
  personId: z.string(),
  /** Null: it waits for the turn before it to end. */
  runId: z.string().nullable(),
  status: runStatusSchema,
  /** `queued`: it waits for the turn before it. */
  isQueued: z.boolean(),
  lanes: z.array(laneChoiceSchema),
  latencyBudgetMs: z.number(),
  /** What it is doing, in the agent's words; null before it says. */
  doing: z.string().nullable(),
  plan: z.array(planStepSchema),
  calls: z.array(turnCallSchema),
  models: z.array(turnModelCallSchema),
  questions: z.array(questionSchema),
  steers: z.array(steerSchema),
  work: z.array(turnWorkSchema),
  answer: turnAnswerSchema.nullable(),
  error: z.object({ code: z.string(), message: z.string(), hint: z.string().optional() }).nullable(),
  /** Facts under the answer that have changed since. */
  outdated: z.array(z.object({ source: z.number(), nowAtMs: z.number(), what: z.string() })),
  /** Tokens and money of the whole turn, a second asking after a cut call included. */
  cost: z.object({
    tokens: z.number(),
    money: z.array(z.string()),
    /** A call is at work, or nobody knows its end: what it reserved is counted. */
    isAtMost: z.boolean(),
  }),
  /** Input waited, model, tools, people, our own work: ms, of the whole. */
  latency: z.object({
    queuedMs: z.number(),
    modelMs: z.number(),
    toolMs: z.number(),
    personMs: z.number(),
    ownMs: z.number(),
  }),
  askedAtMs: z.number(),
  endedAtMs: z.number().nullable(),
  /** Release of the agent that answered. */
  releaseHash: z.string().nullable(),
});
export type Turn = z.infer<typeof turnSchema>;

/** Signals a conversational agent may declare, with what each carries. */
export const turnSignals = {
  /** `{text}` of a message that came while it was at work. */
  steer: 'steer',
  /** `{plan}` as a person changed it. */
  plan: 'plan',
} as const;

export const conversationSchema = z.object({
  conversationId: z.string(),
  title: z.string(),
  agentId: z.string(),
  personId: z.string(),
  /** The last turn of the branch that is shown. */
  headId: z.string().nullable(),
  turns: z.number(),
  /** A turn of it is at work, or waits for a person. */
  isBusy: z.boolean(),
  waitsForMe: z.boolean(),
  createdAtMs: z.number(),
  changedAtMs: z.number(),
});
export type Conversation = z.infer<typeof conversationSchema>;

/** A piece of what an agent remembers between conversations. */
export const memorySchema = z.object({
  memoryId: z.string(),
  agentId: z.string(),
  text: z.string(),
  /** The turn or run it was learned in. */
  source: modelSourceSchema,
  changedBy: z.string().nullable(),
  atMs: z.number(),
});
export type Memory = z.infer<typeof memorySchema>;
