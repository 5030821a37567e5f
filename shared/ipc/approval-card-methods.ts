import { z } from 'zod';
import { approvalDetailSchema } from '../domain/approval.ts';
import { similarSchema } from '../domain/similar.ts';
import { id } from './inputs.ts';

/** What the card of one approval is read with. */
export const approvalCardMethods = {
  'approval.show': { input: z.object({ approvalId: id }), output: approvalDetailSchema },
  /** How items like this one were decided before. */
  'approval.similar': { input: z.object({ approvalId: id }), output: similarSchema },
  /** A piece of a payload's JSON, where `approval.show` had only the beginning of it. Offsets count characters. */
  'approval.read': {
    input: z.object({ approvalId: id, offset: z.number().int().min(0) }),
    output: z.object({ text: z.string(), total: z.number() }),
  },
} as const;
