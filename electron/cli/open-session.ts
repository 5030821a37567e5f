import type { Session } from './connection/session.ts';
import { sessionOver } from './connection/session.ts';
import { forkQuietly } from './connection/quiet-fork.ts';
import { linkRuntime } from './connection/runtime-link.ts';
import type { RuntimeLink } from './connection/runtime-link.ts';
import { runtimeScript } from './connection/runtime-script.ts';
import type { RuntimeChild } from '../runtime/supervision/runtime-supervisor.ts';
import { forkThroughShell, shellPort } from '../runtime/supervision/shell-fork.ts';
import { askProfile } from './commands/people.ts';
import { plain } from './output/words.ts';
import type { Terminal } from './terminal.ts';
import { enterWorkspace } from './workspace.ts';

export interface OpenSession {
  readonly link: RuntimeLink;
  readonly session: Session;
}

export interface SessionRequest {
  readonly workspace: string;
  readonly as: string | undefined;
  readonly isVerbose: boolean;
  readonly isJson: boolean;
  readonly terminal: Terminal;
}

/** Connects this command to the workspace's runtime, or starts one inside it. */
export async function openSession(request: SessionRequest): Promise<OpenSession> {
  const { workspace, as, isVerbose, isJson, terminal } = request;
  enterWorkspace(workspace);
  const onLog = (line: string): void => {
    const shown = isVerbose ? line : errorOf(line);
    if (shown !== null) terminal.say(shown);
  };
  const fork = await waysToFork(workspace, terminal);
  const link = await linkRuntime({
    workspace,
    fork: (listeners) => fork({ ...listeners, onLog }),
    onLost: () => terminal.say('The runtime went away; looking for another. Everything acknowledged is kept.'),
  });
  const mayAsk = terminal.isInteractive && !isJson;
  return { link, session: sessionOver(link, { as, askProfile: mayAsk ? () => askProfile(terminal) : null }) };
}

/** Packaged, this is a process of the desktop program, which forks for it; elsewhere it forks by itself. */
async function waysToFork(
  workspace: string,
  terminal: Terminal,
): Promise<(listeners: Parameters<typeof forkQuietly>[2]) => RuntimeChild> {
  const shell = shellPort();
  if (shell !== undefined) return (listeners) => forkThroughShell(shell, workspace, listeners);
  const script = await runtimeScript((line) => terminal.say(line));
  return (listeners) => forkQuietly(script, workspace, listeners);
}

/** What a line of the runtime's log tells a person: errors alone, in words. */
function errorOf(line: string): string | null {
  let entry: unknown;
  try {
    entry = JSON.parse(line);
  } catch {
    return null;
  }
  if (typeof entry !== 'object' || entry === null || !('level' in entry) || entry.level !== 'error') return null;
  const message = 'message' in entry ? plain(String(entry.message)) : 'an error';
  const reason = 'reason' in entry ? `: ${plain(String(entry.reason).split('\n')[0] ?? '')}` : '';
  return `The runtime reports: ${message}${reason}`;
}
