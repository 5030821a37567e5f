import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The mails written for a person to send, by file name. */
export function outboxOf(workspace: string): readonly string[] {
  const folder = join(workspace, 'outbox');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.eml'))
    .toSorted();
}

/** One of those mails. */
export function mailOf(workspace: string, name: string): string {
  return readFileSync(join(workspace, 'outbox', name), 'utf8');
}

/** The process of the runtime that has this workspace open. */
export function runtimePid(workspace: string): number {
  const { pid } = JSON.parse(readFileSync(join(workspace, 'endpoint.json'), 'utf8')) as { pid: number };
  return pid;
}

/** Ends the runtime as a crash would; the host is left alone. */
export function killRuntime(workspace: string): number {
  const pid = runtimePid(workspace);
  process.kill(pid, 'SIGKILL');
  return pid;
}
