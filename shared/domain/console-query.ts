import { z } from 'zod';
import { modelSourceSchema, type ToolOffer } from './model-call.ts';
import { runStatuses } from './run.ts';

const id = z.string().min(1).max(200);
const most = z.number().int().min(1).max(20).default(10);
const sinceHours = z
  .number()
  .positive()
  .max(24 * 366)
  .optional()
  .describe('Only what happened in the last so many hours.');
const runId = id.describe('Id of the run, or the last six characters of it.');

/** What may be asked of the console itself: read only, each answer bounded, every fact with its time. */
export const consoleQueries = {
  find_runs: {
    about: 'Lists runs, the newest first, and how many there are in each status.',
    input: z.strictObject({
      statuses: z.array(z.enum(runStatuses)).max(13).optional(),
      agentId: id.optional(),
      title: z.string().max(200).optional().describe('Part of the title.'),
      sinceHours,
      most,
    }),
  },
  show_run: {
    about: 'One run: its status, progress, what it came to, and the artifacts it has made.',
    input: z.strictObject({ runId }),
  },
  why_run_stands: {
    about: 'Why a run failed, stopped, or waits, and what to do about it.',
    input: z.strictObject({ runId }),
  },
  list_waiting: {
    about: 'Actions that wait for a person to decide, alike ones together, those that expire first on top.',
    input: z.strictObject({ runId: runId.optional(), most }),
  },
  find_decisions: {
    about: 'What people have decided: who, when, what, and the reason.',
    input: z.strictObject({ title: z.string().max(200).optional(), sinceHours, most }),
  },
  top_issues: {
    about: 'The recurring issues that a report has found, with counts. Without a run: of the latest report.',
    input: z.strictObject({ runId: runId.optional() }),
  },
  read_report: {
    about: 'The text of a report, a piece at a time. Without a run: the latest one.',
    input: z.strictObject({ runId: runId.optional(), fromByte: z.number().int().min(0).default(0) }),
  },
  find_quotes: {
    about: 'Passages of tickets, reports, runs and approvals in which words are found.',
    input: z.strictObject({ words: z.string().min(1).max(400), runId: runId.optional(), most }),
  },
  show_costs: {
    about: 'What a run has used of tokens, money and time, or (without a run) what all agents have used today.',
    input: z.strictObject({ runId: runId.optional() }),
  },
  list_agents: { about: 'The agents there are, and what they do.', input: z.strictObject({}) },
  read_attachment: {
    about: 'A file that the person attached to this message, as text, a piece at a time.',
    input: z.strictObject({ name: z.string().min(1).max(400), fromByte: z.number().int().min(0).default(0) }),
  },
} as const satisfies Record<string, { readonly about: string; readonly input: z.ZodType }>;
export type ConsoleQueryName = keyof typeof consoleQueries;
export type ConsoleQueryInput<Q extends ConsoleQueryName> = z.output<(typeof consoleQueries)[Q]['input']>;

export const consoleAnswerSchema = z.object({
  /** When it was read. */
  asOfMs: z.number(),
  found: z.json(),
  /** What it rests on; `at` of each is when that was last changed. */
  sources: z.array(modelSourceSchema),
  /** Where text in it comes from that neither the console nor a person of it wrote; null: there is none. */
  provenance: z.string().nullable(),
});
export type ConsoleAnswer = z.infer<typeof consoleAnswerSchema>;

export function isConsoleQuery(name: string): name is ConsoleQueryName {
  return Object.hasOwn(consoleQueries, name);
}

/** The same as tools that a model may call. */
export function consoleOffers(
  names: readonly ConsoleQueryName[] = Object.keys(consoleQueries) as ConsoleQueryName[],
): ToolOffer[] {
  return names.map((name) => {
    const { $schema: _dialect, ...parameters } = z.toJSONSchema(consoleQueries[name].input, { io: 'input' });
    return { name, description: consoleQueries[name].about, parameters };
  });
}
