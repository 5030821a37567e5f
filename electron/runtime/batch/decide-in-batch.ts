import type { Tier } from '../../../shared/domain/effect.ts';
import { decideApproval } from '../approvals/decide.ts';
import type { ApprovalCommand, Decided, DecisionEnv } from '../approvals/events.ts';
import { refuse } from '../approvals/refusals.ts';
import type { ApprovalState, EffectBundle } from '../engine/states.ts';

export type BatchCommand = Extract<ApprovalCommand, { kind: 'approve' | 'reject' | 'undo' }>;

/** Pure. What a batch does to one item: the same guard as for the item by itself, and what only one by one may decide (A14). */
export function decideInBatch(bundle: EffectBundle, command: BatchCommand, env: DecisionEnv): Decided {
  if (command.kind === 'undo') return decideApproval(bundle, command, env);
  const alone = aloneBecause(bundle);
  if (alone !== null && isOpen(bundle)) return refuse('not-allowed', alone.reason);
  const decided = decideApproval(bundle, command, env);
  if (decided.ok && decided.events.some(({ type }) => type === 'approval.partly'))
    return refuse('not-allowed', twoPeople);
  return decided;
}

export const twoPeople = 'More than one person decides on it, so it is decided one by one.';

/** Why an item is never decided with others; null when it may be. */
export function aloneBecause({
  approval,
  effect,
}: EffectBundle): { readonly cause: 'two-people' | 'uninspectable'; readonly reason: string } | null {
  if (approval !== null && isForTwo({ tier: approval.tier, approvers: approval.approvers.count }))
    return { cause: 'two-people', reason: twoPeople };
  if (effect.facts.uninspectable.length > 0)
    return { cause: 'uninspectable', reason: 'Not all of it can be read as it is, so it is decided by itself.' };
  return null;
}

/** `approvers`: how many people it asks for. */
export function isForTwo({ tier, approvers }: { readonly tier: Tier; readonly approvers: number }): boolean {
  return tier === 'gate-two' || approvers > 1;
}

export function isOpen({ approval }: { readonly approval: Pick<ApprovalState, 'status'> | null }): boolean {
  return approval?.status === 'pending' || approval?.status === 'partly-approved';
}
