import type { Amounts } from '../../../shared/domain/amounts.ts';
import type { FileRef, Inspection, ManifestDocument } from '../../../shared/domain/agent.ts';
import type { ModelEnd } from '../../../shared/domain/model-call.ts';
import type { QueueLane } from '../../../shared/domain/queue.ts';
import type { ChildLife, EntryKind, Progress, RunError } from '../../../shared/domain/run.ts';
import type { AtMs, Ms } from '../../../shared/ids.ts';
import type { JsonObject } from '../../../shared/json.ts';
import type { MessagePort } from 'node:worker_threads';
import type { AtWork } from './at-work.ts';

/**
 * Version of the journal format, written with every entry; what a newer version wrote is not replayed. 2: a failed
 * attempt's time counts as work and its `result` is its last heartbeat; a sleep may have an instant, a signal a key.
 */
export const journalVersion = 2;

/** Given to an agent host as `workerData`. */
export interface HostData {
  /** Where it notes which run it is in. */
  readonly note: SharedArrayBuffer;
  readonly releaseFolder: string;
  readonly module: string;
  readonly sdkUrl: string;
  /** A module of its own: most agents answer nobody, and need not hold it. */
  readonly loopUrl: string;
  /** Paths the boot self-check must fail to read. */
  readonly forbidden: { readonly database: string; readonly token: string };
}

/** First message to a host: its lines to the engine, to the file store, and to whoever calls models for it. */
export interface HostPorts {
  readonly kind: 'ports';
  readonly engine: MessagePort;
  readonly files: MessagePort;
  readonly models: MessagePort;
}

/** One entry that a replay answers from. Values are JSON text. */
export interface ReplayEntry {
  readonly path: string;
  readonly kind: EntryKind;
  readonly name: string;
  readonly argsHash: string;
  readonly phase: 'waiting' | 'attempt-failed' | 'done' | 'failed' | 'cancelled';
  readonly attempt: number;
  readonly result: string | null;
  readonly error: RunError | null;
  readonly durationMs: Ms | null;
  readonly dueAtMs: AtMs | null;
  readonly atMs: AtMs;
  /** The journal format it was written with. */
  readonly version: number;
}

export interface InheritedFile extends FileRef {
  readonly version: number;
  readonly role: 'report' | 'data' | 'quarantine';
  readonly mediaType: string;
}

export interface ToHostStart {
  readonly kind: 'start';
  readonly runId: string;
  readonly activation: number;
  /** Of the run's chance: its own id, or that of the run it was forked from. */
  readonly seed: string;
  readonly input: string;
  readonly file: FileRef | null;
  /** Who started it, and whether anybody waits for it while it works. */
  readonly startedBy: string;
  readonly lane: QueueLane;
  /** Its agent has a memory. */
  readonly hasMemory?: boolean;
  /** Names of the signals its release declares. */
  readonly signals: readonly string[];
  /** What a run that continues another brought along. */
  readonly inherited: readonly InheritedFile[];
  readonly entries: readonly ReplayEntry[];
  readonly createdAtMs: AtMs;
  readonly nowMs: AtMs;
  /** A budget counts steps or their work: each asks before it begins, as every model call does. */
  readonly countsSteps: boolean;
}

/** Engine -> host. Completions arrive in commit order. */
export type ToHost =
  | ToHostStart
  | {
      readonly kind: 'settled';
      readonly runId: string;
      readonly activation: number;
      readonly entries: readonly ReplayEntry[];
    }
  /** What the host itself recorded is committed: it has the rest of the entry. */
  | {
      readonly kind: 'kept';
      readonly runId: string;
      readonly activation: number;
      readonly path: string;
      readonly dueAtMs: AtMs | null;
      readonly atMs: AtMs;
    }
  /** What this call asked for is reserved: it may begin. A run whose budget has no room for it leaves instead. */
  | { readonly kind: 'reserved'; readonly runId: string; readonly activation: number; readonly path: string }
  | {
      readonly kind: 'counts-steps';
      readonly runId: string;
      readonly activation: number;
      readonly countsSteps: boolean;
    }
  | { readonly kind: 'leave'; readonly runId: string; readonly activation: number }
  | { readonly kind: 'abort'; readonly runId: string; readonly activation: number; readonly reason: string };

/** Supervisor -> host, on the thread's own line. */
export type ToHostQuestion =
  | { readonly kind: 'describe'; readonly seq: number }
  | { readonly kind: 'load' }
  /** Answered at once by a host that is not stuck in somebody's code. */
  | { readonly kind: 'ping' }
  | { readonly kind: 'inspect'; readonly seq: number; readonly file: FileRef };
/** Host -> supervisor. */
export type HostAnswer =
  /** It has proven its restrictions, and loads its agent when it is told to. */
  | { readonly kind: 'host-contained' }
  | { readonly kind: 'host-ready'; readonly contained: readonly string[] }
  | { readonly kind: 'host-failed'; readonly error: RunError }
  /** How much of its memory limit it holds, 0 to 1. */
  | { readonly kind: 'pong'; readonly full: number }
  | { readonly kind: 'described'; readonly seq: number; readonly description: HostDescription }
  | { readonly kind: 'inspected'; readonly seq: number; readonly inspection: Inspection }
  | { readonly kind: 'call-failed'; readonly seq: number; readonly error: RunError };

/** How a host has ended, and what it was in the middle of. */
export type HostEnd =
  /** It was told to: nobody's fault. */
  | { readonly kind: 'told'; readonly reason: string }
  | { readonly kind: 'crashed'; readonly reason: string; readonly at: AtWork | null }
  /** Its memory, or the time it may answer nothing, was used up. `most` in MiB or ms. */
  | { readonly kind: 'heap'; readonly most: number; readonly at: AtWork | null }
  | {
      readonly kind: 'unresponsive';
      readonly most: number;
      readonly at: AtWork | null;
      /** The function its processor time went into, where it could be seen. */
      readonly where: string | null;
    };

/** What a run asks a person. */
export interface HostQuestion {
  readonly text: string;
  /** Empty: the person answers in words of their own. */
  readonly choices: readonly string[];
}

/** A record to append; nothing continues in the agent before it is committed. */
export interface HostRecord {
  readonly path: string;
  readonly kind: EntryKind;
  readonly name: string;
  readonly argsHash: string;
  readonly phase: 'waiting' | 'attempt-failed' | 'done' | 'failed';
  readonly attempt: number;
  readonly result: string | null;
  readonly error: RunError | null;
  readonly durationMs: Ms | null;
  /** For waits and for the next attempt: how long from now; null waits for something else. */
  readonly dueInMs: Ms | null;
  /** An instant instead: one that has passed ends the wait as it is recorded. */
  readonly dueAtMs?: AtMs;
  /** Of a wait for a signal: the key it has to have. */
  readonly key?: string;
  /** Of a wait for a person: what is asked. The question's id is then the key. */
  readonly question?: HostQuestion;
  /** What the agent keeps for its later runs. */
  readonly remembers?: string;
  /** Branches a race has left behind: their waits are taken back. */
  readonly abandons?: readonly string[];
  /** Waits of those branches whose ends their code was given; what the others took is kept again. */
  readonly seen?: readonly string[];
  /** Tokens and money a model call used. */
  readonly used?: Amounts;
  /** How a model call ended that the runtime made for it. */
  readonly model?: ModelEnd;
  /** It was sent and not answered to its end: what it reserved stays charged. */
  readonly isCostUnknown?: boolean;
}

/** Asked for before a model call, and before a step where a budget counts steps. */
export interface HostCall {
  readonly path: string;
  readonly kind: 'step' | 'model';
  readonly name: string;
  readonly attempt: number;
  readonly expected: Amounts;
  /** The kept file that holds what will be sent. */
  readonly sentSha256?: string;
  /** It follows a response that was begun, and charged, by an activation that is over. */
  readonly isResumed?: boolean;
}

export interface HostArtifact {
  readonly name: string;
  readonly role: 'report' | 'data' | 'quarantine';
  readonly mediaType: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly items: number | null;
  /** The first part of its text, for the full-text index. */
  readonly searchText: string;
}

export interface HostProposal {
  readonly tool: string;
  readonly target: string;
  readonly params: JsonObject;
  readonly evidence: readonly JsonObject[];
  readonly claim: string;
  readonly tainted: readonly string[];
  /** The agent's own name for the action. Absent where it gave none, so that the hash of what it asked is as it was. */
  readonly key?: string;
}

/** What only the engine can do for a run, because another run is touched; recorded in the transaction that does it. */
export type PeerAsk =
  | {
      readonly kind: 'send';
      readonly to: string;
      readonly name: string;
      readonly key: string;
      readonly payload: string;
    }
  | {
      readonly kind: 'spawn';
      readonly agentId: string;
      readonly input: string;
      readonly life: ChildLife;
      readonly title: string | null;
      readonly withFile: boolean;
      readonly deadlineInMs: Ms | null;
      /** The run's own time, the same on every replay: the child's id is made of it. */
      readonly atMs: AtMs;
    }
  | { readonly kind: 'join'; readonly childId: string; readonly dueInMs: Ms | null }
  | { readonly kind: 'continue'; readonly input: string; readonly atMs: AtMs };

export type WaitKind = 'approval' | 'signal' | 'sleep' | 'retry';

interface FromRun {
  readonly runId: string;
  readonly activation: number;
}

/** Host -> engine. Each carries its activation; one of an older activation is refused. */
export type FromHost =
  | (FromRun & { readonly kind: 'record'; readonly record: HostRecord })
  | (FromRun & { readonly kind: 'reserve'; readonly call: HostCall })
  | (FromRun & {
      readonly kind: 'propose';
      readonly path: string;
      readonly argsHash: string;
      readonly proposal: HostProposal;
    })
  | (FromRun & {
      readonly kind: 'peer';
      readonly path: string;
      readonly name: string;
      readonly argsHash: string;
      readonly ask: PeerAsk;
    })
  | (FromRun & {
      readonly kind: 'artifact';
      readonly path: string;
      readonly argsHash: string;
      readonly artifact: HostArtifact;
    })
  | (FromRun & {
      readonly kind: 'progress';
      readonly progress: Progress | null;
      readonly runningSteps: readonly string[];
    })
  /** `heard`: how many `settled` and `kept` messages of this activation the host had received when it said so. */
  | (FromRun & { readonly kind: 'idle'; readonly waits: readonly WaitKind[]; readonly heard: number })
  | (FromRun & { readonly kind: 'finished'; readonly output: string })
  | (FromRun & { readonly kind: 'failed'; readonly error: RunError })
  | (FromRun & { readonly kind: 'mismatch'; readonly error: RunError })
  | (FromRun & { readonly kind: 'cancelled' })
  /** After `leave`: the last step body of this activation has ended. */
  | (FromRun & { readonly kind: 'left' });

export interface HostDescription {
  readonly manifest: ManifestDocument;
  readonly input: { readonly id: string; readonly version: string; readonly schema: JsonObject };
  readonly output: { readonly id: string; readonly version: string; readonly schema: JsonObject };
  readonly inspects: boolean;
}
