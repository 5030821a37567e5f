import type { ToolContext, ToolOutcome } from '../contract.ts';
import { crashPoint } from '../../faults/crash-point.ts';
import { fileFailure } from '../files/file-failure.ts';
import { composeReply, messageIdOf } from './compose.ts';
import { deliveryPreconditions } from './delivery.ts';
import { lookFor, mailFile, moveMail, removeMail, writeMail } from './outbox.ts';
import { replyReceipt } from './receipt.ts';
import type { Reply } from './receipt.ts';
import { sendBySmtp } from './smtp.ts';
import type { SmtpServer, SmtpTimeouts } from './smtp.ts';

/**
 * Sends a reply by the operator's mail server, at most once per key. A server does not know our key, so the outbox keeps
 * the account: `sending/<key>.eml` is on disk before the first byte of the message leaves, and becomes `sent/<key>.eml`
 * when the server has taken it. A crash in between leaves `sending/`, which means: it may have been sent.
 */
export async function sendReply(
  folder: string,
  reply: Reply,
  context: ToolContext,
  timeouts: SmtpTimeouts,
): Promise<ToolOutcome> {
  const { key } = reply;
  const server = serverOf(context);
  if (!server.ok) return { outcome: 'not-applied', reason: server.reason };
  const earlier = await earlierAttempt(folder, reply);
  if (earlier !== null) return earlier;
  const bytes = await composeReply(reply);
  const mark: { state: 'none' | 'ours' | 'of-another' } = { state: 'none' };
  const sent = await sendBySmtp(
    server.server,
    {
      from: reply.delivery.from.address,
      to: reply.delivery.to.address,
      bytes,
      beforeContent: async () => {
        mark.state = await markSending(folder, key, bytes);
        if (mark.state === 'of-another') throw new Error('another call is sending this very reply');
        crashPoint('tool.before-content');
      },
    },
    timeouts,
  );
  if (mark.state === 'of-another') return lostAnswer(key);
  if (sent.result === 'not-sent') {
    if (mark.state === 'ours') await removeMail(folder, 'sending', key).catch(() => undefined);
    return { outcome: 'not-applied', reason: `Not sent: ${sent.reason}. The approved text is kept with the item.` };
  }
  if (sent.result === 'unknown')
    return {
      outcome: 'unknown',
      reason: `The mail server was given the reply and did not answer: ${sent.reason}. It may have been sent; it is kept in sending/${key}.eml and is not sent again by itself.`,
    };
  crashPoint('tool.after-accept');
  // The server has it, so a failure to note that must not be reported as anything but done.
  await moveMail(folder, key, { from: 'sending', to: 'sent' }).catch(() => undefined);
  const receipt = receiptOf(reply);
  return { outcome: 'done', ...receipt, detail: { ...receipt.detail, serverReply: sent.reply } };
}

/** What an earlier call with this key came to, as far as the outbox knows; null when there was none. */
async function earlierAttempt(folder: string, reply: Reply): Promise<ToolOutcome | null> {
  const { key } = reply;
  if ((await lookFor(mailFile(folder, 'sent', key), key)) === 'ours') return { outcome: 'done', ...receiptOf(reply) };
  if ((await lookFor(mailFile(folder, 'sending', key), key)) === 'absent') return null;
  return lostAnswer(key);
}

function lostAnswer(key: string): ToolOutcome {
  return {
    outcome: 'unknown',
    reason: `Another attempt gave this reply to the mail server and its answer is not known. It may have been sent; it is kept in sending/${key}.eml and is not sent again by itself.`,
  };
}

/** Writes `sending/<key>.eml`. A write that is not known to survive a power loss is undone, and nothing is sent. */
async function markSending(folder: string, key: string, bytes: Buffer): Promise<'ours' | 'of-another'> {
  const marked = await writeMail(folder, 'sending', key, bytes);
  if (marked.state === 'created') return 'ours';
  if (marked.state === 'exists') return 'of-another';
  if (marked.state === 'unsure') await removeMail(folder, 'sending', key).catch(() => undefined);
  throw new Error(fileFailure(marked.cause, `sending/${key}.eml`));
}

function receiptOf(reply: Reply): ReturnType<typeof replyReceipt> {
  const messageId = messageIdOf(reply.key, reply.delivery.from.address);
  return replyReceipt('sent', reply.key, messageId, deliveryPreconditions(reply.delivery));
}

type KnownServer = { readonly ok: true; readonly server: SmtpServer } | { readonly ok: false; readonly reason: string };

function serverOf(context: ToolContext): KnownServer {
  const smtp = context.settings.smtp;
  if (smtp === null) return { ok: false, reason: 'No mail server is set up. Nothing was sent.' };
  const { host, port, secure, user, passwordRef } = smtp;
  if (user === null) return { ok: true, server: { host, port, secure, login: null } };
  const password = passwordRef === null ? undefined : context.secrets[passwordRef];
  if (password === undefined)
    return {
      ok: false,
      reason: `The password of ${user} for the mail server is not available. Enter it in Settings; nothing was sent.`,
    };
  return { ok: true, server: { host, port, secure, login: { user, password } } };
}
