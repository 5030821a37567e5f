import { z } from 'zod';
import { decisionOutcomeSchema } from '../domain/approval.ts';
import { addresseeSchema, reservationSchema } from '../domain/duty.ts';
import { personIdSchema, profileSchema } from '../domain/person.ts';
import { decidedItem, id, reason } from './inputs.ts';

const items = z.array(decidedItem).min(1).max(5000);
const results = z.object({ results: z.array(decisionOutcomeSchema) });
const moment = z.number().int().min(0).max(8_640_000_000_000_000);

/** What people do with items beside deciding on them, and what is known of the people. Nothing here approves anything. */
export const dutyMethods = {
  /** Addresses items to the next of their chain (`to` null), or to whom is named; others may decide all the same. */
  'approval.escalate': {
    input: z.object({ items, to: addresseeSchema.nullable().default(null), reason }),
    output: results,
    mutates: true,
  },
  /** Hides items from one's own list until then, or until somebody else does something with them; null: no longer. */
  'approval.snooze': {
    input: z.object({
      items,
      untilMs: moment.nullable(),
      event: z.enum(['somebody-acts']).nullable().default(null),
    }),
    output: results,
    mutates: true,
  },
  /** Somebody else decides in one's place until then, under their own name. */
  'approval.delegate': {
    input: z.object({ items, to: personIdSchema, untilMs: moment, reason }),
    output: results,
    mutates: true,
  },
  /** Takes the requests back: nobody refused them, and they do not run. */
  'approval.withdraw': { input: z.object({ items, reason }), output: results, mutates: true },
  /**
   * Says that the caller has the item open, for two minutes; said again, it is kept. `takeOver`: also where somebody
   * else has it. The answer is who has it now. It keeps nobody from deciding, and is forgotten with the process.
   */
  'approval.reserve': {
    input: z.object({ approvalId: id, takeOver: z.boolean().default(false) }),
    output: z.object({ reservedBy: reservationSchema.nullable() }),
  },
  /** The caller has it open no longer. */
  'approval.release': { input: z.object({ approvalId: id }), output: z.object({ ok: z.literal(true) }) },
  /** Says that a profile is the person of another one (an admin does), or a person of its own (`to` null). */
  'person.link': {
    input: z.object({ personId: personIdSchema, to: personIdSchema.nullable(), reason }),
    output: profileSchema,
    mutates: true,
  },
  /** When somebody is away, and who decides in their place. */
  'person.setAbsence': {
    input: z.object({
      personId: personIdSchema,
      fromMs: moment,
      untilMs: moment,
      standIn: personIdSchema.nullable().default(null),
      reason,
    }),
    output: profileSchema,
    mutates: true,
  },
  'person.endAbsence': { input: z.object({ personId: personIdSchema }), output: profileSchema, mutates: true },
} as const;
