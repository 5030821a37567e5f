import type { Profile } from '../../../shared/domain/person.ts';
import type { CapabilityCard } from '../../../shared/domain/model-endpoint.ts';
import type { Preferences } from '../../../shared/domain/preferences.ts';
import type { Settings, Stop, StopScope } from '../../../shared/domain/workspace.ts';
import type { LegalHold, Removal } from '../../../shared/domain/retention.ts';
import type { TopicName } from '../../../shared/ipc/topics.ts';
import type { AtMs, Ms } from '../../../shared/ids.ts';
import type { BulkItem } from '../../../shared/domain/bulk.ts';
import type { BulkState } from '../bulk/bulk-state.ts';
import type { SeenState } from '../store/seen-store.ts';
import type { WireError } from '../../../shared/errors.ts';
import type { CallLine } from '../../../shared/domain/budget.ts';
import type { GrantPerson, GrantUse } from '../../../shared/domain/standing-grant.ts';
import type { GrantsAtHand, StandingGrantState } from '../grants/grant-states.ts';
import type { Spending } from '../budgets/stands.ts';
import type { KnownBudget } from '../store/budget-store.ts';
import type { SignalState, WaitState } from '../peers/signal-states.ts';
import type { AuditEntry } from './audit-entry.ts';
import type { ConversationChange } from '../conversations/states.ts';
import type { Command } from './command.ts';
import type { Queue } from '../../../shared/domain/queue.ts';
import type { LetterEnd } from '../queues/dead-letter.ts';
import type { CountedStart } from '../store/queue-store.ts';
import type { Decision } from '../../../shared/domain/approval.ts';
import type { Place } from '../store/place-identity.ts';
import type { Restored } from '../store/place-store.ts';
import type { FiringState, ScheduleState } from '../store/schedule-store.ts';
import type {
  AgentPause,
  ApprovalState,
  ArtifactState,
  BreakerState,
  EffectBundle,
  EffectState,
  GrantState,
  JournalRow,
  PolicyState,
  Quarantine,
  ReleaseState,
  RunState,
} from './states.ts';

/** What a decision may look at, by key. */
export interface Families {
  readonly run: RunState;
  /** A second run: whom a signal is for, or the child of the first. */
  readonly peer: RunState;
  readonly effect: EffectBundle;
  /** The same bundle, found by its approval. */
  readonly approval: EffectBundle;
  /** An agent's release in force. */
  readonly agent: ReleaseState;
  readonly release: ReleaseState;
  readonly schedule: ScheduleState;
}
export type Family = keyof Families;
export type Keys = { readonly [F in Family]?: string };

/** The rows found under the keys, and the few rows every decision may read. */
export type Loaded<K extends Keys> = { readonly [F in keyof K & Family]: Families[F] | null } & {
  readonly policy: PolicyState;
  readonly stops: readonly Stop[];
  /** Agents that are paused, and releases that are quarantined. */
  readonly agentPauses: readonly AgentPause[];
  readonly settings: Settings;
  /** The few queues of a workspace, by name. */
  queue(name: string): Queue | null;
  /** A maintained count as it is inside the transaction. */
  count(name: string): number;
  readonly spending: Spending;
  /** Whether a drift alert of an agent is active. */
  driftAlert(agentId: string): boolean;
  readonly grants: GrantsAtHand;
  /** The few people of a workspace, whose roles are looked at again and again. */
  person(personId: string): Profile | null;
  people(): readonly Profile[];
};

/** Facts handed to a decision; it has no clock and makes no id of its own. */
export interface Env {
  readonly nowMs: AtMs;
  readonly epoch: number;
  readonly instanceId: string;
  readonly engineId: string;
  uuid(): string;
  nonce(): string;
}

/** A fact to be written. A decision returns facts; only the store turns them into rows. */
export type Change =
  /**
   * `isExact`: its row is written though its journal alone has grown, because a budget counts what it did. `spentOn`: the
   * day that what it spent counts on; today when left out.
   */
  | {
      readonly put: 'run';
      readonly before: RunState | null;
      readonly state: RunState;
      readonly isExact?: true;
      readonly spentOn?: string;
    }
  | { readonly put: 'journal'; readonly row: JournalRow }
  | {
      readonly put: 'timer';
      readonly dueAtMs: AtMs;
      readonly runId: string;
      readonly path: string;
      readonly lineageId: string;
    }
  /** The wait at this path, or every wait of the run (null), is over. */
  | { readonly put: 'timer-gone'; readonly runId: string; readonly path: string | null }
  | { readonly put: 'effect'; readonly before: EffectState | null; readonly state: EffectState }
  | { readonly put: 'approval'; readonly before: ApprovalState | null; readonly state: ApprovalState }
  | { readonly put: 'decision'; readonly row: Decision }
  | { readonly put: 'grant'; readonly before: GrantState | null; readonly state: GrantState }
  /** `by`: whose deed it is, for its history; null: the runtime's own. */
  | { readonly put: 'standing-grant'; readonly state: StandingGrantState; readonly by: GrantPerson | null }
  | { readonly put: 'grant-use'; readonly state: GrantUse }
  | { readonly put: 'artifact'; readonly state: ArtifactState }
  | { readonly put: 'person'; readonly state: Profile; readonly atMs: AtMs }
  | { readonly put: 'release'; readonly state: ReleaseState; readonly inForce: boolean }
  | { readonly put: 'policy'; readonly state: PolicyState; readonly atMs: AtMs }
  | { readonly put: 'stop'; readonly stop: Stop }
  | { readonly put: 'stop-gone'; readonly scope: StopScope }
  | { readonly put: 'agent-pause'; readonly state: AgentPause }
  | { readonly put: 'agent-pause-gone'; readonly agentId: string }
  | { readonly put: 'quarantine'; readonly state: Quarantine }
  | { readonly put: 'quarantine-gone'; readonly releaseHash: string }
  | { readonly put: 'breaker'; readonly state: BreakerState }
  | { readonly put: 'breaker-gone'; readonly releaseHash: string }
  | { readonly put: 'settings'; readonly settings: Settings }
  | { readonly put: 'model-card'; readonly endpointId: string; readonly card: CapabilityCard }
  | { readonly put: 'preferences'; readonly personId: string; readonly preferences: Preferences }
  /** `instanceId`: this is another workspace from now on, and what was not sent gets its keys; null = the same one. */
  | { readonly put: 'place'; readonly place: Place; readonly instanceId: string | null }
  | { readonly put: 'legal-hold'; readonly hold: LegalHold }
  | { readonly put: 'legal-hold-gone'; readonly runId: string }
  | { readonly put: 'removal'; readonly removal: Removal }
  /** The next few rows of a run whose removal has begun. */
  | { readonly put: 'removal-step'; readonly runId: string }
  /** A restore that a person has settled. */
  | { readonly put: 'restored'; readonly restored: Restored }
  /** A jump of the clock that waits for a person; null = none. */
  | { readonly put: 'clock-ahead'; readonly aheadMs: Ms | null }
  /** What waits for something by its name; `timer-gone` ends it. */
  | { readonly put: 'wait'; readonly state: WaitState }
  /** A branch that was left behind: `seen` are the paths whose ends its code was given. */
  | { readonly put: 'branch-gone'; readonly runId: string; readonly prefix: string; readonly seen: readonly string[] }
  | { readonly put: 'signal'; readonly state: SignalState }
  /** What one run keeps and nobody has taken goes to the run it goes on as. */
  | { readonly put: 'signals-move'; readonly from: string; readonly to: string }
  /** Signals that were taken by entries which are done again are kept again. */
  | { readonly put: 'signals-back'; readonly runId: string; readonly keptPaths: ReadonlySet<string> }
  | {
      readonly put: 'search';
      readonly kind: 'run' | 'approval' | 'artifact';
      readonly id: string;
      readonly runId: string;
      readonly label: string;
      readonly body: string;
      readonly atMs: AtMs;
    }
  | { readonly put: 'schedule'; readonly state: ScheduleState }
  | { readonly put: 'firing'; readonly state: FiringState }
  /** All that wait for a removed schedule, and what they hold. */
  | { readonly put: 'firings-dropped'; readonly scheduleId: string }
  | { readonly put: 'bulk'; readonly state: BulkState }
  | { readonly put: 'bulk-item'; readonly jobId: string; readonly item: BulkItem }
  /** What a job is over, a line for each item. */
  | { readonly put: 'bulk-set'; readonly jobId: string; readonly lines: readonly string[] }
  /** A person had this item before them. */
  | { readonly put: 'seen'; readonly state: SeenState }
  | { readonly put: 'queue'; readonly state: Queue }
  /** Its limits, the starts its rate counted, and its counts. */
  | { readonly put: 'queue-gone'; readonly name: string }
  | { readonly put: 'queue-start'; readonly start: CountedStart }
  /** The open dead letter of a run, if it has one, is settled. */
  | { readonly put: 'letter-end'; readonly end: LetterEnd }
  /** One more of something that nothing else counts. */
  | { readonly put: 'counted'; readonly name: string }
  /** `state` null: nothing is left of it. */
  | { readonly put: 'call'; readonly before: CallLine | null; readonly state: CallLine | null }
  | { readonly put: 'budget'; readonly state: KnownBudget }
  | { readonly put: 'budget-raise'; readonly budgetId: string; readonly key: string; readonly by: number }
  | ConversationChange
  | { readonly put: 'audit'; readonly entry: AuditEntry }
  | { readonly put: 'notice'; readonly reason: string };

export type Outcome<R> =
  | { readonly ok: true; readonly changes: readonly Change[]; readonly reply: R }
  /** A refusal leaves no trace but the audit events it names, and a count of what it refused. */
  | {
      readonly ok: false;
      readonly error: WireError;
      readonly audit?: readonly AuditEntry[];
      readonly counted?: string;
    };

/** Pure: no clock, no ids of its own, no database, nothing awaited. */
export type Decide<K extends Keys, R> = (state: Loaded<K>, env: Env) => Outcome<R>;

export interface TransactOptions {
  /** Interactive work and approvals go before background checkpoints. */
  readonly front?: boolean;
  /** A repeat gets the first reply; its id, used for anything else, is refused. */
  readonly command?: Command;
}

/** What a commit made public, in commit order. */
export interface Published {
  readonly topic: TopicName;
  readonly runId: string | null;
  readonly payload: unknown;
  /** How far the event stream was with this commit; null for what no commit has said. */
  readonly cursor: string | null;
}

export interface Capabilities {
  readonly timers: boolean;
  readonly groupCommit: boolean;
  readonly fullTextSearch: boolean;
}

/** All state changes go through here, whichever engine keeps the rows. */
export interface Engine {
  readonly engineId: string;
  readonly capabilities: Capabilities;
  /** Trusted time. */
  now(): AtMs;
  after(delay: Ms, call: () => void): () => void;
  transact<const K extends Keys, R>(keys: K, decide: Decide<K, R>, options?: TransactOptions): Promise<R>;
  onCommitted(listener: (published: readonly Published[]) => void): () => void;
  /** Runs as each commit left them that changed them or an effect of theirs; for what the runtime itself follows, whether or not anybody else listens. */
  onRunsChanged(listener: (runs: Iterable<RunState>) => void): () => void;
}
