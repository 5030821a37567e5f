import { z } from 'zod';

/** What an agent declares for when it cannot go on. */
export const safeFailSchema = z.discriminatedUnion('path', [
  /** What an earlier run made is used meanwhile: the artifact of this name of the last one that succeeded. */
  z.strictObject({
    path: z.literal('last-known-good'),
    artifact: z.string().min(1).max(200),
    runbook: z.string().min(1).max(4000),
  }),
  /** The work is done with less: as the run was started, with these input fields instead. */
  z.strictObject({
    path: z.literal('reduced-mode'),
    input: z.record(z.string(), z.unknown()),
    runbook: z.string().min(1).max(4000),
  }),
  z.strictObject({ path: z.literal('hand-to-a-person'), runbook: z.string().min(1).max(4000) }),
]);
export type SafeFail = z.infer<typeof safeFailSchema>;

/** The way on from a run that failed or needs a person. */
export const wayOnSchema = z.object({
  path: z.enum(['last-known-good', 'reduced-mode', 'hand-to-a-person']),
  /** What was kept, and what to do, in sentences. */
  kept: z.string(),
  runbook: z.string(),
  /** Where the agent declares none, the runbook is the one for this kind of failure. */
  isDeclared: z.boolean(),
  lastGood: z.object({ artifactId: z.string(), runId: z.string(), name: z.string(), atMs: z.number() }).nullable(),
  /** Fields to start it with in reduced mode. */
  input: z.record(z.string(), z.unknown()).nullable(),
});
export type WayOn = z.infer<typeof wayOnSchema>;

export interface StoodStill {
  readonly code: string;
  readonly records: number;
  readonly artifacts: number;
  readonly lastGood: WayOn['lastGood'];
}

/** The way on by what the agent declares; without a declaration, to a person, by what went wrong. */
export function wayOn(declared: SafeFail | undefined, { code, records, artifacts, lastGood }: StoodStill): WayOn {
  const kept = `Kept: ${records === 1 ? '1 journal entry' : `${records} journal entries`} and ${artifacts === 1 ? '1 artifact' : `${artifacts} artifacts`}; a retry from a step goes on from them.`;
  if (declared === undefined) {
    const runbook = runbooks[code] ?? anyRunbook;
    return { path: 'hand-to-a-person', kept, runbook, isDeclared: false, lastGood: null, input: null };
  }
  return {
    path: declared.path,
    kept,
    runbook: declared.runbook,
    isDeclared: true,
    lastGood: declared.path === 'last-known-good' ? lastGood : null,
    input: declared.path === 'reduced-mode' ? declared.input : null,
  };
}

const anyRunbook =
  'Read what its last step says, mend the cause, and retry the run or retry it from that step; what it did before is not done again.';

/** By the code of what went wrong, where more can be said than what the error itself does. */
const runbooks: Readonly<Record<string, string>> = {
  'heap-limit-exceeded':
    'Give the run a smaller input, or raise limits.heapMb in the agent’s manifest and add the agent again; then retry the run from the step that is named.',
  'cpu-limit-exceeded':
    'Look at the function that is named: it must let others have a turn (await inside its loop). If it is right as it is, raise limits.unresponsiveMs in the agent’s manifest and add the agent again; then retry the run.',
  'stack-limit-exceeded':
    'Mend the recursion that is named, or raise limits.stackMb in the agent’s manifest and add the agent again; then retry the run.',
  'host-crashed':
    'Read what was thrown; mend the agent and add it again, or retry the run. If the release keeps crashing, quarantine it: its runs stay as they are.',
  'recovered-too-often':
    'Something ends this run’s process or host at the same place each time. Look at its last step and at the log, mend it, then retry the run from that step.',
  'host-not-contained':
    'The host could read what no agent may, so no agent code was loaded. Check the rights of the workspace folder and of the folder `empty` in it, then retry the run.',
  'journal-mismatch':
    'The agent’s code asks for something else than its journal holds. Retry the run from the start, or from the step before the difference.',
};
