import { mostInList } from '../../../shared/domain/batch.ts';
import type { ApprovalSummary } from '../../../shared/domain/approval.ts';
import type { JsonObject } from '../../../shared/json.ts';
import type { MethodOutput } from '../../../shared/ipc/methods.ts';
import type { RuntimeClient } from '../../runtime/transports/runtime-client.ts';
import { reviewer, type Command } from './command.ts';
import type { Random } from './random.ts';

/** How a reviewer clears what waits. */
export interface Reviews {
  /** One by one, as a batch, or by putting another action in the place of one. */
  decide(client: RuntimeClient, pending: readonly ApprovalSummary[]): Promise<void>;
  /** Whether a batch that was begun may still be under way. */
  isAtWork(client: RuntimeClient): Promise<boolean>;
}

const editShare = 0.15;
const batchShare = 0.25;
/** What counts as having been looked at, ms. */
const shownMs = 1_500;

export function createReviews(random: Random, command: Command): Reviews {
  let edits = 0;
  let hasBatches = false;

  async function oneByOne(client: RuntimeClient, pending: readonly ApprovalSummary[]): Promise<void> {
    const chosen = random.chance(0.5) ? pending : pending.slice(0, 1 + random.below(pending.length));
    const rejected = random.chance(0.1) ? chosen.slice(0, 1) : [];
    const approved = chosen.slice(rejected.length);
    const about = (decision: string) => (reply: MethodOutput<'approval.approve'>) => ({
      decided: reply.results
        .filter(({ outcome }) => outcome === 'decided')
        .map(({ approvalId }) => ({ approvalId, decision })),
    });
    if (rejected.length > 0) {
      const input = { items: rejected.map(asSeen), reason: 'not this one' };
      await command(client, 'approval.reject', input, { about: about('reject') });
    }
    // Where two people decide each is approved by itself, and the others as many at once as may be.
    const alike = approved.filter(({ tier }) => tier !== 'gate-two');
    const portions = approved.filter(({ tier }) => tier === 'gate-two').map((item) => [item]);
    for (let from = 0; from < alike.length; from += mostInList) portions.push(alike.slice(from, from + mostInList));
    for (const items of portions)
      await command(client, 'approval.approve', { items: items.map(asSeen) }, { about: about('approve') });
  }

  /** All that waits of one run and one tool, as a person does it: previewed, samples opened, begun. */
  async function asBatch(client: RuntimeClient, { runId, toolId }: ApprovalSummary): Promise<void> {
    const chosen = { verb: random.chance(0.15) ? 'reject' : 'approve', runId, toolId } as const;
    const preview = await client.call('batch.preview', chosen, { as: reviewer });
    if (preview.set === null) return;
    for (const { approvalId, envelopeHash, version } of preview.samples)
      await command(client, 'approval.seen', { approvalId, envelopeHash, version, shownMs });
    hasBatches = true;
    const reason = chosen.verb === 'reject' ? 'none of these' : '';
    await command(client, 'batch.start', { ...chosen, set: preview.set, reason });
  }

  /** Another action in the place of the one that waits, approved in the same act as often as not. */
  async function edit(client: RuntimeClient, item: ApprovalSummary): Promise<void> {
    const { envelope } = await client.call('approval.show', { approvalId: item.approvalId });
    const params = editedParams(JSON.parse(envelope) as { params: JsonObject }, `edited ${(edits += 1)}`);
    if (params === null) return;
    const draft = { item: asSeen(item), params: JSON.stringify(params) };
    const { verdict } = await client.call('approval.previewEdit', draft, { as: reviewer });
    if (verdict === null) return;
    const approve = verdict.whyNotApprove === null && random.chance(0.5);
    const input = { ...draft, preview: verdict.token, approve, reason: 'put right' };
    await command(client, 'approval.edit', input, { about: ({ approvalId }) => ({ edited: approvalId }) });
  }

  return {
    async decide(client, pending) {
      const roll = random.next();
      if (roll < editShare) await edit(client, random.pick(pending));
      else if (roll < editShare + batchShare) await asBatch(client, random.pick(pending));
      else await oneByOne(client, pending);
    },
    async isAtWork(client) {
      if (!hasBatches) return false;
      const { jobs } = await client.call('batch.list', {});
      return jobs.some(({ status }) => status === 'running');
    },
  };
}

function asSeen({ approvalId, envelopeHash, version }: ApprovalSummary): {
  approvalId: string;
  envelopeHash: string;
  version: number;
} {
  return { approvalId, envelopeHash, version };
}

/** The same action with other content; null where there is nothing that could be another. */
function editedParams({ params }: { readonly params: JsonObject }, note: string): JsonObject | null {
  const { body, set } = params;
  if (typeof body === 'string') return { ...params, body: `${body}\n\n(${note})` };
  if (typeof set !== 'object' || set === null || Array.isArray(set)) return null;
  return { ...params, set: { ...(set as JsonObject), note } };
}
