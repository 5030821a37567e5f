import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Manifest } from '../../shared/domain/agent.ts';
import type { ToEngine } from '../../electron/runtime/engine/engine-protocol.ts';
import { keepRelease, readAgentFolder } from '../../electron/runtime/releases/release-files.ts';
import { createAgentDesk, type AgentDesk } from '../../electron/runtime/threads/agent-desk.ts';
import { createHostPool, type HostPool } from '../../electron/runtime/threads/host-pool.ts';
import { systemClock } from '../../electron/runtime/system-ports.ts';
import { openPlaces } from '../../electron/runtime/threads/places.ts';

type Told = Exclude<ToEngine, { kind: 'call' }>;

/** The real desk and the real pool of hosts, with an engine that only listens. */
export interface HostDesk {
  readonly agents: AgentDesk;
  readonly hosts: HostPool;
  readonly manifest: Manifest;
  readonly releaseHash: string;
  /** Threads that were started for hosts. */
  booted(): number;
  readonly told: readonly Told[];
  /** Hosts the engine was told of, in order. */
  up(): string[];
  /** Resolves once the engine was told that this host has ended. */
  gone(hostId: string): Promise<void>;
}

export async function openHostDesk(agentFolder: string): Promise<HostDesk> {
  const places = openPlaces(mkdtempSync(join(tmpdir(), 'lanekeeper-hosts-')));
  const folder = await readAgentFolder(agentFolder);
  await keepRelease(folder, places.releasesFolder);
  const told: Told[] = [];
  let booted = 0;
  const watchers = new Set<() => void>();
  const tell = (message: Told): void => {
    told.push(message);
    for (const watcher of watchers) watcher();
  };
  const hosts = createHostPool({
    places,
    clock: systemClock,
    connectFiles: () => void (booted += 1),
    connectModels() {},
    onGone({ hostId }, end) {
      agents.forgetHost(hostId);
      tell({ kind: 'host-gone', hostId, end });
    },
    onFull() {},
  });
  const agents = createAgentDesk({
    places,
    hosts,
    engine: { tell } as unknown as Parameters<typeof createAgentDesk>[0]['engine'],
    screens: {} as unknown as Parameters<typeof createAgentDesk>[0]['screens'],
    log: { info() {}, warn() {}, error() {} },
  });
  onTestFinished(() => hosts.endAll());
  return {
    agents,
    hosts,
    manifest: folder.manifest,
    releaseHash: folder.releaseHash,
    booted: () => booted,
    told,
    up: () => told.flatMap((message) => (message.kind === 'host-up' ? [message.hostId] : [])),
    gone: (hostId) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (!told.some((message) => message.kind === 'host-gone' && message.hostId === hostId)) return;
          watchers.delete(look);
          resolve();
        };
        watchers.add(look);
        look();
      }),
  };
}
