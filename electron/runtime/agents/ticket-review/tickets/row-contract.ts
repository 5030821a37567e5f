import type { JsonObject } from 'lanekeeper/sdk';
import { readDate } from '../mapping/dates.ts';

/** The longest text that can still be one ticket. */
export const LONGEST_TEXT = 1_000_000;

/** The contract every row is checked against: the mapped cells as the file has them, roles without a column left out. */
export const rowContract: JsonObject = {
  $id: 'ticket-review/row/1',
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'One row of tickets',
  type: 'object',
  required: ['text'],
  properties: {
    text: { type: 'string', maxLength: LONGEST_TEXT, allOf: [{ pattern: '^[^\\u0000]*$' }, { pattern: '\\S' }] },
    id: { type: 'string', minLength: 1, maxLength: 200, pattern: '^[^\\p{Cc}\\p{Zl}\\p{Zp}]*$' },
    receivedAt: { type: 'string', format: 'ticket-date' },
    recipient: { type: 'string', pattern: '^[^\\u0000]*$' },
    customer: { type: 'string', pattern: '^[^\\u0000]*$' },
    product: { type: 'string', pattern: '^[^\\u0000]*$' },
  },
};

/** Formats the contract uses beyond the standard ones. An empty cell is an unknown date and no bad one. */
export const rowFormats: Readonly<Record<string, (value: string) => boolean>> = {
  'ticket-date': (value) => value.trim() === '' || readDate(value) !== null,
};
