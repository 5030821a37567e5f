import { z } from 'zod';
import { policySchema } from './policy.ts';

/** JSON Schema 2020-12 of a policy, for editors; what else would make one contradict itself, reading it says. */
export function policyJsonSchema(): Record<string, unknown> {
  return { ...z.toJSONSchema(policySchema, { io: 'input' }), title: 'Lanekeeper policy' };
}
