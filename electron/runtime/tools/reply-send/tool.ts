import type { Envelope } from '../../../../shared/domain/envelope.ts';
import type { JsonObject } from '../../../../shared/json.ts';
import type { Preparation, ProbeVerdict, Tool, ToolContext, ToolOutcome, ToolPlaces } from '../contract.ts';
import { parameterCheck } from '../parameters.ts';
import { changedPreconditions } from '../preconditions.ts';
import { fileFailure } from '../files/file-failure.ts';
import { composeReply, messageIdOf } from './compose.ts';
import { deliveryDiff, deliveryPreconditions, planDelivery } from './delivery.ts';
import { replySendFacts } from './facts.ts';
import type { ReplyParams } from './facts.ts';
import { lookFor, mailFile, moveMail, sweepKey, writeMail } from './outbox.ts';
import { replyReceipt, textOf } from './receipt.ts';
import type { Reply } from './receipt.ts';
import { sendReply } from './send.ts';
import { smtpTimeouts } from './smtp.ts';
import type { SmtpTimeouts } from './smtp.ts';

/** `reply.send` over the workspace's outbox folder. */
export function createReplySend(places: ToolPlaces, timeouts: SmtpTimeouts = smtpTimeouts): Tool {
  const folder = places.outboxFolder;
  return { ...replySendFacts, prepare, execute, probe, compensate };

  async function execute(envelope: Envelope, key: string, context: ToolContext): Promise<ToolOutcome> {
    const planned = approvedReply(envelope, key, context);
    if (!planned.ok) return { outcome: 'not-applied', reason: planned.reason };
    const reply = planned.reply;
    return reply.delivery.transport === 'smtp'
      ? await sendReply(folder, reply, context, timeouts)
      : await keepInOutbox(folder, reply);
  }

  async function probe(envelope: Envelope, key: string): Promise<ProbeVerdict> {
    await sweepKey(folder, key);
    const smtp = envelope.preconditions['transport'] === 'smtp';
    const messageId = messageIdOf(key, textOf(envelope.preconditions['from']));
    for (const place of smtp ? (['sent'] as const) : (['outbox', 'withdrawn'] as const))
      if ((await lookFor(mailFile(folder, place, key), key)) === 'ours')
        return { verdict: 'applied', ...replyReceipt(place, key, messageId, envelope.preconditions) };
    if (smtp && (await lookFor(mailFile(folder, 'sending', key), key)) === 'ours')
      return {
        verdict: 'cannot-tell',
        reason: `The mail server was being given this reply and no answer of it was kept. The reply is in sending/${key}.eml.`,
      };
    return { verdict: 'not-applied' };
  }

  async function compensate(_envelope: Envelope, key: string, receipt: JsonObject): Promise<ToolOutcome> {
    if (receipt['transport'] === 'smtp')
      return { outcome: 'not-applied', reason: 'The mail server has taken this reply; a mail cannot be called back.' };
    return await withdraw(folder, key);
  }
}

const checkParams = parameterCheck<ReplyParams>(replySendFacts.schema);

async function prepare(_target: string, params: JsonObject, context: ToolContext): Promise<Preparation> {
  const checked = checkParams(params);
  if (!checked.ok) return checked;
  const planned = planDelivery(checked.value, context.settings);
  if (!planned.ok) return planned;
  return {
    ok: true,
    preconditions: deliveryPreconditions(planned.delivery),
    diff: deliveryDiff(checked.value, planned.delivery),
  };
}

type ApprovedReply = { readonly ok: true; readonly reply: Reply } | { readonly ok: false; readonly reason: string };

/** The reply of an envelope, if it would still go the way that was approved. */
function approvedReply(envelope: Envelope, key: string, context: ToolContext): ApprovedReply {
  const checked = checkParams(envelope.params);
  if (!checked.ok) return checked;
  const planned = planDelivery(checked.value, context.settings);
  if (!planned.ok) return planned;
  const changed = changedPreconditions(envelope.preconditions, deliveryPreconditions(planned.delivery));
  if (changed.length > 0)
    return {
      ok: false,
      reason: `The mail settings changed since this was approved (${changed.join(', ')}). Nothing was sent or written.`,
    };
  return {
    ok: true,
    reply: { params: checked.value, delivery: planned.delivery, key, createdAtMs: envelope.createdAtMs },
  };
}

async function keepInOutbox(folder: string, reply: Reply): Promise<ToolOutcome> {
  const { key } = reply;
  const place = `the outbox file ${key}.eml`;
  if ((await lookFor(mailFile(folder, 'withdrawn', key), key)) === 'ours')
    return { outcome: 'not-applied', reason: 'This reply was withdrawn; withdrawing it is final.' };
  const written = await writeMail(folder, 'outbox', key, await composeReply(reply));
  switch (written.state) {
    case 'failed':
      return {
        outcome: 'not-applied',
        reason: `${fileFailure(written.cause, place)}. No reply was written; the approved text is kept with the item.`,
      };
    case 'unsure':
      return { outcome: 'unknown', reason: `${fileFailure(written.cause, place)} after it had been put in place.` };
    case 'exists':
      if ((await lookFor(mailFile(folder, 'outbox', key), key)) !== 'ours')
        return {
          outcome: 'not-applied',
          reason: `Another file has the name ${key}.eml in the outbox. It was left as it is and no reply was written.`,
        };
      break;
    case 'created':
      break;
  }
  return {
    outcome: 'done',
    ...replyReceipt(
      'outbox',
      key,
      messageIdOf(key, reply.delivery.from.address),
      deliveryPreconditions(reply.delivery),
    ),
  };
}

async function withdraw(folder: string, key: string): Promise<ToolOutcome> {
  const done: ToolOutcome = {
    outcome: 'done',
    summary: 'Withdrawn from the outbox',
    detail: { file: `withdrawn/${key}.eml` },
  };
  if ((await lookFor(mailFile(folder, 'outbox', key), key)) !== 'ours')
    return (await lookFor(mailFile(folder, 'withdrawn', key), key)) === 'ours'
      ? done
      : {
          outcome: 'not-applied',
          reason: `${key}.eml is no longer in the outbox, so it may have been sent on from there. Nothing was changed.`,
        };
  try {
    await moveMail(folder, key, { from: 'outbox', to: 'withdrawn' });
    return done;
  } catch (thrown) {
    const withdrawn = (await lookFor(mailFile(folder, 'withdrawn', key), key)) === 'ours';
    const reason = fileFailure(thrown, `the withdrawn file ${key}.eml`);
    return withdrawn
      ? { outcome: 'unknown', reason: `${reason} after it had been moved.` }
      : { outcome: 'not-applied', reason: `${reason}. The reply is still in the outbox.` };
  }
}
