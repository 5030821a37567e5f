import { domainToASCII } from 'node:url';
import addressparser from 'nodemailer/lib/addressparser';

const atom = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+";
const localPart = new RegExp(`^${atom}(?:\\.${atom})*$`);
const domainLabel = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** A sender: the name shown and the bare address. */
export interface Mailbox {
  readonly name: string;
  readonly address: string;
}

/**
 * The bare address as it goes on the wire (RFC 5321 dot-atom, domain in its ASCII form), or null when the text is
 * not exactly one such address: no name, no list, no quoted or international local part.
 */
export function bareAddress(text: string): string | null {
  const at = text.lastIndexOf('@');
  const local = text.slice(0, at);
  if (at < 1 || local.length > 64 || !localPart.test(local)) return null;
  const typed = text.slice(at + 1);
  // domainToASCII follows the URL rules and would quietly drop or decode these.
  if (/[\s%:/\\?#[\]@<>|^]/.test(typed)) return null;
  const domain = domainToASCII(typed);
  const labels = domain.split('.');
  if (labels.length < 2 || labels.some((label) => !domainLabel.test(label)) || /^\d+$/.test(labels.at(-1) ?? ''))
    return null;
  const address = `${local}@${domain}`;
  return address.length <= 254 ? address : null;
}

/** A sender as an operator types it, `Name <address>` or the address alone; null when it is not exactly one. */
export function mailbox(text: string): Mailbox | null {
  const entries = addressparser(text);
  const only = entries[0];
  if (entries.length !== 1 || only === undefined || only.address === undefined) return null;
  const address = bareAddress(only.address);
  return address === null ? null : { name: only.name, address };
}

/** Nothing can ever be delivered to `.invalid` (RFC 2606). */
export function isDeliverable(address: string): boolean {
  return !address.toLowerCase().endsWith('.invalid');
}

/** The recipient of a reply to a ticket without an address: names the ticket, and can never be delivered. */
export function undeliverableFor(ticketId: string): Mailbox {
  const slug = ticketId
    .replaceAll(/[^A-Za-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 40)
    .replace(/-+$/, '');
  return { name: `ticket ${ticketId}`, address: `ticket-${slug || 'unnamed'}@undeliverable.invalid` };
}
