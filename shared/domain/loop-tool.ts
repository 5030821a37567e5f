import { z } from 'zod';
import { assistantActionSchema } from './assistant.ts';
import { planStepSchema } from './conversation.ts';
import type { ToolOffer } from './model-call.ts';

/** What the loop itself offers a model, beside the console's questions and what its agent may do. */
export const loopTools = {
  set_plan: {
    about:
      'Shows the person your plan, and later how far it is. Use it for work of more than two steps. With isToBeConfirmed nothing goes on before the person has looked at it and may have changed it.',
    input: z.strictObject({
      plan: z.array(planStepSchema).min(1).max(50),
      isToBeConfirmed: z.boolean().default(false),
    }),
  },
  ask_person: {
    about: 'Asks the person one thing that you cannot find out otherwise, and waits for the answer.',
    input: z.strictObject({
      question: z.string().trim().min(1).max(4_000),
      choices: z.array(z.string().trim().min(1).max(400)).max(10).default([]),
    }),
  },
  propose_action: {
    about:
      'Proposes to start, cancel or retry a run. Nothing happens until the person confirms it: the proposal stands below your answer, one in each answer.',
    input: z.strictObject({
      method: assistantActionSchema.shape.method,
      input: assistantActionSchema.shape.input,
      label: z.string().trim().min(1).max(200),
    }),
  },
  start_agent: {
    about:
      'Starts a run of another agent for this conversation. With isAwaited you get what it came to; else it goes on by itself and its result comes back later.',
    input: z.strictObject({
      agentId: z.string().min(1).max(64),
      input: z.record(z.string(), z.json()),
      title: z.string().max(200).optional(),
      withFile: z.boolean().default(false),
      isAwaited: z.boolean().default(false),
    }),
  },
} as const satisfies Record<string, { readonly about: string; readonly input: z.ZodType }>;
export type LoopToolName = keyof typeof loopTools;
export type LoopToolInput<T extends LoopToolName> = z.output<(typeof loopTools)[T]['input']>;

export function isLoopTool(name: string): name is LoopToolName {
  return Object.hasOwn(loopTools, name);
}

export function loopOffers(names: readonly LoopToolName[]): ToolOffer[] {
  return names.map((name) => {
    const { $schema: _dialect, ...parameters } = z.toJSONSchema(loopTools[name].input, { io: 'input' });
    return { name, description: loopTools[name].about, parameters };
  });
}

/** What a model gave a tool of the loop; a text says what is wrong with it. */
export function readLoopInput<T extends LoopToolName>(name: T, value: unknown): LoopToolInput<T> | string {
  const parsed = loopTools[name].input.safeParse(value);
  if (parsed.success) return parsed.data as LoopToolInput<T>;
  const [first] = parsed.error.issues;
  return `${first?.path.join('.') || 'the arguments'}: ${first?.message ?? 'not valid'}`;
}

/** What a person sends with the signal `plan`. */
export function readPlan(value: unknown): z.output<typeof planStepSchema>[] | null {
  const parsed = z.object({ plan: z.array(planStepSchema).max(50) }).safeParse(value);
  return parsed.success ? parsed.data.plan : null;
}
