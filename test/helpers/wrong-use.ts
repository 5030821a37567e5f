import type { MethodName } from '../../shared/ipc/methods.ts';

/** Runs of the workspace that is asked: filled in before the rows are used. */
export const runs = { ended: '', waiting: '' };

export const nobody = '01a1fc3e-0000-7000-8000-000000000000';
export const cron = { kind: 'cron', cron: '0 7 * * *', timeZone: 'UTC', jitterMs: 0 } as const;
export const plan = {
  name: 'Daily',
  agentId: 'scripted',
  input: { plan: [] },
  trigger: cron,
  overlap: 'wait',
  catchUp: { rule: 'one', maxAgeMs: null },
} as const;

/** One wrong use of a verb: what it is given, the code it is refused with, and how the command line says the same. */
export interface Wrong {
  readonly method: MethodName;
  readonly what: string;
  readonly input: () => object;
  readonly code: string;
  readonly says: RegExp;
  /** Left out: the command line has no such verb of its own. */
  readonly args?: () => readonly string[];
}

export const wrong = (
  method: MethodName,
  what: string,
  input: () => object,
  code: string,
  says: RegExp,
  args?: () => readonly string[],
): Wrong => ({ method, what, input, code, says, ...(args === undefined ? {} : { args }) });

export const unknownRun = (method: MethodName, more: object, args?: readonly string[]): Wrong =>
  wrong(
    method,
    'an unknown run',
    () => ({ runId: nobody, ...more }),
    'not-found',
    /no (?:such )?run|dead letter/,
    args && (() => args),
  );
export const endedRun = (
  method: MethodName,
  more: object,
  says: RegExp,
  args: (runId: string) => readonly string[],
): Wrong =>
  wrong(
    method,
    'a run that has ended',
    () => ({ runId: runs.ended, ...more }),
    'wrong-state',
    says,
    () => args(runs.ended),
  );
/** The two things that are wrong with most runs. */
export const onRuns = (
  method: MethodName,
  more: object,
  says: RegExp,
  args: (runId: string) => readonly string[],
): readonly Wrong[] => [unknownRun(method, more, args(nobody)), endedRun(method, more, says, args)];

export const unknownQueue = (method: MethodName, more: object, args: readonly string[]): Wrong =>
  wrong(
    method,
    'an unknown queue',
    () => ({ name: 'nowhere', ...more }),
    'not-found',
    /no queue "nowhere"/,
    () => args,
  );
export const unknownSchedule = (method: MethodName, more: object, args: readonly string[]): Wrong =>
  wrong(
    method,
    'an unknown schedule',
    () => ({ scheduleId: nobody, ...more }),
    'not-found',
    /no (?:such )?schedule/,
    () => args,
  );

export const why = ['--reason', 'because'];
export const range = { fromMs: 0, toMs: 86_400_000 };
