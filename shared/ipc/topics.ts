import { simulationSchema } from '../domain/policy-simulation.ts';
import { z } from 'zod';
import { backupProgressSchema } from '../domain/backup.ts';
import { bulkJobSchema } from '../domain/bulk.ts';
import { approvalSummarySchema } from '../domain/approval.ts';
import { conversationSchema } from '../domain/conversation.ts';
import { reservationSchema } from '../domain/duty.ts';
import { artifactSchema, journalRecordSchema, progressSchema, runSummarySchema } from '../domain/run.ts';
import { effectSummarySchema } from '../domain/effect.ts';
import { turnDeltaSchema } from '../domain/turn-delta.ts';

/**
 * Durable topics: each event is a committed fact, numbered `n` without gaps inside a subscription.
 * A gap means: ask again. `key` narrows a subscription to one run, or to one conversation.
 */
export const topics = {
  /** A run's summary after each change of it. */
  'run.changed': runSummarySchema,
  /** A bulk job after each of its items. */
  'bulk.changed': bulkJobSchema,
  'approval.changed': approvalSummarySchema,
  'effect.changed': effectSummarySchema,
  'artifact.added': artifactSchema,
  'journal.appended': z.object({ runId: z.string(), records: z.array(journalRecordSchema) }),
  /**
   * A conversation as it stands now (null: it was removed), and which of its turns have moved: ask `turn.show` for those
   * that are shown. `key` narrows a subscription to one conversation.
   */
  'conversation.changed': z.object({
    conversationId: z.string(),
    conversation: conversationSchema.nullable(),
    turnIds: z.array(z.string()),
  }),
  /** Something the frame shows has moved (people, stops, settings, degraded): ask `workspace.status` again. */
  'workspace.changed': z.object({ reason: z.string() }),
} as const;
export type TopicName = keyof typeof topics;
export type TopicPayload<T extends TopicName> = z.output<(typeof topics)[T]>;

/** Ephemeral messages: coalesced, may be dropped, never stored. */
export const ephemerals = {
  progress: z.object({ runId: z.string(), progress: progressSchema.nullable(), runningSteps: z.array(z.string()) }),
  /** What a model says while it says it, for who follows its run. */
  turn: turnDeltaSchema,
  /** Who has an item open now; null: nobody any more. It ends by itself. */
  reserved: z.object({ approvalId: z.string(), reservedBy: reservationSchema.nullable() }),
  /** How far the backup is that is being made. */
  backup: backupProgressSchema,
  /** How far a policy has been tried on what was judged. */
  simulation: simulationSchema,
  /** From the shell: the runtime process went away, is back, or is not started again (then with words). */
  runtime: z.object({ state: z.enum(['restarting', 'up', 'stopped']), message: z.string(), hint: z.string() }),
} as const;
export type EphemeralName = keyof typeof ephemerals;
export type EphemeralPayload<T extends EphemeralName> = z.output<(typeof ephemerals)[T]>;
