import type { Amounts } from '../../../shared/domain/amounts.ts';
import type { RunLimit } from '../../../shared/domain/budget.ts';
import type { FileRef, Manifest, Contract } from '../../../shared/domain/agent.ts';
import type { Lane } from '../../../shared/domain/lane.ts';
import type { Policy } from '../../../shared/domain/policy.ts';
import type { PolicyChange } from '../../../shared/domain/policy-version.ts';
import type {
  EntryKind,
  EntryPhase,
  Pause,
  Progress,
  RunError,
  RunOrigin,
  RunParent,
  RunStatus,
  Undo,
} from '../../../shared/domain/run.ts';
import type { AtMs, Bytes, Ms } from '../../../shared/ids.ts';

export type { ApprovalState, EffectBundle, EffectFacts, EffectState, GrantState, UndoAsked } from './effect-states.ts';

/** A run as stored. `input`, `output` are JSON texts; payloads stay text between threads. */
export interface RunState {
  readonly runId: string;
  readonly engineId: string;
  readonly lineageId: string;
  readonly generation: number;
  readonly agentId: string;
  readonly agentTitle: string;
  readonly releaseHash: string;
  readonly sdkVersion: number;
  /** Raised at each claim; a message of an older activation is refused. */
  readonly activation: number;
  readonly ownerEpoch: number;
  readonly status: RunStatus;
  readonly lane: Lane;
  /** The queue it waits in whenever it waits for a host. */
  readonly queue: string;
  readonly priority: number;
  /** It starts no earlier; null once it has started, and where nobody put it off. */
  readonly notBeforeMs: AtMs | null;
  /** Its queue's limit per key is counted by this. */
  readonly queueKey: string | null;
  /** Another start of its agent with this key is this run, until it has ended. */
  readonly dedupKey: string | null;
  /** When the present attempt was first claimed; null: it has not been started. */
  readonly admittedAtMs: AtMs | null;
  readonly title: string;
  readonly startedBy: string;
  /** Who had what it does now asked for, where another started it: began it again, or replaced what it was started with. */
  readonly askedBy: string | null;
  readonly attempt: number;
  readonly recoveries: number;
  /** Recoveries since its journal last grew. */
  readonly stalls: number;
  readonly cancelRequested: boolean;
  /** It was cancelled so that what it did stays, and its joined children with it. */
  readonly leavesInPlace: boolean;
  readonly input: string;
  readonly file: FileRef | null;
  readonly output: string | null;
  readonly error: RunError | null;
  readonly progress: Progress | null;
  readonly nextOrd: number;
  /** What its journal's records say, over all lineages. */
  readonly journalBytes: Bytes;
  /** Steps that ended, and the work of all attempts; what was kept of an earlier lineage counted there. */
  readonly steps: number;
  readonly workMs: Ms;
  /** Used up by its calls of models and tools, over all lineages. */
  readonly spent: Amounts;
  /** Budgets of its own. */
  readonly limits: readonly RunLimit[];
  readonly pendingApprovals: number;
  readonly effects: number;
  readonly effectsDone: number;
  readonly quarantined: number;
  readonly partial: boolean;
  readonly sample: boolean;
  readonly pause: Pause | null;
  /** Since when its contents are removed, or being removed. */
  readonly removedAtMs: AtMs | null;
  /** Set when what it did is to be undone: at once, or as soon as it is cancelled. */
  readonly undo: Undo | null;
  /** Nothing it proposes is handed to a tool. */
  readonly sandbox: boolean;
  readonly origin: Origin | null;
  /** Who started it, when that was a run. */
  readonly parent: Parent | null;
  /** The first run of its chain of continuations; null: it has none. */
  readonly chainId: string | null;
  /** The run it went on as. */
  readonly continuedAs: string | null;
  readonly deadlineAtMs: AtMs | null;
  readonly createdAtMs: AtMs;
  readonly startedAtMs: AtMs | null;
  readonly finishedAtMs: AtMs | null;
  readonly wakeAtMs: AtMs | null;
}

/** The run another was made from; its chance and its first time are met again by code that is replayed. */
export interface Origin extends RunOrigin {
  readonly seed: string;
  readonly createdAtMs: AtMs;
}

/** The run that spawned another. A child that goes on as another run hands this on. */
export interface Parent extends RunParent {
  /** The spawn in the parent's journal. */
  readonly path: string;
  /** The child as its parent knows it. */
  readonly childId: string;
  /** Of a root: 0. */
  readonly depth: number;
  readonly rootId: string;
}

/** An agent whose runs are held; with a release, those of that release alone. */
export interface AgentPause extends Pause {
  readonly agentId: string;
  readonly releaseHash?: string;
}

/** A release none of whose runs goes on or is started, until somebody lifts it. */
export interface Quarantine extends AgentPause {
  readonly releaseHash: string;
}

/** A release whose hosts kept crashing: none is started until `retryAtMs`, and then one for a trial. */
export interface BreakerState {
  readonly releaseHash: string;
  readonly agentId: string;
  readonly state: 'open' | 'trial';
  /** Times it has opened since it was last closed. */
  readonly openings: number;
  readonly reason: string;
  readonly atMs: AtMs;
  readonly retryAtMs: AtMs;
}

/** One appended journal record; the last record of a path is the state of that entry. */
export interface JournalRow {
  readonly runId: string;
  readonly ord: number;
  readonly lineageId: string;
  readonly path: string;
  readonly kind: EntryKind;
  readonly name: string;
  readonly argsHash: string;
  readonly phase: EntryPhase;
  readonly attempt: number;
  /** JSON text. */
  readonly result: string | null;
  readonly error: RunError | null;
  readonly durationMs: Ms | null;
  readonly dueAtMs: AtMs | null;
  readonly atMs: AtMs;
  readonly sdkVersion: number;
  /** Its place in the journal it was copied from; null: it was recorded here. */
  readonly keptFrom: number | null;
  /** What this attempt of a model call used; null: it was none. */
  readonly used: Amounts | null;
}

export interface ReleaseState {
  readonly releaseHash: string;
  readonly agentId: string;
  readonly manifest: Manifest;
  readonly input: Contract;
  readonly output: Contract;
  readonly takesFile: boolean;
  readonly builtIn: boolean;
  readonly addedBy: string;
  readonly addedAtMs: AtMs;
}

export interface PolicyState {
  readonly policy: Policy;
  readonly hash: string;
  /** Absent: nobody proposed it, it came with the product. */
  readonly change?: PolicyChange;
}

export interface ArtifactState {
  readonly artifactId: string;
  readonly runId: string;
  readonly name: string;
  readonly version: number;
  readonly role: 'report' | 'data' | 'quarantine';
  readonly mediaType: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly items: number | null;
  readonly atMs: AtMs;
}
