import { Ajv2020 } from 'ajv/dist/2020.js';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { contractCheck } from '../../../../electron/runtime/agents/ticket-review/tickets/check-contract.ts';
import {
  LONGEST_TEXT,
  rowContract,
  rowFormats,
} from '../../../../electron/runtime/agents/ticket-review/tickets/row-contract.ts';

test('the agent’s own check gives the verdict of a general validator for any row', () => {
  const check = contractCheck(rowContract, rowFormats);
  const validate = new Ajv2020({ formats: { 'ticket-date': rowFormats['ticket-date']! } }).compile(rowContract);
  const cell = fc.oneof(
    fc.string({ unit: fc.constantFrom('a', ' ', '\n', '\0', '\u2028', '😀', '1', '-'), maxLength: 12 }),
    fc.constantFrom('', '2020-01-02', '31/31/2020', 'x'.repeat(201), '😀'.repeat(200), '😀'.repeat(201)),
  );
  const row = fc.record(
    { text: cell, id: cell, receivedAt: cell, recipient: cell, customer: cell, product: cell },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(row, (cells) => {
      const present = Object.fromEntries(Object.entries(cells).filter(([, value]) => value !== undefined));
      expect(check(present) === null).toBe(validate(present));
    }),
    { numRuns: 2_000 },
  );
  const tooLong = { text: 'x'.repeat(LONGEST_TEXT + 1) };
  expect(check(tooLong)).toEqual({ field: 'text', keyword: 'maxLength', limit: LONGEST_TEXT });
  expect(validate(tooLong)).toBe(false);
});

test('a contract that says more than is checked is refused when it is prepared', () => {
  const uniqueItems = { properties: { text: { type: 'string', contentEncoding: 'base64' } } };
  expect(() => contractCheck(uniqueItems, {})).toThrow('contentEncoding');
  expect(() => contractCheck({ properties: { text: { format: 'uri' } } }, {})).toThrow('format');
});
