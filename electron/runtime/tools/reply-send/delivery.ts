import type { Settings } from '../../../../shared/domain/workspace.ts';
import type { DiffRow } from '../../../../shared/domain/approval.ts';
import type { JsonObject } from '../../../../shared/json.ts';
import { bareAddress, isDeliverable, mailbox, undeliverableFor } from './addresses.ts';
import type { Mailbox } from './addresses.ts';
import type { ReplyParams } from './facts.ts';

/** How a reply would go out under the operator's settings; `preconditions` is its approved form. */
export interface Delivery {
  readonly transport: 'outbox' | 'smtp';
  /** `host:port`, or null for the outbox. */
  readonly server: string | null;
  readonly from: Mailbox;
  readonly to: Mailbox;
  /** False: a draft that names its ticket and can never be delivered. */
  readonly deliverable: boolean;
}

export type PlannedDelivery =
  | { readonly ok: true; readonly delivery: Delivery }
  | { readonly ok: false; readonly reason: string };

const draftSender: Mailbox = { name: 'Lanekeeper drafts', address: 'drafts@lanekeeper.invalid' };

/** Decides sender, recipient and transport. A reply without a deliverable address always stays in the outbox. */
export function planDelivery(params: ReplyParams, settings: Settings): PlannedDelivery {
  const to = recipientOf(params);
  if (to === null)
    return {
      ok: false,
      reason: `'${params.to}' is not one mail address, so nobody would get this reply. Map a column that holds a plain address, or none.`,
    };
  const deliverable = isDeliverable(to.address);
  const transport = settings.smtp !== null && deliverable ? 'smtp' : 'outbox';
  const configured = transport === 'smtp' ? (settings.smtp?.from ?? null) : settings.outboxFrom;
  const from = senderOf(params, configured);
  if (!from.ok) return from;
  const server = transport === 'smtp' && settings.smtp !== null ? `${settings.smtp.host}:${settings.smtp.port}` : null;
  return { ok: true, delivery: { transport, server, from: from.mailbox, to, deliverable } };
}

/** What the approval is bound to: the same reply through another server or sender is another action. */
export function deliveryPreconditions(delivery: Delivery): JsonObject {
  return {
    transport: delivery.transport,
    server: delivery.server,
    from: delivery.from.address,
    fromName: delivery.from.name,
    to: delivery.to.address,
    deliverable: delivery.deliverable,
  };
}

/** The rows of the card: how it goes, who it comes from, who gets it, what it says. */
export function deliveryDiff(params: ReplyParams, delivery: Delivery): readonly DiffRow[] {
  return [
    added('Delivery', deliveryWords(delivery)),
    added('From', line(delivery.from)),
    added('To', delivery.deliverable ? delivery.to.address : `ticket ${params.ticketId} (no address)`),
    added('Subject', params.subject),
    added('Body', params.body),
  ];
}

function deliveryWords(delivery: Delivery): string {
  if (!delivery.deliverable)
    return 'Kept in the outbox as a draft. The ticket has no address, so this can never be sent.';
  if (delivery.transport === 'outbox') return 'Written to the outbox as a mail file. No mail server is set up.';
  return `Sent by the mail server ${delivery.server}. It cannot be called back.`;
}

function recipientOf(params: ReplyParams): Mailbox | null {
  if (params.to === null) return undeliverableFor(params.ticketId);
  const address = bareAddress(params.to);
  return address === null ? null : { name: '', address };
}

type Sender = { readonly ok: true; readonly mailbox: Mailbox } | { readonly ok: false; readonly reason: string };

function senderOf(params: ReplyParams, configured: string | null): Sender {
  const asked = params.from === undefined ? null : mailbox(params.from);
  if (params.from !== undefined && asked === null)
    return { ok: false, reason: `The sender '${params.from}' is not one mail address.` };
  if (configured === null) return { ok: true, mailbox: asked ?? draftSender };
  const own = mailbox(configured);
  if (own === null)
    return {
      ok: false,
      reason: `The sender in Settings, '${configured}', is not one mail address. Correct it there; nothing was written.`,
    };
  if (asked !== null && asked.address.toLowerCase() !== own.address.toLowerCase())
    return {
      ok: false,
      reason: `Replies are sent as ${own.address}, set by the operator; the agent asked for ${asked.address}.`,
    };
  return { ok: true, mailbox: own };
}

function line(sender: Mailbox): string {
  return sender.name === '' ? sender.address : `${sender.name} <${sender.address}>`;
}

function added(field: string, after: string): DiffRow {
  return { field, before: null, after };
}
