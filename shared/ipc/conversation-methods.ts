import { z } from 'zod';
import {
  attachmentSchema,
  conversationSchema,
  memorySchema,
  planStepSchema,
  questionSchema,
  turnSchema,
} from '../domain/conversation.ts';
import { pastTurnSchema } from '../domain/routing.ts';
import { dataLabelSchema } from '../domain/model-call.ts';
import { id } from './inputs.ts';

const cursor = z.string().max(200);
const ok = z.object({ ok: z.literal(true) });
const message = z.string().trim().min(1).max(100_000);
const said = {
  text: message,
  attachments: z.array(attachmentSchema).max(20).default([]),
  labels: z.array(dataLabelSchema).default([]),
  /** What is selected beside the panel. */
  about: z
    .object({ kind: z.enum(['run', 'approval', 'agent']), id })
    .nullable()
    .default(null),
  /** The operator's own choice of lane; the rule chooses when absent. */
  lane: z.enum(['interactive', 'background']).optional(),
};

/** Talking with agents: each turn is a run. */
export const conversationMethods = {
  /** Newest first; with `text`, those in which it is found. */
  'conversation.list': {
    input: z.object({
      text: z.string().max(400).optional(),
      after: cursor.optional(),
      limit: z.number().int().min(1).max(200).default(50),
    }),
    output: z.object({ conversations: z.array(conversationSchema), next: z.string().nullable() }),
  },
  /** One branch of it, oldest first: up to its head, or to the turn that is named. The newest hundred, earlier ones by `before`. */
  'conversation.show': {
    input: z.object({ conversationId: id, headId: id.optional(), before: id.optional() }),
    output: z.object({ conversation: conversationSchema, turns: z.array(turnSchema), hasEarlier: z.boolean() }),
  },
  'conversation.begin': {
    input: z.object({ agentId: id.default('console-assistant'), title: z.string().trim().max(200).optional() }),
    output: conversationSchema,
    mutates: true,
  },
  'conversation.rename': {
    input: z.object({ conversationId: id, title: z.string().trim().min(1).max(200) }),
    output: conversationSchema,
    mutates: true,
  },
  /** Its turns and their words go; that they were, and what was decided in them, stays in the log. */
  'conversation.remove': { input: z.object({ conversationId: id }), output: ok, mutates: true },
  /** Markdown for people, JSON for programs: all branches, with sources, costs and lanes. */
  'conversation.export': {
    input: z.object({ conversationId: id, form: z.enum(['markdown', 'json']) }),
    output: z.object({ name: z.string(), text: z.string() }),
  },
  /**
   * A message, and the turn it begins. While another turn of the branch is at work: `queue` waits for its end, `steer`
   * hands it to the turn at work before its next model call, `interrupt` stops that turn first.
   */
  'turn.say': {
    input: z.object({
      conversationId: id,
      /** The turn it follows; the head of the branch when absent; null: the first. */
      parentId: id.nullable().optional(),
      whileBusy: z.enum(['queue', 'steer', 'interrupt']).default('queue'),
      ...said,
    }),
    output: turnSchema,
    mutates: true,
  },
  /** The same question answered once more, beside the first. */
  'turn.regenerate': { input: z.object({ turnId: id }), output: turnSchema, mutates: true },
  /** The question in other words: an alternative with the same parent. */
  'turn.resend': { input: z.object({ turnId: id, ...said }), output: turnSchema, mutates: true },
  'turn.stop': { input: z.object({ turnId: id }), output: turnSchema, mutates: true },
  'turn.promote': { input: z.object({ turnId: id }), output: turnSchema, mutates: true },
  'turn.show': { input: z.object({ turnId: id }), output: turnSchema },
  /** Makes an alternative the one that is shown, with what follows it. */
  'turn.choose': { input: z.object({ turnId: id }), output: conversationSchema, mutates: true },
  /** Somebody has looked at what came of them: whether their lane was right is told by when. */
  'turn.seen': { input: z.object({ turnIds: z.array(id).min(1).max(100) }), output: ok, mutates: true },
  /** Newest first: which lane they took, why, and whether it was right; `counts` are of the newest 1,000. */
  'turn.past': {
    input: z.object({
      agentId: id.optional(),
      after: cursor.optional(),
      limit: z.number().int().min(1).max(200).default(50),
    }),
    output: z.object({
      turns: z.array(pastTurnSchema),
      next: z.string().nullable(),
      counts: z.object({ right: z.number(), wrong: z.number(), 'not-known': z.number() }),
    }),
  },
  'turn.changePlan': {
    input: z.object({ turnId: id, plan: z.array(planStepSchema).max(50) }),
    output: turnSchema,
    mutates: true,
  },
  /** Exactly what was sent to a model, by the path of its call. */
  'turn.context': {
    input: z.object({ turnId: id, path: z.string().max(400) }),
    output: z.object({
      text: z.string(),
      tokens: z.array(z.object({ part: z.string(), tokens: z.number() })),
      isCounted: z.boolean(),
    }),
  },
  /** Of whom, and what is open: for the inbox and the conversation. */
  'question.list': {
    input: z.object({ open: z.boolean().default(true) }),
    output: z.object({ questions: z.array(questionSchema) }),
  },
  'question.answer': { input: z.object({ questionId: id, answer: message }), output: questionSchema, mutates: true },
  'memory.list': { input: z.object({ agentId: id }), output: z.object({ memories: z.array(memorySchema) }) },
  'memory.change': {
    input: z.object({ memoryId: id, text: z.string().trim().min(1).max(4_000) }),
    output: memorySchema,
    mutates: true,
  },
  'memory.erase': { input: z.object({ memoryId: id }), output: ok, mutates: true },
} as const;
