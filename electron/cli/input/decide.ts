import type { DecisionOutcome } from '../../../shared/domain/approval.ts';
import type { Session } from '../connection/session.ts';
import type { ChosenItem } from './approval-items.ts';

/** Decides item by item what may be decided here; the others come back refused with the reason. */
export async function decideItems(
  session: Session,
  verb: 'approve' | 'reject' | 'respond',
  items: readonly ChosenItem[],
  /** The reason, or the answer to the agent. */
  words: string,
): Promise<DecisionOutcome[]> {
  const outcomes = new Map<string, DecisionOutcome>();
  const allowed = items.filter(({ refusal }) => refusal === null);
  for (const part of callsFor(allowed)) {
    const seen = part.map(({ approval, envelopeHash }) => ({
      approvalId: approval.approvalId,
      envelopeHash,
      version: approval.version,
    }));
    // Sent again after a lost answer, each item that was decided answers as it did the first time.
    const { results } =
      verb === 'respond'
        ? await session.act('approval.respond', { items: seen, answer: words })
        : await session.act(`approval.${verb}`, { items: seen, reason: words });
    for (const result of results) outcomes.set(result.approvalId, result);
  }
  return items.map(
    ({ approval, refusal }) =>
      outcomes.get(approval.approvalId) ?? {
        approvalId: approval.approvalId,
        outcome: 'refused',
        status: approval.status,
        ...(refusal === null ? {} : { reason: refusal }),
      },
  );
}

/**
 * Where more than one person decides, each item is named by its hash and decided by itself. The others go in one call, so
 * that the runtime sees how many are decided without a preview.
 */
function callsFor(items: readonly ChosenItem[]): ChosenItem[][] {
  const { alone = [], together = [] } = Object.groupBy(items, ({ approval }) =>
    approval.approvers.count > 1 ? 'alone' : 'together',
  );
  return [...(together.length > 0 ? [together] : []), ...alone.map((item) => [item])];
}
