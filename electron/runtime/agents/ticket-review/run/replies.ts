import type { Ctx, EffectOutcome, EffectRequest, JsonObject } from 'lanekeeper/sdk';
import { composeReply } from '../drafts/compose.ts';
import type { DraftPlan } from '../drafts/plan.ts';
import type { ThemeAnswer } from '../drafts/theme-answer.ts';
import type { Settings } from '../settings.ts';

/**
 * The ticket's own words stand in the action. Whom it goes to was chosen by the operator, who mapped the columns and
 * started the run on this file; so the file chose content, and no target.
 */
const quoted = ['content: text of the ticket'] as const;

/** What became of one proposed effect; `skipped` where it was not proposed. */
export type Fate = EffectOutcome['outcome'] | 'skipped';

/** What became of one ticket's reply and of its record. */
export type TicketFate = { readonly reply: Fate; readonly record: Fate };

/** Proposes one ticket's reply, and once that is out the note on its record. */
export async function replyTo(ctx: Ctx, plan: DraftPlan, answer: ThemeAnswer, settings: Settings): Promise<TicketFate> {
  const reply = await ctx.effect(replyRequest(plan, answer, settings));
  // Where a person put another action in its place, the record says what that one did, and nothing of what was asked for.
  const sent = reply.edited?.to ?? null;
  const isReply = sent === null || sent.tool === 'reply.send';
  if (!settings.updateRecords || reply.outcome !== 'done' || !isReply)
    return { reply: reply.outcome, record: 'skipped' };
  const to = sent === null ? plan.to : ((sent.params['to'] ?? null) as string | null);
  const record = await ctx.effect(recordRequest({ ...plan, to }, answer));
  return { reply: reply.outcome, record: record.outcome };
}

/** The effect that sends a reply, or keeps it as a draft where the ticket has no address. */
export function replyRequest(plan: DraftPlan, answer: ThemeAnswer, settings: Settings): EffectRequest {
  const { ticketId, to, start, end, quote } = plan;
  const { from, signature } = settings;
  const params: JsonObject = { to, ticketId, ...composeReply(plan, answer, signature) };
  return {
    tool: 'reply.send',
    target: to ?? `ticket ${ticketId}`,
    params: from === '' ? params : { ...params, from },
    evidence: [{ source: `ticket ${ticketId}`, trust: 'untrusted', quote, start, end }],
    claim: `The ticket belongs to “${answer.name}”; the reply quotes one line of it and asks what somebody needs to look into it.`,
    tainted: quoted,
  };
}

/** The effect that notes theme and status on a ticket's record. */
export function recordRequest(plan: DraftPlan, answer: ThemeAnswer): EffectRequest {
  const { ticketId, to, start, end, quote } = plan;
  return {
    tool: 'record.update',
    target: ticketId,
    params: { recordId: ticketId, set: { theme: answer.name, status: to === null ? 'reply drafted' : 'answered' } },
    evidence: [{ source: `ticket ${ticketId}`, trust: 'untrusted', quote, start, end }],
    claim: `The reply to this ticket is ${to === null ? 'in the outbox as a draft' : 'sent'}; the record is to say so.`,
    tainted: quoted,
  };
}
