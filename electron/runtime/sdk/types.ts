import type { Json, JsonObject } from '../../../shared/json.ts';
import type { ChildLife, Progress } from '../../../shared/domain/run.ts';
import type {
  ConsoleAnswer,
  ConsoleQueryName,
  Evidence,
  GenerateInput,
  GenerateResult,
  Inspection,
  ManifestDocument,
} from './shapes.ts';

/** A JSON Schema 2020-12 document with an id and a version; its hash is taken when the agent is added. */
export interface ContractDefinition {
  readonly id: string;
  readonly version: string;
  readonly schema: JsonObject;
}

/** Reads an input file in pieces, from the run's own files only. */
export interface InputFile {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
  /** The file's bytes in order, in pieces of at most `pieceBytes` (1 MiB by default). */
  chunks(pieceBytes?: number): AsyncIterable<Uint8Array>;
}

/** An artifact of the run that this one continues. */
export interface InheritedArtifact extends InputFile {
  readonly version: number;
  readonly role: 'report' | 'data' | 'quarantine';
  readonly mediaType: string;
}

export interface StepOptions {
  /** Attempts in all; 3 when absent. */
  readonly maxAttempts?: number;
  /** Wait before the second attempt; doubles each time, with jitter. 200 ms when absent. */
  readonly backoffMs?: number;
  /** One attempt's work time. 10 minutes when absent. */
  readonly timeoutMs?: number;
  /** Error codes that are not tried again. */
  readonly nonRetryable?: readonly string[];
  /** An attempt that says nothing for so long has failed with `heartbeat-missed`, ms. Any silence is allowed when absent. */
  readonly heartbeatMs?: number;
}

/** Tokens, and money as `0.0123 EUR`: one sum, or one for each currency. */
export interface Spent {
  readonly tokens?: number;
  readonly money?: string | readonly string[];
}

export interface ModelOptions extends StepOptions {
  /**
   * The most it may use: what it sends and the most it lets the model answer, and what those cost; reserved before it
   * begins. Of a budget it says nothing of it reserves what the settings say, or, where less is left, all of that: near
   * its limit such calls go one by one.
   */
  readonly estimate?: Spent;
}

export interface GenerateOptions extends ModelOptions {
  /** What is selected beside the conversation, for a model that reads the console. */
  readonly about?: { readonly kind: 'run' | 'approval' | 'agent'; readonly id: string };
}

/** What a step body may use. Nothing here is journaled but the step's result. */
export interface StepContext {
  readonly attempt: number;
  readonly signal: AbortSignal;
  /** Ephemeral: shown live, flushed at most once a second, never a row of its own. */
  progress(progress: Progress): void;
  /** Says that the attempt is alive, and how far it is; `progress` says that it is alive, too. At most 16 KiB of JSON. */
  heartbeat(detail?: Json): void;
  /** The last detail the attempt before this one gave, kept with its failure; null when it gave none. */
  readonly previous: Json;
  /** In a model call: what it used, as its provider says. What is said before a failure counts as well. */
  spent(spent: Spent): void;
  /** Reads a value an earlier step stored with `store`. */
  load(ref: StoredRef): Promise<Json>;
  /** Keeps a large value outside the journal, by hash; return the reference from the step. */
  store(value: Json): Promise<StoredRef>;
}

/** A JSON value kept by its hash; small enough for the journal whatever its size. */
export interface StoredRef {
  readonly $stored: string;
  readonly bytes: number;
}

export interface SignalOptions {
  /** Only a signal with this key ends the wait; without one, only a signal without a key. */
  readonly key?: string;
  readonly timeoutMs?: number;
  /** Takes what has come already, and waits for nothing. */
  readonly atOnce?: boolean;
}

export interface AskOptions {
  /** Up to ten; empty when absent: the person answers in words of their own. */
  readonly choices?: readonly string[];
  readonly timeoutMs?: number;
}

export interface SendOptions {
  /** Only a wait with this key takes it; without one, only a wait without a key. */
  readonly key?: string;
}

export interface SpawnOptions {
  /** `joined` (when absent): it ends with this run. `detached`: it has a life of its own. */
  readonly life?: ChildLife;
  readonly title?: string;
  /** The child reads this run's input file. */
  readonly withFile?: boolean;
  /** It is cancelled when it has not ended so long after its start, ms. */
  readonly deadlineMs?: number;
}

export interface JoinOptions {
  readonly timeoutMs?: number;
}

/** A run this one has started; its id can be sent to others. */
export interface ChildRun {
  readonly runId: string;
  readonly life: ChildLife;
}

export interface EffectRequest {
  readonly tool: string;
  /** Whom or what it acts on, as the card's title names it. */
  readonly target: string;
  readonly params: JsonObject;
  /** Quoted sources; shown inert, with their trust. */
  readonly evidence?: readonly Evidence[];
  /** The agent's own words; shown apart as "claimed by the agent". */
  readonly claim?: string;
  /** Provenance of target, amount or tool choice when untrusted input chose it (A20). */
  readonly tainted?: readonly string[];
  /**
   * Names the action within this run, 200 characters at most. A later proposal with the same key takes the place of one
   * that has not been sent: that one ends as refused with the cause `superseded`, and what was approved of it counts no
   * more. Where it has been sent already, the later proposal is refused with the same cause, and nothing is asked for.
   */
  readonly key?: string;
}

/** An action as an agent asks for it, and as a person may change it. */
export type ActionVersion = {
  readonly tool: string;
  readonly target: string;
  readonly params: JsonObject;
};

/**
 * A person put another action in the place of the one that was asked for. The outcome is that of `to`; `from` was never
 * run and never will be. Whoever goes on from here goes on from `to`: asking for `from` again would undo what the person
 * decided, and asks that person again.
 */
export type EditedAction = {
  readonly from: ActionVersion;
  readonly to: ActionVersion;
  /** The person's printed name, and why. */
  readonly by: string;
  readonly reason: string;
};

export type EffectOutcome = (
  | { readonly outcome: 'done'; readonly summary: string; readonly detail: JsonObject }
  /** `cause`: rejected, responded, expired, stale, superseded, withdrawn or stopped. */
  | { readonly outcome: 'refused'; readonly cause: string; readonly reason: string }
  /** `code`: where the tool refused the parameters, which of its rules they break; stable. */
  | { readonly outcome: 'failed'; readonly reason: string; readonly code?: string }
  | { readonly outcome: 'unknown'; readonly reason: string }
) & {
  /** Only where a person edited it. */
  readonly edited?: EditedAction;
};

export interface ArtifactRequest {
  readonly name: string;
  readonly role: 'report' | 'data' | 'quarantine';
  readonly mediaType: string;
  readonly text: string;
  readonly items?: number;
}

export interface ArtifactRef {
  readonly artifactId: string;
  readonly name: string;
  readonly version: number;
  readonly sha256: string;
}

/** All an agent may do to the world. Every call is journaled and answers from the journal on replay. */
export interface Ctx {
  readonly runId: string;
  readonly path: string;
  step<T extends Json>(name: string, body: (step: StepContext) => Promise<T> | T, options?: StepOptions): Promise<T>;
  /** Runs keyed branches side by side, each with its own ctx; all results, or the first failure. */
  all<T extends Json>(
    name: string,
    branches: Readonly<Record<string, (ctx: Ctx) => Promise<T>>>,
  ): Promise<Record<string, T>>;
  /** The first branch to finish wins; the others are cancelled. */
  race<T extends Json>(
    name: string,
    branches: Readonly<Record<string, (ctx: Ctx) => Promise<T>>>,
  ): Promise<{ winner: string; value: T }>;
  sleep(ms: number): Promise<void>;
  /** Sleeps until an instant: ms since the epoch, or ISO 8601 with its zone. One that has passed is over at once. */
  sleepUntil(at: number | string): Promise<void>;
  /**
   * Waits for a signal that the manifest declares, by name and key; one that came early is there already, and is taken
   * by one wait alone. `null` after `timeoutMs`.
   */
  signal<T extends Json>(name: string, options?: SignalOptions): Promise<T | null>;
  /**
   * Sends a signal to another run, under the contract its agent declares, exactly once; a run that has gone on as another
   * is found by its first id. Throws `run-unknown`, `run-ended`, `refused`, `contract-failed`, `signal-backlog`.
   */
  send(runId: string, name: string, payload: Json, options?: SendOptions): Promise<void>;
  /**
   * Starts a run of an agent that the manifest lists under `spawns`, once whatever happens. Throws `spawn-undeclared`,
   * `agent-unknown`, `contract-failed`, `child-needs-file`, `spawn-depth`, `spawn-limit`, `queue-full`.
   */
  spawn(agentId: string, input: Json, options?: SpawnOptions): Promise<ChildRun>;
  /** Waits for a child's end: its output, or a `ChildRunError`; `null` after `timeoutMs`. The child's continuation counts as the child. */
  join<T extends Json>(child: ChildRun | string, options?: JoinOptions): Promise<T | null>;
  /**
   * Ends this run and begins it again as a fresh one with this input and an empty journal, in one commit; what is kept of
   * signals goes along. Throws `continue-with-children` while joined children are open, `contract-failed`.
   */
  continueAs(input: Json): Promise<never>;
  /**
   * Asks for an action; nothing happens before the policy, and where it says so a person, has decided. Resolves with what
   * became of it, however long that takes. The tools, which the manifest has to name:
   *
   * - `reply.send` {to, ticketId, subject, body}: a mail to one person, or a draft in the outbox; the target is the
   *   address or `ticket ID`.
   * - `record.update` {recordId, set}: fields of one record of this workspace; the target is its id or `record ID`.
   * - `report.publish` {artifactSha256, fileName, folder?}: an artifact of the run into the operator's folder; the target
   *   is the file's name. An action aimed at anything else fails with the code `target-differs`.
   * - `credit.issue` {customer, amount, currency, reason}: money to one customer, once; the target is the customer, word
   *   for word. `amount` is decimal text in the currency's main unit, as in {customer: 'C-17', amount: '25.00', currency:
   *   'EUR', reason: 'Late delivery'}. A `failed` outcome says by `code` what is wrong with it: `amount-malformed`,
   *   `amount-negative`, `amount-zero`, `amount-too-precise`, `amount-too-large`, `currency-unknown`.
   * - `http.send` {method, url, body?}: one POST, PUT, PATCH or DELETE with a JSON body; the target is the URL, word for
   *   word, and its origin is on the operator's list (`egress-denied` otherwise). What the URL holds is read first, and
   *   the request is sent only on that state. Keys and credentials are added on the way and never seen by the agent.
   *
   * Of an action that was sent and not answered nothing is told before it is known what became of it.
   */
  effect(request: EffectRequest): Promise<EffectOutcome>;
  /** One call of the embedded language engine or a model endpoint, journaled like a step. */
  model<T extends Json>(name: string, call: (step: StepContext) => Promise<T> | T, options?: ModelOptions): Promise<T>;
  /**
   * Asks a language model: which one is settled by the workspace, by purpose and by the labels of what is sent; with none
   * set up the embedded engine answers. One entry, metered by what the provider says it used. A provider that is busy
   * or away is asked again, as long after as it says. Throws `invalid-input`, `model-refused-request`, `model-unauthorised`,
   * `egress-denied` and what is left after the last attempt: `model-rate-limited`, `model-unavailable`,
   * `model-timeout`, `model-cut`, `model-bad-answer`, `response-lost`.
   */
  generate(name: string, request: GenerateInput, options?: GenerateOptions): Promise<GenerateResult>;
  /**
   * Asks the console about its own runs, approvals, reports and costs; journaled like a step, read only. Throws
   * `unsupported`, `invalid-input`, `not-found`.
   */
  query(tool: ConsoleQueryName, args: JsonObject, options?: StepOptions): Promise<ConsoleAnswer>;
  /**
   * Asks the person behind the run, in its conversation and in the inbox, and waits as long as it takes; `null` after
   * `timeoutMs`. With choices the answer is one of them.
   */
  ask(question: string, options?: AskOptions): Promise<string | null>;
  /** Kept for the agent's later runs, which are given it, where the manifest says `memory: true`; 4,000 characters at most. */
  remember(text: string): Promise<void>;
  progress(progress: Progress): void;
  artifact(request: ArtifactRequest): Promise<ArtifactRef>;
  /** The run's input file, when it was started with one. */
  readonly file: InputFile | null;
  /** The artifacts of the finished run that this one was made to continue, in the order they were made; else none. */
  readonly inherited: readonly InheritedArtifact[];
  /** Time of the last recorded entry, ms since the epoch: the same on every replay. */
  now(): number;
  /** 0 <= x < 1, from a seed per run and path. */
  random(): number;
  uuid(): string;
}

export interface AgentDefinition<Input extends Json = JsonObject, Output extends Json = Json> {
  readonly manifest: ManifestDocument;
  readonly input: ContractDefinition;
  readonly output: ContractDefinition;
  /** Looks at a dropped file before a run exists and proposes how to read it. */
  readonly inspect?: (file: InputFile) => Promise<Inspection>;
  run(ctx: Ctx, input: Input): Promise<Output>;
}
