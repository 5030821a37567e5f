import type { ApprovalStatus, Decision } from '../../../shared/domain/approval.ts';
import type { RiskFactor } from '../../../shared/domain/approval-risk.ts';
import type { Approvers, Duty, DutyNote } from '../../../shared/domain/duty.ts';
import type { EffectStatus, Receipt, RefusalCause, Tier } from '../../../shared/domain/effect.ts';
import type { Money } from '../../../shared/domain/money.ts';
import type { AtMs, Ms } from '../../../shared/ids.ts';
import type { KeptFacts } from '../policies/kept-facts.ts';
import type { JsonObject } from '../../../shared/json.ts';

/** What the card needs beside the envelope; kept as one JSON column. */
export interface EffectFacts {
  readonly argsHash: string;
  readonly effectClass: string;
  readonly external: boolean;
  /** For the card: it leaves this machine. */
  readonly leaves: boolean;
  readonly conditionalWrite: boolean;
  readonly canCompensate: boolean;
  readonly systems: readonly string[];
  readonly records: number;
  readonly people: number;
  /** What it moves or promises; absent in what was proposed before it was kept. */
  readonly money?: Money | null;
  readonly diff: readonly { readonly field: string; readonly before: string | null; readonly after: string | null }[];
  readonly readAtMs: AtMs | null;
  readonly evidence: readonly JsonObject[];
  readonly claim: string;
  readonly why: JsonObject;
  /** What the policy was asked, beside what the envelope holds; absent in what was proposed before it was kept. */
  readonly judged?: KeptFacts;
  readonly uninspectable: readonly string[];
  /** What untrusted input chose, as the agent said (A20); absent in what was opened before it was kept. */
  readonly tainted?: readonly string[];
  /** Of a compensation alone. */
  readonly undo?: UndoAsked;
  /** A person wrote this action in place of the one the agent had asked for. */
  readonly edit?: EditFacts;
}

/** What is kept of an edit with the action it led to. */
export interface EditFacts {
  /** What the agent asked for, before any edit. */
  readonly asked: { readonly tool: string; readonly target: string; readonly params: JsonObject };
  /** Everybody who had a hand in it since: none of them approves it where two people decide. */
  readonly editors: readonly string[];
  /** The last one's printed name. */
  readonly by: string;
  readonly reason: string;
  readonly atMs: AtMs;
}

/** Who asked for an action to be undone. */
export interface UndoAsked {
  /** Null: no person did; a deadline passed. */
  readonly askedBy: string | null;
  readonly reason: string;
  /** Asked for by itself, not with its whole run: it goes on whatever becomes of the run. */
  readonly isAlone: boolean;
}

export interface EffectState {
  readonly effectId: string;
  readonly runId: string;
  readonly lineageId: string;
  readonly path: string;
  readonly generation: number;
  readonly toolId: string;
  /** Idempotency key: H(workspace instance, lineage, path, envelope generation). */
  readonly effectKey: string;
  /** The effect this one undoes; null: it is no compensation. */
  readonly compensates: string | null;
  /** The effect whose place it took: one that was edited, or that its agent proposed anew; one effect at most does so. */
  readonly supersedes: string | null;
  /** The agent's own name for the action within its run. */
  readonly actionKey: string | null;
  readonly status: EffectStatus;
  readonly cause: RefusalCause | null;
  readonly causeDetail: string | null;
  readonly tier: Tier;
  readonly title: string;
  readonly verb: string;
  /** The canonical bytes, as text. */
  readonly envelope: string;
  readonly envelopeHash: string;
  readonly facts: EffectFacts;
  readonly approvalId: string | null;
  readonly holdMs: Ms;
  readonly holdUntilMs: AtMs | null;
  readonly dispatches: number;
  readonly intentAtMs: AtMs | null;
  readonly receipt: Receipt | null;
  readonly createdAtMs: AtMs;
  readonly changedAtMs: AtMs;
}

export interface ApprovalState extends Duty {
  readonly approvalId: string;
  readonly effectId: string;
  readonly runId: string;
  readonly agentId: string;
  readonly toolId: string;
  readonly tier: Tier;
  readonly status: ApprovalStatus;
  readonly version: number;
  readonly envelopeHash: string;
  readonly title: string;
  readonly fingerprint: string;
  readonly createdAtMs: AtMs;
  readonly expiresAtMs: AtMs;
  readonly holdUntilMs: AtMs | null;
  readonly decidedBy: string | null;
  readonly decidedAtMs: AtMs | null;
  readonly sample: boolean;
  readonly money: Money | null;
  /** For the order of the inbox. */
  readonly risk: number;
  readonly riskFactors: readonly RiskFactor[];
  readonly approvers: Approvers;
  readonly plan: DutyPlan;
}

/** What is to happen by itself while an item waits, and what has happened to it beside decisions. */
export interface DutyPlan {
  /** Who is asked next, in order; `escalations` of them were. */
  readonly chain: readonly string[];
  readonly escalations: number;
  readonly everyMs: Ms | null;
  readonly nextEscalationMs: AtMs | null;
  /** When it reminds, ascending; those that have are gone. */
  readonly remindAtMs: readonly AtMs[];
  readonly notes: readonly DutyNote[];
}

export interface GrantState {
  readonly grantId: string;
  readonly effectId: string;
  readonly approvalId: string | null;
  readonly envelopeHash: string;
  readonly lineageId: string;
  readonly policyId: string;
  readonly policyVersion: number;
  /** Who decided, and the role each had: rechecked at execution. */
  readonly reviewers: readonly { readonly personId: string; readonly role: string }[];
  /** The standing grant it rests on; absent: people decided on just this action. */
  readonly standing?: { readonly grantId: string; readonly version: number };
  readonly status: 'live' | 'consumed' | 'revoked' | 'expired';
  readonly mintedAtMs: AtMs;
  readonly expiresAtMs: AtMs;
  readonly consumedAtMs: AtMs | null;
}

/** An effect with everything its decisions and its execution check look at. */
export interface EffectBundle {
  readonly effect: EffectState;
  readonly approval: ApprovalState | null;
  readonly grant: GrantState | null;
  readonly decisions: readonly Decision[];
}
