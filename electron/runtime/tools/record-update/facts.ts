import type { JsonObject } from '../../../../shared/json.ts';
import type { ToolDescription, ToolFacts } from '../contract.ts';
import { printable } from '../printable.ts';

/** A field of a record holds one plain value. */
export type FieldValue = string | number | boolean | null;

/** What `record.update` is given: the fields to set; the others stay as they are. */
export interface RecordParams {
  readonly recordId: string;
  readonly set: Readonly<Record<string, FieldValue>>;
}

export const recordUpdateFacts: ToolFacts = {
  id: 'record.update',
  version: '1',
  schema: {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    additionalProperties: false,
    required: ['recordId', 'set'],
    properties: {
      recordId: {
        type: 'string',
        minLength: 1,
        maxLength: 200,
        pattern: '^[^\\p{Cc}]*$',
        description: 'one line without control characters',
      },
      set: {
        type: 'object',
        minProperties: 1,
        maxProperties: 100,
        propertyNames: { type: 'string', minLength: 1, maxLength: 100, pattern: '^[^\\p{Cc}]*$' },
        additionalProperties: {
          anyOf: [{ type: 'string', maxLength: 20_000 }, { type: 'number' }, { type: 'boolean' }, { type: 'null' }],
        },
      },
    },
  },
  effectClass: 'reversible',
  external: false,
  conditionalWrite: true,
  // The applied-key row is never removed.
  idempotency: { kind: 'keyed', validForMs: 365 * 24 * 60 * 60 * 1000 },
  canProbe: true,
  canCompensate: true,
  targets: ({ recordId }) => (typeof recordId === 'string' ? [recordId, `record ${recordId}`] : []),
  describe: describeUpdate,
};

function describeUpdate(target: string, params: JsonObject): ToolDescription {
  const record = printable(params['recordId']) || printable(target);
  const set = params['set'];
  const fields = typeof set === 'object' && set !== null ? Object.keys(set) : [];
  const what = fields.length === 1 ? `1 field (${printable(fields[0], 40)})` : `${fields.length} fields`;
  return {
    verb: 'Update',
    title: `Update ${what} of record ${record}`,
    systems: ['Records'],
    records: 1,
    people: 0,
    money: null,
  };
}
