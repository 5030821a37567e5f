import type { DecisionOutcome } from '../../../shared/domain/approval.ts';
import type { EffectSummary } from '../../../shared/domain/effect.ts';
import type { Looked } from '../../../shared/domain/looked.ts';
import type { Stop, StopScope } from '../../../shared/domain/workspace.ts';
import type { AtMs } from '../../../shared/ids.ts';
import type { ApprovalCommand } from '../approvals/events.ts';
import type { Activations } from '../engine/activation-port.ts';
import type { Engine } from '../engine/engine-port.ts';
import type { LiveRun } from '../engine/live-runs.ts';
import type { EffectState } from '../engine/states.ts';
import type { FromHost } from '../hosts/protocol.ts';
import type { Logger } from '../ports.ts';
import type { Stores } from '../store/stores.ts';
import type { Deciding, Decisions } from './decisions.ts';
import type { Edits } from './edits.ts';
import type { SecretCall } from '../secrets/secrets-for.ts';
import type { ToolLine } from './tool-line.ts';

export interface BrokerOptions {
  readonly engine: Engine;
  readonly stores: Stores;
  readonly tools: ToolLine;
  readonly log: Logger;
  readonly activations: () => Activations;
  /** A compensation of this run has come a step further. */
  readonly undoMoved: (runId: string) => void;
  readonly heldBecause: () => string | null;
  /** The stop a file in the workspace stands for; null without one. Asked at each look, engaged or not. */
  readonly fileStop: () => Stop | null;
  /** Trusted time right after the computer was last found to have slept; hold windows begin again there (A17). */
  readonly leaptAtMs: () => AtMs;
  readonly secretsFor: (calls: readonly SecretCall[]) => Promise<Readonly<Record<string, string>>>;
}

export interface Recalled {
  /** Taken back before anything was sent. */
  readonly held: number;
  /** A tool had begun with them: what becomes of them is told when it is known. */
  readonly inFlight: number;
}
type Seen = Pick<SeenItem, 'envelopeHash' | 'version'>;

export interface SeenItem {
  readonly approvalId: string;
  readonly envelopeHash: string;
  readonly version: number;
  readonly looked?: Looked | undefined;
}

/** The one way an agent's effect reaches a tool: proposed, judged, decided, granted, checked again, run, and told. */
export interface Broker {
  propose(run: LiveRun, message: Extract<FromHost, { kind: 'propose' }>): void;
  approve(items: readonly SeenItem[], by: Deciding, reason: string): Promise<DecisionOutcome[]>;
  reject(items: readonly SeenItem[], by: Deciding, reason: string): Promise<DecisionOutcome[]>;
  /** The agent is answered instead; nothing runs. */
  respond(items: readonly SeenItem[], by: Deciding, answer: string): Promise<DecisionOutcome[]>;
  /** What an edit of a waiting item would lead to; nothing is changed. */
  readonly previewEdit: Edits['preview'];
  /** Puts an edited action in the place of a waiting one. */
  readonly edit: Edits['edit'];
  /** What a person does with items beside deciding; each by itself, through the same guard. */
  perform(
    items: readonly SeenItem[],
    by: Deciding,
    command: (seen: Seen) => ApprovalCommand,
  ): Promise<DecisionOutcome[]>;
  undo(approvalIds: readonly string[], by: Deciding): Promise<DecisionOutcome[]>;
  readonly decideItem: Decisions['decideItem'];
  /**
   * Takes back what a run no longer asks for, as its row says: everything once it has ended or is being cancelled, what
   * earlier lineages asked for when it was begun again, and with `prefix` what those branches asked for.
   */
  withdraw(runId: string, prefix: string | null, reason: string): Promise<void>;
  /** An emergency stop: what is granted and not sent waits for a decision again. */
  recall(scope: StopScope, reason: string): Promise<Recalled>;
  /** The standing grant it rests on is no longer in force: if it has not been sent, it waits for a person. */
  takeBackGranted(effectId: string, reason: string): Promise<void>;
  reconcile(
    effectId: string,
    finding: { readonly verdict: 'happened' | 'did-not-happen' | 'retry'; readonly reason: string },
    by: Deciding,
  ): Promise<EffectSummary>;
  /** From here on nothing is handed to a tool until `recover` has looked at what an earlier process left. */
  awaitRecovery(): void;
  /** After a start: hold windows begin again, intents without a receipt are settled. */
  recover(): Promise<{ intents: number; holds: number }>;
  /** The computer slept: every open hold window begins again in full. */
  awake(): Promise<void>;
  /** Its turn has come: looked at now, if its hold window is over. */
  dispatch(effectId: string): void;
  /** A compensation is done: what it undid says so. */
  markUndone(done: EffectState, by: EffectState): Promise<void>;
  rearm(): void;
  /** Nothing is held as a whole any more, or time has moved: what was put aside goes on. */
  resume(): void;
  close(): void;
}
