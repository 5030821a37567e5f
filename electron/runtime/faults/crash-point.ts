/**
 * Named places where a test ends the process with SIGKILL, or its own thread alone, to show what a crash there leaves behind.
 * Nothing happens unless the process entry (or a thread, from its `workerData`) armed the point.
 */
/** What a campaign kills the runtime at, each in its turn: a ticket review passes all of them. */
export const crashPoints = [
  'commit.before',
  'commit.after',
  'audit.appended',
  'checkpoint.before',
  'checkpoint.after',
  'effect.hold-ended',
  'effect.before-intent',
  'effect.after-intent',
  'effect.before-receipt',
  'effect.after-receipt',
  'tool.before-commit',
  'tool.after-commit',
  'tool.before-link',
  'tool.after-link',
  'tool.before-directory-sync',
  'tool.after-directory-sync',
  'tool.before-content',
  'tool.after-accept',
  'tool.after-move',
  'tool.before-remove',
  'artifact.before-rename',
] as const;

/** Beside them those that a ticket review never passes: of backups and restores, of signals and waits. */
type CrashPoint =
  | (typeof crashPoints)[number]
  | `${'backup' | 'restore' | 'signal' | 'wait' | 'peer' | 'turn' | 'question'}.${string}`;

let armed: { readonly name: string; left: number; readonly end: () => void } | null = null;

const endings = {
  process: () => void process.kill(process.pid, 'SIGKILL'),
  /** This thread ends here; the process, and the thread that takes its place, go on. */
  thread: () => process.exit(1),
  /** The same in every thread that takes its place. */
  threads: () => process.exit(1),
};

interface CrashAt {
  readonly name: string;
  readonly n: number;
  readonly end: keyof typeof endings;
}

/** Arms from `name:n` or `name:n:thread` as given in CRASH_AT (`name` alone means the first time); null or empty arms nothing. */
export function armCrashAt(crashAt: string | null | undefined): void {
  if (!crashAt) return;
  const { name, n, end } = readCrashAt(crashAt);
  armed = { name, left: n, end: endings[end] };
}

/** What a thread is given that takes the place of one that has ended. */
export function crashAtAgain(crashAt: string | undefined): string | undefined {
  return crashAt !== undefined && readCrashAt(crashAt).end === 'thread' ? undefined : crashAt;
}

/** Passes a named point; ends here when it is the armed one and its count has come. */
export function crashPoint(name: CrashPoint): void {
  if (armed?.name !== name) return;
  armed.left -= 1;
  if (armed.left === 0) armed.end();
}

function readCrashAt(crashAt: string): CrashAt {
  const [name = '', count = '1', end = 'process', ...rest] = crashAt.split(':');
  const n = Number(count);
  if (!Number.isInteger(n) || n < 1 || rest.length > 0 || !isEnding(end))
    throw new RangeError(`CRASH_AT must be name:n or name:n:thread with n from 1, not '${crashAt}'.`);
  return { name, n, end };
}

function isEnding(end: string): end is keyof typeof endings {
  return Object.hasOwn(endings, end);
}
