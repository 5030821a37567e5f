import type { Settings } from '../../../../shared/domain/workspace.ts';
import type { JsonObject } from '../../../../shared/json.ts';
import type { SettingsDependentFacts, ToolDescription, ToolFacts } from '../contract.ts';
import { printable } from '../printable.ts';

/** What `reply.send` is given: one plain-text reply to one ticket. */
export interface ReplyParams {
  /** The ticket's own address, from a mapped column; null when the ticket has none. */
  readonly to: string | null;
  readonly ticketId: string;
  readonly subject: string;
  readonly body: string;
  /** Must name the sender the operator set, when one is set. */
  readonly from?: string;
}

const oneLine = '^[^\\p{Cc}\\p{Zl}\\p{Zp}]*$';
const oneLineWords = 'one line without control characters';

export const replySendFacts: ToolFacts = {
  id: 'reply.send',
  version: '1',
  schema: {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    additionalProperties: false,
    required: ['to', 'ticketId', 'subject', 'body'],
    properties: {
      to: {
        type: ['string', 'null'],
        minLength: 1,
        maxLength: 320,
        pattern: oneLine,
        description: oneLineWords,
      },
      ticketId: { type: 'string', minLength: 1, maxLength: 200, pattern: oneLine, description: oneLineWords },
      subject: { type: 'string', minLength: 1, maxLength: 300, pattern: oneLine, description: oneLineWords },
      body: {
        type: 'string',
        minLength: 1,
        maxLength: 100_000,
        pattern: '^[^\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f]*$',
        description: 'text without control characters',
      },
      from: { type: 'string', minLength: 3, maxLength: 320, pattern: oneLine, description: oneLineWords },
    },
  },
  effectClass: 'consequential',
  external: true,
  conditionalWrite: true,
  idempotency: { kind: 'keyed', validForMs: 24 * 60 * 60 * 1000 },
  canProbe: true,
  canCompensate: true,
  // An address, and a letter to whoever has it.
  dataLabels: ['personal'],
  underSettings: replyFactsUnder,
  secretNames: ({ smtp }) => (smtp?.passwordRef == null ? [] : [smtp.passwordRef]),
  targets: replyTargets,
  describe: describeReply,
};

/** The address, or the ticket; an id that could be taken for an address names a ticket only where that is said. */
function replyTargets({ to, ticketId }: JsonObject): readonly string[] {
  if (typeof ticketId !== 'string') return [];
  const ticket = [`ticket ${ticketId}`, ...(/[@/:]/.test(ticketId) ? [] : [ticketId])];
  return typeof to === 'string' ? [to, ...ticket] : ticket;
}

/** A mail server does not recognise our key, and what it took cannot be called back. */
function replyFactsUnder(settings: Settings, params: JsonObject): Partial<SettingsDependentFacts> {
  if (settings.smtp === null || params['to'] === null) return { leavesMachine: false };
  return { idempotency: { kind: 'none' }, canCompensate: false };
}

function describeReply(target: string, params: JsonObject): ToolDescription {
  const ticket = printable(params['ticketId']) || printable(target);
  const to = printable(params['to']);
  if (to === '')
    return {
      verb: 'Save',
      title: `Save 1 draft reply for ticket ${ticket}`,
      systems: ['Outbox'],
      records: 1,
      people: 0,
      money: null,
    };
  return {
    verb: 'Send',
    title: `Send 1 reply to ${to} (ticket ${ticket})`,
    systems: ['Mail'],
    records: 1,
    people: 1,
    money: null,
  };
}
