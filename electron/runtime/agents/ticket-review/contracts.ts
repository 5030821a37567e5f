import type { ContractDefinition } from 'lanekeeper/sdk';
import { encodingNames } from './reading/encoding.ts';

const DIALECT = 'https://json-schema.org/draft/2020-12/schema';

/** The most tickets one run reviews: a run's journal holds 50,000 entries, and each ticket may need three. */
export const MOST_TICKETS = 15_000;

/** What a run is started with. Every field may be left out: what is missing is proposed from the file. */
export const inputContract: ContractDefinition = {
  id: 'ticket-review/input',
  version: '1',
  schema: {
    $schema: DIALECT,
    title: 'Ticket review',
    type: 'object',
    additionalProperties: false,
    properties: {
      columns: {
        title: 'Columns',
        description: 'Which column of the file holds what. An empty field means that the file has no such column.',
        type: 'object',
        additionalProperties: false,
        default: {},
        properties: {
          text: column('Text', 'What the customer wrote. When empty, the column with the most writing is taken.'),
          id: column(
            'Ticket id',
            'Identifies a ticket in the report and in replies. Without it, row numbers are used.',
          ),
          receivedAt: column('Received', 'Date or time, for growth over the file’s time span.'),
          recipient: column(
            'Recipient',
            'Mail address a reply goes to. Never chosen by the agent itself: without it, replies stay drafts in the outbox.',
          ),
          customer: column('Customer name', 'Used in the greeting of a reply.'),
          product: column('Product', 'Shown per theme in the report; never used to build themes.'),
        },
      },
      maxThemes: {
        title: 'Themes at most',
        description: 'The review finds as many recurring themes as the tickets support, up to this number.',
        type: 'integer',
        minimum: 2,
        maximum: 20,
        default: 20,
      },
      drafts: {
        title: 'Draft a reply per ticket',
        description: 'Each reply waits for approval before it is sent or written to the outbox.',
        type: 'boolean',
        default: true,
      },
      updateRecords: {
        title: 'Update ticket records',
        description: 'Proposes to note theme and status on each answered ticket’s record; each waits for approval.',
        type: 'boolean',
        default: false,
      },
      publish: {
        title: 'Publish the report',
        description: 'Proposes to copy the report to the publishing folder; waits for approval.',
        type: 'boolean',
        default: false,
      },
      signature: {
        title: 'Signed by',
        description: 'Stands under every reply draft.',
        type: 'string',
        maxLength: 200,
        default: 'Customer support',
      },
      from: {
        title: 'Sender address',
        description: 'Must be the sender set in Settings; left empty, that sender is used.',
        type: 'string',
        maxLength: 320,
        default: '',
      },
      maxTickets: {
        title: 'Tickets at most',
        description: 'A larger file is reviewed on a seeded sample of this size, and the report says so.',
        type: 'integer',
        minimum: 10,
        maximum: MOST_TICKETS,
        default: 10_000,
      },
      seed: {
        title: 'Seed',
        description: 'The same file, settings and seed give the same themes.',
        type: 'integer',
        minimum: 0,
        maximum: 2_147_483_647,
        default: 1,
      },
      encoding: {
        title: 'Encoding',
        description: 'How the file’s bytes become text; found by itself unless fixed here.',
        type: 'string',
        enum: ['auto', ...Object.keys(encodingNames)],
        default: 'auto',
      },
      delimiter: {
        title: 'Delimiter',
        description: 'What stands between two cells; found by itself unless fixed here.',
        type: 'string',
        enum: ['auto', 'comma', 'tab', 'semicolon', 'pipe'],
        default: 'auto',
      },
      header: {
        title: 'First row names the columns',
        description: 'Found by itself unless fixed here. Without names, columns are called Column 1, Column 2, …',
        type: 'string',
        enum: ['auto', 'yes', 'no'],
        default: 'auto',
      },
    },
  },
};

/** What a run returns. `sent` counts replies that were carried out, drafts written to the outbox included. */
export const outputContract: ContractDefinition = {
  id: 'ticket-review/output',
  version: '1',
  schema: {
    $schema: DIALECT,
    title: 'Result of a ticket review',
    type: 'object',
    additionalProperties: false,
    required: ['tickets', 'quarantined', 'themes', 'withoutDraft', 'replies', 'records', 'published', 'topIssues'],
    properties: {
      tickets: count('Tickets reviewed'),
      quarantined: count('Rows set aside with a reason'),
      themes: count('Recurring themes found'),
      withoutDraft: count('Tickets that got no draft, listed in the report'),
      replies: {
        title: 'Reply drafts and what became of them',
        ...counts('drafted', 'sent', 'refused', 'failed', 'unknown'),
      },
      records: {
        title: 'Record updates and what became of them',
        ...counts('proposed', 'updated', 'refused', 'failed', 'unknown'),
      },
      published: {
        title: 'What became of publishing the report',
        enum: ['not-asked', 'done', 'refused', 'failed', 'unknown'],
      },
      topIssues: {
        title: 'Top recurring issues',
        type: 'array',
        maxItems: 20,
        items: {
          type: 'object',
          additionalProperties: false,
          required: ['theme', 'name', 'tickets', 'share', 'trend', 'severity', 'score'],
          properties: {
            theme: { type: 'string' },
            name: { type: 'string' },
            tickets: { type: 'integer', minimum: 1 },
            share: { type: 'number', minimum: 0, maximum: 1 },
            trend: { enum: ['rising', 'falling', 'steady', 'undated'] },
            severity: { type: 'number', minimum: 0, maximum: 1 },
            score: { type: 'number', minimum: 0 },
          },
        },
      },
    },
  },
};

/** No default: a field left out is proposed from the file (the recipient is not), an empty one says that the file has no such column. */
function column(title: string, description: string): { title: string; description: string; type: 'string' } {
  return { title, description, type: 'string' };
}

function count(title: string): { title: string; type: 'integer'; minimum: 0 } {
  return { title, type: 'integer', minimum: 0 };
}

function counts(...names: string[]): {
  type: 'object';
  additionalProperties: false;
  required: string[];
  properties: Record<string, { type: 'integer'; minimum: 0 }>;
} {
  const properties = Object.fromEntries(names.map((name) => [name, { type: 'integer' as const, minimum: 0 as const }]));
  return { type: 'object', additionalProperties: false, required: names, properties };
}
