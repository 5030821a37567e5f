import { create } from 'zustand';
import type { BudgetStand, CallLine } from '../../../shared/domain/budget.ts';
import type { Conversation } from '../../../shared/domain/conversation.ts';
import type { RestartVerb } from '../../../shared/domain/consequences.ts';
import type { RunSummary, RunVerbs } from '../../../shared/domain/run.ts';
import type { BulkVerb } from '../../../shared/domain/bulk.ts';
import type { BulkTarget } from './bulk.ts';
import type { DutyVerb } from './duty.ts';
import type { PlainVerb } from './run-verbs.ts';
import type { ApprovalDetail, ApprovalSummary } from '../../../shared/domain/approval.ts';

/** The one thing that floats over the window, if any. */
export type Overlay =
  | { readonly kind: 'none' }
  | { readonly kind: 'palette' }
  | { readonly kind: 'help' }
  | { readonly kind: 'stop' }
  | { readonly kind: 'person' }
  | { readonly kind: 'reject'; readonly items: readonly ApprovalSummary[] }
  | { readonly kind: 'respond'; readonly item: ApprovalSummary }
  /** The lists of one's own; `query`: what is open now. */
  | { readonly kind: 'inboxes'; readonly query: string }
  | { readonly kind: 'edit'; readonly detail: ApprovalDetail }
  /** A verb behind "More". */
  | { readonly kind: 'duty'; readonly verb: DutyVerb; readonly item: ApprovalSummary }
  /** Somebody else has it open. */
  | { readonly kind: 'reserved'; readonly item: ApprovalSummary }
  | { readonly kind: 'confirm-two'; readonly detail: ApprovalDetail }
  | { readonly kind: 'preview'; readonly items: readonly ApprovalSummary[] }
  /** What became of each item of a batch. */
  | { readonly kind: 'batch'; readonly jobId: string }
  | { readonly kind: 'batches' }
  | {
      readonly kind: 'undo-run';
      readonly verb: 'cancel' | 'roll-back';
      readonly runId: string;
      readonly title: string;
    }
  | { readonly kind: 'run-verb'; readonly verb: PlainVerb; readonly runId: string; readonly title: string }
  | { readonly kind: 'restart-run'; readonly verb: RestartVerb; readonly runId: string }
  | { readonly kind: 'extend-run'; readonly runId: string; readonly title: string }
  | {
      readonly kind: 'send-signal';
      readonly runId: string;
      readonly title: string;
      /** Of the wait it answers; empty: chosen in the sheet. */
      readonly name: string;
      readonly key: string;
    }
  | {
      readonly kind: 'raise-budget';
      readonly runId: string;
      readonly title: string;
      readonly stand: BudgetStand & { readonly asked?: number };
    }
  /** A model call of which nobody knows what it cost. */
  | { readonly kind: 'settle-call'; readonly line: CallLine }
  | {
      readonly kind: 'place-run';
      readonly run: RunSummary;
      readonly verbs: RunVerbs;
      readonly first: 'priority' | 'queue' | 'delay';
    }
  /** With a verb, that one alone; its reason is needed. */
  | { readonly kind: 'bulk-runs'; readonly target: BulkTarget; readonly verb?: BulkVerb }
  | { readonly kind: 'pause-agent'; readonly agentId: string; readonly title: string }
  | { readonly kind: 'quarantine'; readonly agentId: string; readonly title: string; readonly isLifting: boolean }
  /** A run or an action, to go along with what is being said. */
  | { readonly kind: 'attach' }
  | { readonly kind: 'explain-turn'; readonly turnId: string }
  | { readonly kind: 'turn-context'; readonly turnId: string; readonly path: string }
  | { readonly kind: 'remove-conversation'; readonly conversation: Conversation }
  | { readonly kind: 'reconcile'; readonly effectId: string; readonly title: string };

export const useOverlay = create<{ overlay: Overlay }>()(() => ({ overlay: { kind: 'none' } }));

/** Opens one thing over the window; whatever was open closes. */
export function showOverlay(overlay: Overlay): void {
  useOverlay.setState({ overlay });
}

/** Closes it. */
export function closeOverlay(): void {
  useOverlay.setState({ overlay: { kind: 'none' } });
}
