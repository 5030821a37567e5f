import type { QueueLane } from '../../../shared/domain/queue.ts';
import type { LaneLoad } from '../../../shared/domain/workspace.ts';
import type { Progress, RunError } from '../../../shared/domain/run.ts';
import type { Ms } from '../../../shared/ids.ts';
import type { FromHost, HostEnd } from '../hosts/protocol.ts';
import type { Logger } from '../ports.ts';
import type { Stores } from '../store/stores.ts';
import type { Engine } from './engine-port.ts';
import type { LiveHost, LiveRun } from './live-runs.ts';
import type { SettleWorld } from './run-decisions.ts';
import type { RunQueue } from './run-queue-port.ts';
import type { JournalRow, RunState } from './states.ts';

export interface ActivationsOptions {
  readonly engine: Engine;
  readonly stores: Stores;
  readonly log: Logger;
  /** Runs at work at the same time in each lane; waiting runs do not count. */
  readonly capacity: Readonly<Record<QueueLane, number>>;
  /** Asks the supervisor for a host of this release; answered by `hostUp`. */
  readonly needHost: (releaseHash: string, isAnother: boolean) => void;
  readonly spareHost: (releaseHash: string) => void;
  /** Hosts that work side by side, beyond one for each release with work. */
  readonly hosts: number;
  readonly killHost: (hostId: string, reason: string) => void;
  /** It takes no more runs. */
  readonly retireHost: (hostId: string) => void;
  /** It has no runs, and will have none. */
  readonly idleHost: (host: LiveHost, reason: string) => void;
  /** Its hosts kept crashing, and so did every trial. */
  readonly onQuarantined: (agentId: string, releaseHash: string) => void;
  readonly onProgress: (runId: string, progress: Progress | null, runningSteps: readonly string[]) => void;
  /** Branches a race left behind, or a whole run (prefix null): their open effects are taken back. */
  readonly onAbandoned: (runId: string, prefix: string | null, why: string) => void;
  /** Proposals and artifacts go to their own areas. */
  readonly onProposal: (run: LiveRun, message: Extract<FromHost, { kind: 'propose' }>) => void;
  readonly onPeer: (run: LiveRun, message: Extract<FromHost, { kind: 'peer' }>) => void;
  readonly onArtifact: (run: LiveRun, message: Extract<FromHost, { kind: 'artifact' }>) => void;
}

/** A journal entry that waits, by what it takes to end its wait. */
export type WaitedEntry = Pick<JournalRow, 'runId' | 'path' | 'kind' | 'name' | 'argsHash' | 'attempt' | 'lineageId'>;

export interface Activations {
  /** Puts every unfinished run where it belongs; returns how many were taken over from a dead process. */
  recover(): Promise<number>;
  enqueue: RunQueue['enqueue'];
  begin: RunQueue['begin'];
  hostUp(host: LiveHost): void;
  hostGone(hostId: string, end: HostEnd): void;
  /** Its memory stays full: it takes no more runs. */
  hostFull(hostId: string): void;
  hostFailed(releaseHash: string, error: RunError): void;
  fromHost(hostId: string, message: FromHost): void;
  /** Completes a wait of a run, wherever the run is; false when it had ended already. */
  settle(waited: WaitedEntry, result: string, world?: Pick<SettleWorld, 'also' | 'isLeft'>): Promise<boolean>;
  /** Keeps a run in its host while a completion for it is being committed. */
  during<R>(runId: string, act: () => Promise<R>): Promise<R>;
  /** After a commit that ended waits of this run: they are delivered, or the run goes back to the queue. */
  resume(runId: string, state: RunState | null, rows: readonly JournalRow[]): void;
  /** After a commit that recorded `row` for this run. */
  recorded(run: LiveRun, row: JournalRow): void;
  refused(run: LiveRun, error: unknown): void;
  /** After a commit that asked for its cancellation: the host is told; one that does not let go in time is ended. */
  abort(runId: string, reason: string): void;
  /**
   * After a commit that ended this activation: the host is told to leave it. With `withinMs`, a step that has not ended
   * by then takes the host with it; null lets it run out unheard.
   */
  letGo(runId: string, withinMs: Ms | null): void;
  live(runId: string): LiveRun | undefined;
  /** Runs of this agent that are in a host; with a release, those of it. */
  liveOf(agentId: string, releaseHash?: string): readonly string[];
  /** Somebody has let a release go on. */
  breakersChanged(): void;
  /** Hosts are told which of their runs' steps have to ask. */
  budgetsChanged(): Promise<void>;
  /** A budget has more room than it had: calls that wait for some are asked for again. */
  budgetsFreed(): void;
  load(): Readonly<Record<QueueLane, LaneLoad>>;
  moved: RunQueue['moved'];
  /** After a commit that gave a run another lane: its slot, and what it waits in, are that lane's from now on. */
  laneChanged(runId: string): void;
  /** After a commit that changed a queue; what of it waits in a host leaves it when the queue is paused now. */
  queueChanged(name: string): void;
  queueFacts: RunQueue['facts'];
  queueOrder: RunQueue['order'];
  rearm(): void;
  /** An orderly end: what is at work goes back to the queue. */
  close(): Promise<void>;
}
