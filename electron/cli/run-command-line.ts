import { toWireError } from '../../shared/errors.ts';
import { workspaceFolder } from '../runtime/workspace-folder.ts';
import { UsageError } from './arguments/usage-error.ts';
import type { Command, Outcome } from './command.ts';
import { commands } from './commands/command-table.ts';
import { whenNothingIsRunnable } from './connection/stay.ts';
import { findCommand } from './find-command.ts';
import { openSession } from './open-session.ts';
import type { OpenSession } from './open-session.ts';
import { helpOf, overview } from './output/help.ts';
import type { Terminal } from './terminal.ts';
import { productVersion } from './version.ts';

/** Runs one command to its end; resolves with the exit code once everything is printed and stopped. */
export async function runCommandLine(args: readonly string[], terminal: Terminal): Promise<number> {
  const isJson = args.includes('--json');
  try {
    const found = findCommand(args, commands);
    if (found.kind === 'overview') return await tell(overview(found.commands), isJson, terminal);
    if (found.kind === 'version') return await tell(`Lanekeeper ${productVersion()}`, isJson, terminal);
    return await execute(found.command, found.args, terminal);
  } catch (error) {
    return fail(error, isJson, terminal);
  }
}

/** Runs the command; a mistake in how it was written points to its help. */
async function execute(command: Command, args: readonly string[], terminal: Terminal): Promise<number> {
  try {
    return await carryOut(command, args, terminal);
  } catch (error) {
    if (error instanceof UsageError && error.hint === undefined) throw pointed(error, command);
    throw error;
  }
}

async function carryOut(command: Command, args: readonly string[], terminal: Terminal): Promise<number> {
  const read = command.read(args);
  const isJson = read.global.json;
  if (read.global.help) return tell(helpOf(command), isJson, terminal);
  checkOperands(command, read.operands);
  const workspace = workspaceFolder(read.global.workspace);
  const interrupted = new AbortController();
  let opening: Promise<OpenSession> | undefined;
  const session = async (): Promise<OpenSession['session']> => {
    if (opening === undefined) onSignals((code) => interrupted.abort(code));
    opening ??= openSession({ workspace, as: read.global.as, isVerbose: read.global.verbose, isJson, terminal });
    return (await opening).session;
  };
  const broken = new Promise<number>((resolve) => {
    interrupted.signal.addEventListener('abort', () => resolve(interrupted.signal.reason as number));
  });
  try {
    const outcome = await Promise.race([
      read.run({ workspace, as: read.global.as, isJson, terminal, session }),
      broken,
    ]);
    if (typeof outcome === 'number') {
      terminal.say('Interrupted. What was acknowledged is kept, and runs go on at the next start.');
      return outcome;
    }
    await show(outcome, isJson, terminal);
    if (opening !== undefined && command.kind === 'changes') await stay(await opening, interrupted.signal, terminal);
    return outcome.exit;
  } finally {
    const opened = await opening?.catch(() => undefined);
    await opened?.link.close();
  }
}

/** A runtime that this command started serves others and its runs until there is nothing left to do. */
async function stay({ link, session }: OpenSession, signal: AbortSignal, terminal: Terminal): Promise<void> {
  if (!link.isOwner() || signal.aborted) return;
  await whenNothingIsRunnable(session, {
    signal,
    onBusy: () =>
      terminal.say('Staying until what was started has ended or waits. Ctrl+C stops it; it goes on at the next start.'),
  });
}

async function show(outcome: Outcome, isJson: boolean, terminal: Terminal): Promise<void> {
  if (!isJson && outcome.text !== '') await terminal.print(outcome.text);
  if (isJson && outcome.value !== undefined) await terminal.print(JSON.stringify(outcome.value));
  if (outcome.next !== undefined) terminal.say(isJson ? outcome.next : `\n${outcome.next}`);
}

async function tell(text: string, isJson: boolean, terminal: Terminal): Promise<number> {
  await terminal.print(isJson ? JSON.stringify({ text }) : text);
  return 0;
}

async function fail(thrown: unknown, isJson: boolean, terminal: Terminal): Promise<number> {
  const { code, message, hint = '' } = toWireError(thrown);
  terminal.say(message);
  if (hint !== '') terminal.say(hint);
  if (isJson) await terminal.print(JSON.stringify({ error: { code, message, hint } }));
  return thrown instanceof UsageError ? 2 : 1;
}

function pointed(error: UsageError, command: Command): UsageError {
  return new UsageError(error.message, { hint: `lanekeeper ${command.name} --help says what it takes.`, cause: error });
}

function checkOperands(command: Command, given: readonly string[]): void {
  const { least, most } = command.takes;
  if (given.length >= least && given.length <= most && !given.includes('')) return;
  const problem =
    given.length < least
      ? `lanekeeper ${command.name} needs ${command.operands}.`
      : `lanekeeper ${command.name} does not take "${given[most] ?? ''}".`;
  throw new UsageError(problem);
}

/** The first signal stops in order; a second one ends the process at once, and its runtime stops by itself. */
function onSignals(stop: (code: number) => void): void {
  let asked = 0;
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)
    process.on(signal, () => {
      asked += 1;
      if (asked > 1) process.exit(code);
      stop(code);
    });
}
