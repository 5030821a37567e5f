import { z } from 'zod';
import { effectStatusSchema } from './effect.ts';
import { entryKindSchema } from './run.ts';

/** Verbs that do part of a run again. */
export const restartVerbs = ['retry', 'rewind', 'fork'] as const;
export const restartVerbSchema = z.enum(restartVerbs);
export type RestartVerb = z.infer<typeof restartVerbSchema>;

/** An action that the verb touches. */
export const touchedEffectSchema = z.object({
  effectId: z.string(),
  path: z.string(),
  toolId: z.string(),
  title: z.string(),
  status: effectStatusSchema,
  canCompensate: z.boolean(),
});
export type TouchedEffect = z.infer<typeof touchedEffectSchema>;

const entry = z.object({
  path: z.string(),
  kind: entryKindSchema,
  name: z.string(),
  durationMs: z.number().nullable(),
});

/** What doing a run again from an entry means, before it is done. Lists are cut at 200; the counts are whole. */
export const consequencesSchema = z.object({
  /** Hand it back with the verb: it is refused when what it would repeat has changed since. */
  version: z.string(),
  /** Null: from the top. */
  path: z.string().nullable(),
  kept: z.object({ entries: z.number(), workMs: z.number() }),
  redone: z.object({ entries: z.number(), workMs: z.number(), list: z.array(entry) }),
  /** Happened, or may have: proposed again, each asks again. */
  repeats: z.object({ count: z.number(), list: z.array(touchedEffectSchema) }),
  /** Not sent yet: taken back, and asked for again. */
  withdrawn: z.object({ count: z.number(), list: z.array(touchedEffectSchema) }),
  /** Happened, and stays as it is: its result is kept. */
  keptEffects: z.number(),
  /** Undone since, while its outcome would be kept. */
  undoneSince: z.object({ count: z.number(), list: z.array(touchedEffectSchema) }),
  /** Why the verb is refused from this entry, in a sentence; null: it is not. */
  blocked: z.string().nullable(),
  /** What else a person should know, in sentences. */
  notes: z.array(z.string()),
});
export type Consequences = z.infer<typeof consequencesSchema>;

/** What undoing a run would do, before it is cancelled or rolled back. Lists are cut at 200, newest first. */
export const undoPreviewSchema = z.object({
  undo: z.object({ count: z.number(), list: z.array(touchedEffectSchema) }),
  /** Happened, or may have, and stays. */
  cannot: z.object({ count: z.number(), list: z.array(touchedEffectSchema) }),
  /** Undone already. */
  undone: z.number(),
  notes: z.array(z.string()),
});
export type UndoPreview = z.infer<typeof undoPreviewSchema>;
