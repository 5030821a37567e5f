import type { Json, JsonObject } from '../../../../shared/json.ts';
import type { ReplyMail } from './compose.ts';
import type { Place } from './outbox.ts';

/** One approved reply, ready to be carried out. */
export type Reply = ReplyMail;

/** The receipt of a reply, the same however often it is asked for: it depends on the envelope and the key alone. */
export function replyReceipt(
  place: Place,
  key: string,
  messageId: string,
  preconditions: Readonly<Record<string, unknown>>,
): { readonly summary: string; readonly detail: JsonObject } {
  const to = textOf(preconditions['to']);
  const file = place === 'outbox' ? `${key}.eml` : `${place}/${key}.eml`;
  return {
    summary: summaryOf(place, to, preconditions['deliverable'] === true),
    detail: {
      transport: preconditions['transport'] === 'smtp' ? 'smtp' : 'outbox',
      to,
      from: textOf(preconditions['from']),
      deliverable: preconditions['deliverable'] === true,
      server: (preconditions['server'] ?? null) as Json,
      messageId,
      file,
    },
  };
}

/** A text of an envelope's preconditions; empty when it is none. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function summaryOf(place: Place, to: string, deliverable: boolean): string {
  if (place === 'sent') return `Sent to ${to}`;
  if (place === 'withdrawn') return 'Written to the outbox and withdrawn since';
  return deliverable ? `Written to the outbox for ${to}` : 'Kept in the outbox as a draft that cannot be sent';
}
