import { z } from 'zod';
import { planStepSchema, type Turn } from '../../../shared/domain/conversation.ts';
import type { JournalRow } from '../engine/states.ts';

const steps = z.array(planStepSchema).max(50);
const planned = z.union([steps, z.object({ plan: steps }).transform(({ plan }) => plan)]);

/** The plan as its agent last recorded it, or as a person changed it: the last entry by that name. */
export function planOf(journal: readonly JournalRow[]): Turn['plan'] {
  for (const row of journal.toReversed()) {
    if (row.name !== 'plan' || row.phase !== 'done' || row.result === null) continue;
    const read = planned.safeParse(JSON.parse(row.result));
    if (read.success) return read.data;
  }
  return [];
}
