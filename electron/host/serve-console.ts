import { join } from 'node:path';
import { LanekeeperError } from '../../shared/errors.ts';
import { forkRuntime } from '../runtime/supervision/forked-runtime.ts';
import { superviseRuntime } from '../runtime/supervision/runtime-supervisor.ts';
import type { RuntimeSupervisor } from '../runtime/supervision/runtime-supervisor.ts';
import { refuseUnsafePlace } from '../runtime/store/workspace-place.ts';
import { consoleAssets } from './http/assets.ts';
import { listenOnLoopback, loopbackServer } from './http/console-server.ts';
import { allowedAddresses } from './http/request-guard.ts';
import { answerRequest } from './http/routes.ts';
import { writeLaunchFile } from './launch/launch-file.ts';
import type { LaunchFile } from './launch/launch-file.ts';
import { distFolder } from './project-root.ts';
import { serveWindowSockets } from './relay/window-sockets.ts';
import { readHostFile, writeHostFile } from './session/host-file.ts';
import { oneUseTokens, tokenLifeMs } from './session/one-use-tokens.ts';
import { sessionsOf } from './session/sessions.ts';

/** How long the runtime may take to finish what it has begun. */
const drainMs = 10_000;

export interface ConsoleOptions {
  readonly workspace: string;
  readonly port: number | null;
  readonly allowOrigins: readonly string[];
  /** The runtime's program; a test may name another that speaks the same protocol. */
  readonly runtimeScript?: string;
  readonly assetFolder?: string;
}

export interface ServedConsole {
  readonly address: string;
  /** False when the workspace's own port was taken, and this one will not be kept. */
  readonly isPortKept: boolean;
  readonly runtime: RuntimeSupervisor;
  /** An address that opens the console once, within a minute. For the terminal only. */
  newLink(): string;
  /** A file that only this user can read and that opens the console once, within a minute. */
  newLaunchFile(browser?: string): string;
  /** Lets the runtime finish what it has begun, then ends everything. */
  stop(): Promise<void>;
}

/** Serves the console of one workspace on 127.0.0.1, and keeps the workspace's runtime alive. */
export async function serveConsole(options: ConsoleOptions): Promise<ServedConsole> {
  const { workspace } = options;
  refuseUnsafePlace(workspace);
  const script = options.runtimeScript ?? join(distFolder, 'runtime', 'process.js');
  const runtime = superviseRuntime({
    fork: (listeners) => forkRuntime(script, workspace, listeners),
    nowMs: () => Date.now(),
    after: startTimer,
  });
  // First of all, since it takes longest; pages that open meanwhile wait in their relay.
  runtime.start();
  const memory = readHostFile(workspace);
  const server = loopbackServer();
  const { port, isPreferred } = await listenOnLoopback(server, {
    preferred: memory.port,
    required: options.port,
  }).catch(async (error: unknown) => {
    await runtime.stop(drainMs);
    throw error;
  });
  const isPortKept = isPreferred;
  if (isPortKept && memory.port !== port) writeHostFile(workspace, { ...memory, port });

  const tokens = oneUseTokens(() => Date.now());
  const sessions = sessionsOf({
    nowMs: () => Date.now(),
    earlier: isPortKept ? memory.sessions : [],
    // A second console of the same workspace, on another port, must not overwrite the first one's.
    keep: (kept) => void (isPortKept && writeHostFile(workspace, { port, sessions: kept })),
  });
  const parts = {
    allowed: allowedAddresses(port, options.allowOrigins),
    tokens,
    sessions,
    assets: consoleAssets(options.assetFolder ?? join(distFolder, 'renderer')),
    cookieName: `lanekeeper-${port}`,
  };
  server.on('request', (request, response) => {
    answerRequest(parts, request, response).catch(() => response.destroy());
  });
  const windows = serveWindowSockets(server, parts, runtime);
  const launchFiles = new Set<LaunchFile>();

  return {
    address: `http://127.0.0.1:${port}/`,
    isPortKept,
    runtime,
    newLink: () => `http://127.0.0.1:${port}/#t=${tokens.issue('session')}`,
    newLaunchFile(browser) {
      const file = writeLaunchFile(port, tokens.issue('launch'), browser);
      launchFiles.add(file);
      setTimeout(() => file.remove(), tokenLifeMs).unref();
      return file.path;
    },
    async stop() {
      for (const file of launchFiles) file.remove();
      windows.close();
      server.close();
      server.closeIdleConnections();
      await runtime.stop(drainMs);
      server.closeAllConnections();
    },
  };
}

/** Resolves when the runtime serves its workspace; throws its reason when it cannot. */
export function whenServing(runtime: RuntimeSupervisor): Promise<void> {
  return new Promise((resolve, reject) => {
    function look(): void {
      const state = runtime.state();
      if (state.kind === 'up') settle(resolve);
      else if (state.kind === 'stopped')
        settle(() => reject(new LanekeeperError('unreachable', state.message, { hint: state.hint })));
    }
    function settle(then: () => void): void {
      forget();
      then();
    }
    const forget = runtime.onState(look);
    look();
  });
}

function startTimer(ms: number, callback: () => void): () => void {
  const timer = setTimeout(callback, ms);
  return () => clearTimeout(timer);
}
