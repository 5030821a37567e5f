import { z } from 'zod';
import { errorCodes } from '../errors.ts';

/** What a window, the command line or a shell says to the runtime. */
export const clientFrameSchema = z.discriminatedUnion('t', [
  z.strictObject({
    t: z.literal('call'),
    id: z.number().int().min(0),
    method: z.string().max(80),
    input: z.unknown(),
    /** UUIDv7, made by the caller, on every mutating method: a repeat gets the first reply. */
    commandId: z.uuid().optional(),
    /** The local profile that acts. */
    as: z.string().max(64).optional(),
  }),
  /** Follow topics from now on; `key` = one run id, absent = all. Follow first, then read: nothing is missed in between. */
  z.strictObject({
    t: z.literal('subscribe'),
    id: z.number().int().min(0),
    topics: z.array(z.string().max(80)).min(1).max(20),
    key: z.string().max(200).optional(),
  }),
  z.strictObject({ t: z.literal('unsubscribe'), id: z.number().int().min(0) }),
]);
export type ClientFrame = z.infer<typeof clientFrameSchema>;

export const wireErrorSchema = z.object({ code: z.enum(errorCodes), message: z.string(), hint: z.string().optional() });

/** What the runtime answers. Events come in batches: at most one message per frame per window. */
export const serverFrameSchema = z.discriminatedUnion('t', [
  z.discriminatedUnion('ok', [
    z.object({ t: z.literal('reply'), id: z.number(), ok: z.literal(true), value: z.unknown() }),
    z.object({ t: z.literal('reply'), id: z.number(), ok: z.literal(false), error: wireErrorSchema }),
  ]),
  z.object({
    t: z.literal('events'),
    id: z.number(),
    /** Number of the first event; the batch is contiguous. */
    n: z.number(),
    /** How far the store was when the last of them was committed, in the terms of a snapshot's `cursor`; '' = not known. */
    cursor: z.string(),
    events: z.array(z.object({ topic: z.string(), payload: z.unknown() })),
    /** The subscription fell behind and skipped: ask for a fresh snapshot. */
    gap: z.boolean().optional(),
  }),
  z.object({ t: z.literal('ephemeral'), name: z.string(), payload: z.unknown() }),
]);
export type ServerFrame = z.infer<typeof serverFrameSchema>;
