import { createInterface } from 'node:readline';
import { LanekeeperError, toWireError } from '../../shared/errors.ts';
import { surviveClosedOutput } from '../runtime/closed-output.ts';
import { readFlags, startUsage } from './flags.ts';
import type { StartFlags } from './flags.ts';
import { browserVerdict, openBrowser } from './launch/open-browser.ts';
import { serveConsole, whenServing } from './serve-console.ts';
import type { ServedConsole } from './serve-console.ts';

/** Serves the console to a browser until Ctrl+C; the exit code is 0 then, 1 when the workspace cannot be served. */
export async function runHost(flags: StartFlags): Promise<number> {
  const served = await serveConsole(flags);
  const ended = whenAskedToStop();
  console.log(`Lanekeeper console: ${served.address}`);
  console.log(`Workspace: ${flags.workspace}`);
  if (!served.isPortKept) console.log('This workspace’s own port is taken, so this console has another for now.');
  await offer(served, flags);
  const failed = await Promise.race([whenServing(served.runtime).then(() => undefined, asError), ended.first]);
  if (failed instanceof Error) {
    await served.stop();
    reportFailure(failed);
    return 1;
  }
  const stopFollowing = followRuntime(served);
  await ended.first;
  stopFollowing();
  console.log('Stopping: the runtime finishes what it has begun. Ctrl+C again ends it at once.');
  void ended.second.then(() => process.exit(130));
  await served.stop();
  console.log('Stopped. Everything acknowledged is kept.');
  return 0;
}

/** Runs a program's body: prints what went wrong in words, and exits with its code. */
export async function runProgram(body: () => Promise<number>): Promise<never> {
  surviveClosedOutput();
  try {
    process.exit(await body());
  } catch (error) {
    reportFailure(error);
    process.exit(error instanceof LanekeeperError && error.code === 'invalid-input' ? 2 : 1);
  }
}

/** Reads the flags and answers `--help`; undefined when nothing is left to do. */
export function flagsOrHelp(argv: readonly string[]): StartFlags | undefined {
  const flags = readFlags(argv);
  if (!flags.isHelp) return flags;
  console.log(startUsage);
  return undefined;
}

async function offer(served: ServedConsole, flags: StartFlags): Promise<void> {
  const verdict = browserVerdict();
  const open = async (): Promise<boolean> =>
    verdict.canOpen && openBrowser(verdict.browser, served.newLaunchFile(verdict.browser));
  const print = (): void => console.log(`Open within a minute, once: ${served.newLink()}`);
  if (flags.isLinkPrinted) print();
  else if (flags.isOpened && !(await open())) {
    console.log(verdict.canOpen ? `${verdict.browser} could not be started.` : verdict.reason);
    print();
  }
  if (process.stdin.isTTY) {
    console.log('Enter opens the console again; Ctrl+C stops Lanekeeper.');
    createInterface({ input: process.stdin }).on('line', () => {
      void (flags.isOpened ? open() : Promise.resolve(false)).then((isOpen) => (isOpen ? undefined : print()));
    });
  } else console.log('Ctrl+C stops Lanekeeper.');
}

function followRuntime(served: ServedConsole): () => void {
  const state = served.runtime.state();
  if (state.kind === 'up' && state.pid === null)
    console.log('A live runtime already serves this workspace; this console has joined it.');
  return served.runtime.onState((next) => {
    if (next.kind === 'restarting') console.error(`The runtime ended; starting it again in ${next.afterMs} ms.`);
    else if (next.kind === 'up') console.error('The runtime is back.');
    else if (next.kind === 'stopped') console.error(`${next.message} ${next.hint}`);
  });
}

/** The first and the second time this process is asked to end. */
function whenAskedToStop(): { readonly first: Promise<void>; readonly second: Promise<void> } {
  const first = Promise.withResolvers<void>();
  const second = Promise.withResolvers<void>();
  let asked = 0;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => {
      asked += 1;
      (asked === 1 ? first : second).resolve();
    });
  // npm passes SIGTERM to its shell and not to us; without this a stopped `npm start` would leave a host behind.
  if (process.env['npm_lifecycle_event'] !== undefined) onParentGone(() => first.resolve());
  return { first: first.promise, second: second.promise };
}

function onParentGone(callback: () => void): void {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    callback();
  }, 1000);
  timer.unref();
}

function reportFailure(error: unknown): void {
  const { message, hint } = toWireError(error);
  console.error(message);
  if (hint !== undefined) console.error(hint);
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

if (import.meta.main) {
  await runProgram(async () => {
    const flags = flagsOrHelp(process.argv.slice(2));
    return flags === undefined ? 0 : runHost(flags);
  });
}
