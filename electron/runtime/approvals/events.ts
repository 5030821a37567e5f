import type { Decision } from '../../../shared/domain/approval.ts';
import type { Looked } from '../../../shared/domain/looked.ts';
import type { Receipt, RefusalCause } from '../../../shared/domain/effect.ts';
import type { Person, Profile } from '../../../shared/domain/person.ts';
import type { Stop } from '../../../shared/domain/workspace.ts';
import type { ErrorCode } from '../../../shared/errors.ts';
import type { AtMs, Ms } from '../../../shared/ids.ts';
import type { EffectState, GrantState } from '../engine/states.ts';
import type { DutyCommand, DutyEvent } from './duty-commands.ts';

/** A decision names what was seen (A8): any other hash or version is refused. */
interface SeenItem {
  readonly envelopeHash: string;
  readonly version: number;
  /** What the person had before them of it; kept with the decision. */
  readonly looked?: Looked | undefined;
}

/** The action that takes an item's place. */
export type Successor = Pick<EffectState, 'effectId' | 'approvalId' | 'envelopeHash' | 'toolId' | 'tier'>;

export type ApprovalCommand =
  | (SeenItem & {
      readonly kind: 'approve';
      readonly by: Person;
      readonly reason: string;
      /** How many items are decided together; 1 where absent. What cannot be inspected is decided alone (A4). */
      readonly among?: number;
    })
  | (SeenItem & { readonly kind: 'reject'; readonly by: Person; readonly reason: string })
  /** An answer in place of the action; the agent gets the text. */
  | (SeenItem & { readonly kind: 'respond'; readonly by: Person; readonly reason: string })
  /** A person puts another action in its place. */
  | (SeenItem & { readonly kind: 'edit'; readonly by: Person; readonly reason: string; readonly next: Successor })
  /** The agent proposed it anew. */
  | { readonly kind: 'supersede'; readonly reason: string; readonly next: Successor }
  /** A standing grant covers it: `printedName` says which and whose. */
  | {
      readonly kind: 'approve-standing';
      readonly grantId: string;
      readonly version: number;
      readonly printedName: string;
    }
  /** Takes an approval back while nothing has been sent. */
  | { readonly kind: 'undo'; readonly by: Person; readonly reason: string }
  /** Nobody answered in time. */
  | { readonly kind: 'expire' }
  /** The run was cancelled or no longer asks; `by` null = the system. */
  | { readonly kind: 'withdraw'; readonly by: Person | null; readonly reason: string }
  /** The runtime started again while the item was held (A17). */
  | { readonly kind: 'restart-hold' }
  /** A stop or a dead grant recalls what is granted and not yet sent; it waits for a decision again. */
  | { readonly kind: 'recall'; readonly reason: string }
  | DutyCommand;

/** A decision on an item that a person has seen. */
export type SeenCommand = Extract<ApprovalCommand, { kind: 'approve' | 'reject' | 'respond' }>;

export type EffectCommand =
  /** Lets an action at `auto` or `notify` run: a grant without reviewers. */
  | { readonly kind: 'allow' }
  /** The execution check passed: the intent is written, the grant is used. Again for the same key: no second grant. */
  | { readonly kind: 'dispatch' }
  /** The execution check failed, or a newer action took its place. */
  | { readonly kind: 'refuse'; readonly cause: RefusalCause; readonly detail: string; readonly field?: string }
  | { readonly kind: 'settle'; readonly outcome: 'done'; readonly receipt: Receipt }
  | { readonly kind: 'settle'; readonly outcome: 'failed' | 'unknown'; readonly reason: string }
  /** What a person found out about an unknown effect. */
  | {
      readonly kind: 'reconcile';
      readonly verdict: 'happened' | 'did-not-happen';
      readonly by: Person;
      readonly reason: string;
    }
  /** A person has it sent again under its key; `obstacle`: why that may not be (`whyNoRetry`). */
  | { readonly kind: 'retry'; readonly by: Person; readonly reason: string; readonly obstacle: string | null }
  /** Its run is a sandbox: decided, checked, and not handed to a tool. */
  | { readonly kind: 'simulate' }
  /** The declared compensation ran. */
  | { readonly kind: 'compensated'; readonly receipt: Receipt };

/** Set where a person, not the tool, said what became of an effect: its own audit event, `effect.reconciled`. */
export interface Reconciliation {
  readonly verdict: 'happened' | 'did-not-happen';
  readonly reason: string;
}

export type ApprovalEvent =
  | DutyEvent
  | { readonly type: 'approval.decided'; readonly decision: Decision }
  | { readonly type: 'approval.partly'; readonly given: number; readonly needed: number }
  | { readonly type: 'approval.superseded'; readonly next: Successor }
  | { readonly type: 'approval.returned'; readonly reason: string }
  | { readonly type: 'grant.minted'; readonly grant: GrantState }
  | { readonly type: 'grant.revoked'; readonly status: 'revoked' | 'expired'; readonly reason: string }
  | { readonly type: 'grant.consumed'; readonly atMs: AtMs }
  /** `restarted`: the window begins again in full after a start of the runtime. */
  | { readonly type: 'hold.started'; readonly untilMs: AtMs; readonly holdMs: Ms; readonly restarted: boolean }
  | { readonly type: 'hold.cancelled'; readonly reason: string }
  /** `field`: what had changed, where the execution check found a difference. */
  | { readonly type: 'effect.refused'; readonly cause: RefusalCause; readonly detail: string; readonly field?: string }
  | { readonly type: 'effect.dispatched'; readonly dispatch: number; readonly atMs: AtMs }
  | {
      readonly type: 'effect.done';
      readonly receipt: Receipt;
      readonly detail: string | null;
      readonly reconciled?: Reconciliation;
    }
  | { readonly type: 'effect.failed'; readonly reason: string; readonly reconciled?: Reconciliation }
  | { readonly type: 'effect.unknown'; readonly reason: string }
  /** In doubt again, for whoever finds out: probed first, then sent again under the same key and grant. */
  | { readonly type: 'effect.retried'; readonly reason: string }
  /** A sandbox's end: nothing was handed to a tool. */
  | { readonly type: 'effect.simulated'; readonly receipt: Receipt }
  | { readonly type: 'effect.compensated'; readonly receipt: Receipt };

export type Decided =
  | { readonly ok: true; readonly events: readonly ApprovalEvent[] }
  | { readonly ok: false; readonly code: ErrorCode; readonly message: string };

/** Everything a decision needs and may not look up itself. */
export interface DecisionEnv {
  /** Trusted time. */
  readonly nowMs: AtMs;
  /** Ids for the decision and the grant this command may make. */
  readonly decisionId: string;
  readonly grantId: string;
  /** Who asked: the person who started the run. */
  readonly startedBy: string;
  /** Who asked for just this, where that is not who started the run: had it undone, or had the run begun again. */
  readonly askedBy: string | null;
  /** Who has edited the action since the agent asked for it; left out: nobody. */
  readonly editors?: readonly string[];
  /** Who made the agent's release, and the policy; null when nobody here did (built in). */
  readonly releaseAuthor: string | null;
  readonly policyAuthor: string | null;
  /** The emergency stops that are on. */
  readonly stops: readonly Stop[];
  /** The same person under several profiles has one identity (A13); without it a profile is a person. */
  readonly identityOf?: (personId: string) => string;
  /** Everybody there is, with who is away and who stands in for them; nobody, when absent. */
  readonly people?: readonly Profile[];
}
