/**
 * Named places where a test ends the process with SIGKILL, to show what a crash there leaves behind.
 * Nothing happens unless the process entry (or a thread, from its `workerData`) armed the point.
 */
let armed: { readonly name: string; left: number } | null = null;

/** Ends the process at the nth time `crashPoint(name)` is passed on this thread. */
export function armCrashPoint(name: string, n: number): void {
  armed = { name, left: n };
}

/** Arms from `name:n` as given in CRASH_AT (`name` alone means the first time); null or empty arms nothing. */
export function armCrashAt(crashAt: string | null | undefined): void {
  if (!crashAt) return;
  const colon = crashAt.lastIndexOf(':');
  const n = colon < 0 ? 1 : Number(crashAt.slice(colon + 1));
  if (!Number.isInteger(n) || n < 1) throw new RangeError(`CRASH_AT must be name:n with n from 1, not '${crashAt}'.`);
  armCrashPoint(colon < 0 ? crashAt : crashAt.slice(0, colon), n);
}

/** Passes a named point; dies here when it is the armed one and its count has come. */
export function crashPoint(name: string): void {
  if (armed?.name !== name) return;
  armed.left -= 1;
  if (armed.left === 0) process.kill(process.pid, 'SIGKILL');
}
