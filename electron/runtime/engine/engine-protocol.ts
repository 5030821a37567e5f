import type { QueueLane } from '../../../shared/domain/queue.ts';
import type { MessagePort } from 'node:worker_threads';
import type { Progress, RunError } from '../../../shared/domain/run.ts';
import type { Check } from '../../../shared/domain/workspace.ts';
import type { WireError } from '../../../shared/errors.ts';
import type { HostEnd } from '../hosts/protocol.ts';
import type { Asking } from './command.ts';
import type { ContractAnswer, ContractQuestion } from '../peers/contract-line.ts';
import type { Published } from './engine-port.ts';

/** Given to the engine thread as `workerData`. */
export interface EngineThreadData {
  /** One `Int32`: how many follow what is published. Shared, so that it counts from the very next commit. */
  readonly audience: SharedArrayBuffer;
  readonly database: string;
  readonly recordsDb: string;
  readonly secretsFolder: string;
  readonly version: string;
  /** Runs at work at the same time. */
  readonly capacity: Readonly<Record<QueueLane, number>>;
  /** Hosts that work side by side, beyond one for each release with work. */
  readonly hosts: number;
  readonly crashAt?: string;
}

export interface EngineCall extends Asking {
  readonly method: string;
  readonly input: unknown;
}

/** Supervisor -> engine thread. */
export type ToEngine =
  | { readonly kind: 'call'; readonly seq: number; readonly call: EngineCall }
  | {
      readonly kind: 'host-up';
      readonly hostId: string;
      readonly releaseHash: string;
      /** Runs it takes. */
      readonly mostRuns: number;
      readonly port: MessagePort;
    }
  | { readonly kind: 'host-gone'; readonly hostId: string; readonly end: HostEnd }
  | { readonly kind: 'host-full'; readonly hostId: string }
  | { readonly kind: 'host-failed'; readonly releaseHash: string; readonly error: RunError }
  | { readonly kind: 'tools-up'; readonly port: MessagePort }
  | { readonly kind: 'tools-gone' }
  /** Everything that has to be there is there: take up what was left. */
  | { readonly kind: 'go' }
  | { readonly kind: 'contract-answer'; readonly seq: number; readonly answer: ContractAnswer }
  | { readonly kind: 'clock-changed' }
  /** Every page is in order; counts that are not what the rows say are counted again. */
  | { readonly kind: 'pages-checked'; readonly wrongCounts: readonly string[] }
  | { readonly kind: 'close' };

/** Engine thread -> supervisor. */
export type FromEngine =
  | {
      readonly kind: 'opened';
      readonly engineId: string;
      readonly instanceId: string;
      readonly epoch: number;
      readonly rungs: readonly Check[];
      /** Databases whose pages are to be checked beside the work. */
      readonly pagesLeft: readonly string[];
    }
  | { readonly kind: 'open-failed'; readonly error: WireError; readonly rungs: readonly Check[] | null }
  /** What was left could not be taken up. */
  | { readonly kind: 'go-failed'; readonly error: WireError }
  | { readonly kind: 'reply'; readonly seq: number; readonly ok: true; readonly value: unknown }
  | { readonly kind: 'reply'; readonly seq: number; readonly ok: false; readonly error: WireError }
  | { readonly kind: 'contract-question'; readonly seq: number; readonly question: ContractQuestion }
  /** Commits were made since the last time this was told. */
  | { readonly kind: 'wrote' }
  | { readonly kind: 'published'; readonly items: readonly Published[] }
  | {
      readonly kind: 'progress';
      readonly runId: string;
      readonly progress: Progress | null;
      readonly runningSteps: readonly string[];
    }
  /** `isAnother`: beside those it has, which are busy. */
  | { readonly kind: 'need-host'; readonly releaseHash: string; readonly isAnother: boolean }
  /** The next host of this release should stand ready. */
  | { readonly kind: 'spare-host'; readonly releaseHash: string }
  | { readonly kind: 'kill-host'; readonly hostId: string; readonly reason: string }
  /** It is given no more runs: the next host of its release is another. */
  | { readonly kind: 'retire-host'; readonly hostId: string }
  /** It has no runs, and will have none. */
  | { readonly kind: 'idle-host'; readonly hostId: string; readonly releaseHash: string; readonly reason: string }
  /** An action has to be looked at or carried out. */
  | { readonly kind: 'need-tools' }
  /** None was for a while. */
  | { readonly kind: 'spare-tools' }
  | { readonly kind: 'degraded'; readonly error: WireError | null }
  /** A removed run named files. */
  | { readonly kind: 'collect' }
  | { readonly kind: 'lost'; readonly reason: string }
  | { readonly kind: 'closed' };
