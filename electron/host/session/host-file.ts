import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const hostFileSchema = z.object({
  port: z.number().int().min(1).max(65535).nullable().default(null),
  sessions: z
    .array(
      z.object({
        cookieHash: z.string(),
        secretHashes: z.array(z.string()),
        createdAtMs: z.number(),
        usedAtMs: z.number(),
      }),
    )
    .default([]),
});

/** What the loopback host remembers of one workspace: its port, and hashes of its sessions. */
export type HostMemory = z.infer<typeof hostFileSchema>;

/** Reads `host.json` of a workspace; a missing or damaged one is an empty memory. */
export function readHostFile(workspace: string): HostMemory {
  try {
    return hostFileSchema.parse(JSON.parse(readFileSync(join(workspace, 'host.json'), 'utf8')));
  } catch {
    return { port: null, sessions: [] };
  }
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
