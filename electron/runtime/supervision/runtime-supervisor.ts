import type { AtMs, Ms } from '../../../shared/ids.ts';
import type { RuntimeOrder, RuntimeReport } from './parent-protocol.ts';
import { decideRestart, restartLimit } from './restart-backoff.ts';

/**
 * starting ──ready──────────> up ──ended──> restarting ──> starting
 *    │  └──owned-elsewhere──> up                └─5 in a minute─> stopped
 *    └──failed──> stopped
 */
export type RuntimeState =
  | { readonly kind: 'starting' }
  | { readonly kind: 'up'; readonly socketPath: string; readonly pid: number | null; readonly epoch: number }
  | { readonly kind: 'restarting'; readonly afterMs: Ms }
  | { readonly kind: 'stopped'; readonly message: string; readonly hint: string };

/** A forked runtime process, whichever way it was forked. */
export interface RuntimeChild {
  order(order: RuntimeOrder): void;
  kill(): void;
}

export interface ChildListeners {
  onReport(report: RuntimeReport): void;
  /** Called exactly once. */
  onExit(code: number | null): void;
}

export interface SupervisorPorts {
  fork(listeners: ChildListeners): RuntimeChild;
  nowMs(): AtMs;
  /** Calls back once after a while; the returned function forgets it. */
  after(ms: Ms, callback: () => void): () => void;
}

export interface RuntimeSupervisor {
  start(): void;
  state(): RuntimeState;
  /** Told of every later change. */
  onState(listener: (state: RuntimeState) => void): () => void;
  order(order: RuntimeOrder): void;
  /** A connection to a runtime that is not our child has ended: look again who owns the workspace. */
  lost(epoch: number): void;
  /** Asks the child to stop cleanly; kills it when it has not ended by the deadline. */
  stop(deadlineMs: Ms): Promise<void>;
}

/** Keeps one runtime process alive: restarts with backoff, stops and says so when that does not help. */
export function superviseRuntime(ports: SupervisorPorts): RuntimeSupervisor {
  const listeners = new Set<(state: RuntimeState) => void>();
  let state: RuntimeState = { kind: 'starting' };
  let child: RuntimeChild | undefined;
  let restarts: readonly AtMs[] = [];
  let epoch = 0;
  let isStopping = false;
  let forgetTimer: (() => void) | undefined;
  let onEnded: (() => void) | undefined;

  function become(next: RuntimeState): void {
    state = next;
    for (const listener of listeners) listener(next);
  }

  function launch(): void {
    become({ kind: 'starting' });
    epoch += 1;
    const mine = epoch;
    let isElsewhere = false;
    child = ports.fork({
      onReport(report) {
        if (mine !== epoch || isStopping) return;
        if (report.kind === 'failed') become({ kind: 'stopped', ...failure(report) });
        else {
          isElsewhere = report.kind === 'owned-elsewhere';
          const pid = report.kind === 'ready' ? report.pid : null;
          become({ kind: 'up', socketPath: report.socketPath, pid, epoch: mine });
        }
      },
      onExit() {
        if (mine !== epoch) return;
        child = undefined;
        onEnded?.();
        if (!isElsewhere && state.kind !== 'stopped') restart();
      },
    });
  }

  function restart(): void {
    if (isStopping) return;
    const verdict = decideRestart(restarts, ports.nowMs());
    restarts = verdict.restarts;
    if (!verdict.restart) return become({ kind: 'stopped', ...gaveUp });
    become({ kind: 'restarting', afterMs: verdict.afterMs });
    if (verdict.afterMs === 0) return launch();
    forgetTimer = ports.after(verdict.afterMs, launch);
  }

  return {
    start: launch,
    state: () => state,
    onState(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    order: (order) => child?.order(order),
    lost(lostEpoch) {
      if (child === undefined && state.kind === 'up' && state.epoch === lostEpoch) restart();
    },
    async stop(deadlineMs) {
      isStopping = true;
      forgetTimer?.();
      const running = child;
      if (running === undefined) return;
      await new Promise<void>((resolve) => {
        const forget = ports.after(deadlineMs, () => running.kill());
        onEnded = () => {
          forget();
          resolve();
        };
        running.order({ kind: 'shutdown' });
      });
    },
  };
}

const gaveUp = {
  message: `The runtime ended ${restartLimit + 1} times within a minute and is not started again. Everything acknowledged is kept.`,
  hint: 'Run `lanekeeper doctor`, then start Lanekeeper again.',
};

function failure(report: Extract<RuntimeReport, { kind: 'failed' }>): { message: string; hint: string } {
  return { message: report.message, hint: report.hint ?? 'Mend that, then start Lanekeeper again.' };
}
