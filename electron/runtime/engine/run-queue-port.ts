import type { QueueLane } from '../../../shared/domain/queue.ts';
import type { RunError } from '../../../shared/domain/run.ts';
import type { HostEnd } from '../hosts/protocol.ts';
import type { Logger } from '../ports.ts';
import type { QueueFacts } from '../queues/waiting-lines-port.ts';
import type { ReadyRun } from '../store/run-store.ts';
import type { Stores } from '../store/stores.ts';
import type { Engine } from './engine-port.ts';
import type { HostBreaker } from './host-breaker.ts';
import type { HostRoster } from './host-roster.ts';
import type { LiveHost } from './live-runs.ts';
import type { recoverRun } from './run-decisions.ts';
import type { RunState } from './states.ts';

export interface RunQueueOptions {
  readonly engine: Engine;
  readonly stores: Stores;
  readonly log: Logger;
  /** Runs at work at the same time in a lane; waiting runs do not count. */
  readonly capacity: Readonly<Record<QueueLane, number>>;
  /** Runs at work now. */
  readonly atWork: (lane: QueueLane) => number;
  readonly isLive: (runId: string) => boolean;
  /** Asks the supervisor for a host of this release; answered by `hostUp`. */
  readonly needHost: (releaseHash: string, isAnother: boolean) => void;
  readonly spareHost: (releaseHash: string) => void;
  /** Hosts that work side by side, beyond one for each release with work. */
  readonly hosts: number;
  readonly retireHost: (hostId: string) => void;
  readonly idleHost: (host: LiveHost, reason: string) => void;
  readonly onQuarantined: (agentId: string, releaseHash: string) => void;
  /** A run was ended here, and not by its host: what it still asked for is taken back. */
  readonly ended: (runId: string) => void;
  /** A claimed run goes to its host. */
  readonly start: (run: RunState, host: LiveHost) => void;
}

/** Runs that are ready, the hosts there are for them, and the claims that join the two. */
export interface RunQueue {
  enqueue(runId: string): void;
  /** Everything that is ready by its row, in portions: the first runs are claimed while the rest is still read. */
  enqueueReady(): Promise<void>;
  /**
   * Makes a new run and has it taken up. Where there is room for it at once, `make` claims it in the transaction that
   * makes it: one commit less before its code starts.
   */
  begin<R extends { readonly runId: string }>(
    run: Omit<ReadyRun, 'createdAtMs'>,
    make: (isClaimed: boolean) => Promise<R>,
  ): Promise<R>;
  /** There may be room, or a host, for another run. */
  pump(): void;
  /** From its last checkpoint, in the queue again: after a crash, or when its host was taken from it. */
  requeue(runId: string, decide?: typeof recoverRun): Promise<void>;
  /** The same for a run of an earlier process; false when this one has claimed it meanwhile. */
  takeOver(runId: string): Promise<boolean>;
  requeueLater(runId: string): void;
  hostUp(host: LiveHost): void;
  hostGone(hostId: string, end: HostEnd): LiveHost | undefined;
  breakersChanged: HostBreaker['rearm'];
  hostLeft: HostRoster['left'];
  hostFull: HostRoster['retire'];
  /** It gives its place up. */
  freed(runId: string): void;
  /** Where it waits has been changed: it is looked at again. */
  moved(runId: string): void;
  /** It is in another lane: in its line there, or with its place there when it is at work. */
  laneChanged(runId: string): void;
  /** Limits or the pause of a queue have been changed. */
  queueChanged(name: string): void;
  /** What a queue has under way, and who is next in it. */
  facts(name: string): QueueFacts;
  order(name: string, limit: number): readonly string[];
  hostFailed(releaseHash: string, error: RunError): void;
  /** Runs whose claim is being committed. */
  claiming(lane: QueueLane): number;
  /** It is on its way to a host, which is given what its journal holds by then. */
  isClaiming(runId: string): boolean;
  length(lane: QueueLane): number;
  /** After sleep, or a step of the clock. */
  rearm(): void;
  close(): void;
}

/** What activations are asked, and the queue answers. */
export function askedOfQueue({
  enqueue,
  begin,
  hostUp,
  hostFull,
  hostFailed,
  breakersChanged,
  moved,
}: RunQueue): Pick<RunQueue, 'enqueue' | 'begin' | 'hostUp' | 'hostFull' | 'hostFailed' | 'breakersChanged' | 'moved'> {
  return { enqueue, begin, hostUp, hostFull, hostFailed, breakersChanged, moved };
}
