import type { WireError } from '../../../shared/errors.ts';
import { LanekeeperError } from '../../../shared/errors.ts';
import { superviseRuntime } from '../../runtime/supervision/runtime-supervisor.ts';
import type { ChildListeners, RuntimeChild, RuntimeState } from '../../runtime/supervision/runtime-supervisor.ts';
import type { RuntimeReport } from '../../runtime/supervision/parent-protocol.ts';
import type { RuntimeClient } from '../../runtime/transports/runtime-client.ts';
import { connectAnswering, findLiveRuntime } from './live-runtime.ts';

/** How long a runtime of our own may take to finish what it has begun. */
const drainMs = 10_000;
/** How soon, and how often, a runtime that does not take a connection is tried again. */
const lookAgainMs = 100;
const mostLooks = 100;

/** A line to the runtime of one workspace that outlives the runtime: when it ends, another is found or started. */
export interface RuntimeLink {
  /** The connection there is, or the next one; refused with the reason when there will be none. */
  client(): Promise<RuntimeClient>;
  /** Whether the runtime is one that this process started. */
  isOwner(): boolean;
  /** Called with every later connection. */
  onReconnect(listener: (client: RuntimeClient) => void): () => void;
  /** Stops a runtime of our own in order; leaves another's alone. */
  close(): Promise<void>;
}

export interface LinkPorts {
  readonly workspace: string;
  readonly fork: (listeners: ChildListeners) => RuntimeChild;
  /** Told when the runtime went away and another is looked for. */
  readonly onLost: () => void;
}

/** Connects to the live runtime of a workspace; with none alive it starts one as a child of this process. */
export async function linkRuntime({ workspace, fork, onLost }: LinkPorts): Promise<RuntimeLink> {
  const listeners = new Set<(client: RuntimeClient) => void>();
  let report: RuntimeReport | undefined;
  let current: RuntimeClient | undefined;
  let isClosing = false;
  let hasConnected = false;
  let next = waiter();

  const supervisor = superviseRuntime({
    fork: (child) =>
      fork({
        onReport(told) {
          report = told;
          child.onReport(told);
        },
        onExit: (code) => child.onExit(code),
      }),
    nowMs: () => Date.now(),
    after(ms, callback) {
      const timer = setTimeout(callback, ms);
      return () => clearTimeout(timer);
    },
  });
  supervisor.onState((state) => void follow(state));

  async function follow(state: RuntimeState): Promise<void> {
    if (state.kind === 'stopped') return next.reject(failure(state, report));
    if (state.kind !== 'up') return;
    try {
      const client = await connectAnswering(state.socketPath);
      adopt(client, () => lookAgain(state));
    } catch (error) {
      if (error instanceof LanekeeperError && error.code === 'degraded') return next.reject(error);
      lookAgain(state);
    }
  }

  /** That runtime is closing, or died: ask again who owns the workspace, or connect again to one that is still there. */
  function lookAgain(state: Extract<RuntimeState, { kind: 'up' }>, left = mostLooks): void {
    if (isClosing || supervisor.state() !== state) return;
    supervisor.lost(state.epoch);
    if (supervisor.state() !== state) return;
    if (left === 0) return next.reject(unanswered());
    // A child that found another owner has not ended yet, or our own is ending: its end changes the state.
    setTimeout(() => {
      if (supervisor.state() !== state || isClosing) return;
      connectAnswering(state.socketPath).then(
        (client) => adopt(client, () => lookAgain(state)),
        () => lookAgain(state, left - 1),
      );
    }, lookAgainMs);
  }

  function adopt(client: RuntimeClient, onGone: () => void): void {
    current = client;
    client.onClose(() => {
      if (current !== client || isClosing) return;
      current = undefined;
      next = waiter();
      onLost();
      onGone();
    });
    next.resolve(client);
    if (hasConnected) for (const listener of listeners) listener(client);
    hasConnected = true;
  }

  const live = await findLiveRuntime(workspace);
  if (live === undefined) supervisor.start();
  else adopt(live, () => supervisor.start());

  return {
    client: () => (current === undefined ? next.promise : Promise.resolve(current)),
    isOwner: () => supervisor.state().kind === 'up' && report?.kind === 'ready',
    onReconnect(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async close() {
      isClosing = true;
      current?.close();
      await supervisor.stop(drainMs);
    },
  };
}

/** A promise for the next connection; nobody may be waiting for it when it fails. */
function waiter(): PromiseWithResolvers<RuntimeClient> {
  const made = Promise.withResolvers<RuntimeClient>();
  made.promise.catch(() => undefined);
  return made;
}

function failure(
  state: Extract<RuntimeState, { kind: 'stopped' }>,
  report: RuntimeReport | undefined,
): LanekeeperError {
  if (report?.kind === 'failed')
    return new LanekeeperError(report.code as WireError['code'], state.message, { hint: state.hint });
  if (report?.kind === 'owned-elsewhere') return unanswered();
  return new LanekeeperError('unreachable', state.message, { hint: state.hint });
}

function unanswered(): LanekeeperError {
  return new LanekeeperError('unreachable', 'Another process holds this workspace and does not answer.', {
    hint: 'Nothing was changed. Wait until it has ended, then give the command again.',
  });
}
