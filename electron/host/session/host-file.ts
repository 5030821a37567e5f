import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StoredSession } from './sessions.ts';

/** What the loopback host remembers of one workspace: its port, and hashes of its sessions. */
export interface HostMemory {
  readonly port: number | null;
  readonly sessions: readonly StoredSession[];
}

const nothing: HostMemory = { port: null, sessions: [] };

/** Reads `host.json` of a workspace; a missing or damaged one is an empty memory. */
export function readHostFile(workspace: string): HostMemory {
  try {
    return memoryOf(JSON.parse(readFileSync(join(workspace, 'host.json'), 'utf8'))) ?? nothing;
  } catch {
    return nothing;
  }
}

/** By hand: a schema library would be the largest part of a host, and is loaded before the console is served. */
function memoryOf(value: unknown): HostMemory | undefined {
  const { port = null, sessions = [] } = fieldsOf(value);
  if (port !== null && !isPort(port)) return undefined;
  return Array.isArray(sessions) && sessions.every(isSession) ? { port, sessions } : undefined;
}

function isPort(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 65_535;
}

function isSession(value: unknown): value is StoredSession {
  const { cookieHash, secretHashes, createdAtMs, usedAtMs } = fieldsOf(value);
  return (
    typeof cookieHash === 'string' &&
    Array.isArray(secretHashes) &&
    secretHashes.every((hash) => typeof hash === 'string') &&
    typeof createdAtMs === 'number' &&
    typeof usedAtMs === 'number'
  );
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

/** Replaces `host.json` in one step; nobody else may read it. */
export function writeHostFile(workspace: string, memory: HostMemory): void {
  mkdirSync(workspace, { recursive: true, mode: 0o700 });
  const path = join(workspace, 'host.json');
  const fresh = `${path}.${process.pid}`;
  writeFileSync(fresh, `${JSON.stringify(memory, null, 2)}\n`, { mode: 0o600 });
  // The mode above is not applied to a file that a killed host left half written.
  chmodSync(fresh, 0o600);
  renameSync(fresh, path);
}
