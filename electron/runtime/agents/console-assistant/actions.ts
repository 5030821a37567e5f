import type { JsonObject } from 'lanekeeper/sdk';
import type { ActionTool } from 'lanekeeper/sdk/agent-loop';

/** What the assistant may ask for; each is judged by the policy and waits for a person where that says so. */
export const actions: readonly ActionTool[] = [
  {
    name: 'send_reply',
    tool: 'reply.send',
    about: 'Sends one plain-text reply to one ticket, or leaves a draft in the outbox where the ticket has no address.',
    target: (params) => `ticket ${word(params, 'ticketId')}`,
    parameters: {
      type: 'object',
      additionalProperties: false,
      required: ['to', 'ticketId', 'subject', 'body'],
      properties: {
        to: { type: ['string', 'null'], description: 'Address of the ticket; null where it has none.' },
        ticketId: { type: 'string' },
        subject: { type: 'string', maxLength: 300 },
        body: { type: 'string', maxLength: 100_000 },
      },
    },
  },
  {
    name: 'update_record',
    tool: 'record.update',
    about: 'Changes fields of one record of this workspace.',
    target: (params) => `record ${word(params, 'recordId')}`,
    parameters: {
      type: 'object',
      additionalProperties: false,
      required: ['recordId', 'set'],
      properties: {
        recordId: { type: 'string' },
        set: { type: 'object', description: 'New values by the name of the field.' },
      },
    },
  },
];

function word(params: JsonObject, name: string): string {
  const value = params[name];
  return typeof value === 'string' && value !== '' ? value.slice(0, 120) : 'without a name';
}
