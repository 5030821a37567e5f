import MailComposer from 'nodemailer/lib/mail-composer';
import type { Delivery } from './delivery.ts';
import type { ReplyParams } from './facts.ts';

/** Header that makes a mail file recognisable as the one this key wrote. */
export const keyHeader = 'X-Lanekeeper-Key';

/** What the bytes of a reply depend on, and nothing else: the same input gives the same file. */
export interface ReplyMail {
  readonly params: ReplyParams;
  readonly delivery: Delivery;
  readonly key: string;
  /** The Date header: when the envelope was made, not when it is carried out. */
  readonly createdAtMs: number;
}

/** The message id of a key's reply. */
export function messageIdOf(key: string, from: string): string {
  return `<${key}@${from.slice(from.lastIndexOf('@') + 1)}>`;
}

/** The complete MIME message, CRLF lines. */
export async function composeReply(mail: ReplyMail): Promise<Buffer> {
  const { params, delivery, key } = mail;
  const composer = new MailComposer({
    from: { name: delivery.from.name, address: delivery.from.address },
    to: { name: delivery.to.name, address: delivery.to.address },
    subject: params.subject,
    text: params.body,
    messageId: messageIdOf(key, delivery.from.address),
    date: new Date(mail.createdAtMs),
    // `prepared` keeps the value on its own line; a folded key would be harder to find.
    headers: { [keyHeader]: { prepared: true, value: key } },
    baseBoundary: key,
    newline: 'win',
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return await composer.compile().build();
}
