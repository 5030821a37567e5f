import { z } from 'zod';
import { reviewedItemSchema, reviewMeasureSchema, reviewStatisticsSchema } from '../domain/review-statistics.ts';

const days = z.number().int().min(1).max(366).default(30);

/** Of the caller's own decisions; nobody is shown another's. */
export const reviewMethods = {
  'review.statistics': {
    /** `isTeam`: of everybody together, for an admin. */
    input: z.object({ days, isTeam: z.boolean().default(false) }),
    output: reviewStatisticsSchema,
  },
  /** The decisions behind a number, the last first. */
  'review.items': {
    input: z.object({
      days,
      measure: reviewMeasureSchema,
      /** Only those of this day. */
      day: z
        .string()
        .regex(/^\d{4}-\d\d-\d\d$/)
        .optional(),
      after: z.number().int().min(0).default(0),
      limit: z.number().int().min(1).max(500).default(100),
    }),
    output: z.object({ items: z.array(reviewedItemSchema), total: z.number(), next: z.number().nullable() }),
  },
} as const;
