import { moneyWords, readMoney, type Money, type MoneyReading } from '../../../../shared/domain/money.ts';
import type { JsonObject } from '../../../../shared/json.ts';
import type { ToolDescription, ToolFacts } from '../contract.ts';
import { printable } from '../printable.ts';

/** What `credit.issue` is given: one credit to one customer. The target of the action is the customer, word for word. */
export interface CreditParams {
  readonly customer: string;
  /** Decimal text in the currency's main unit, such as `25.00`; never a number, which could have been rounded. */
  readonly amount: string;
  /** ISO 4217. */
  readonly currency: string;
  readonly reason: string;
}

const oneLine = '^[^\\p{Cc}\\p{Zl}\\p{Zp}]*$';
const oneLineWords = 'one line without control characters';

export const creditIssueFacts: ToolFacts = {
  id: 'credit.issue',
  version: '1',
  schema: {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    additionalProperties: false,
    required: ['customer', 'amount', 'currency', 'reason'],
    properties: {
      customer: { type: 'string', minLength: 1, maxLength: 200, pattern: oneLine, description: oneLineWords },
      amount: { type: 'string', minLength: 1, maxLength: 40 },
      currency: { type: 'string', minLength: 1, maxLength: 10 },
      reason: { type: 'string', minLength: 1, maxLength: 500, pattern: oneLine, description: oneLineWords },
    },
  },
  effectClass: 'critical',
  external: false,
  conditionalWrite: true,
  // The ledger's entries are never removed.
  idempotency: { kind: 'keyed', validForMs: 365 * 24 * 60 * 60 * 1000 },
  canProbe: true,
  canCompensate: true,
  describe: describeCredit,
};

/** The sum of a credit, which is more than nothing. */
export function creditMoney(amount: string, currency: string): MoneyReading {
  const read = readMoney(amount, currency);
  return read.ok && read.money.micros === 0
    ? { ok: false, code: 'amount-zero', reason: 'A credit of nothing is none; give an amount above zero.' }
    : read;
}

function describeCredit(target: string, params: JsonObject): ToolDescription {
  const customer = printable(params['customer']) || printable(target);
  const money = moneyIn(params);
  const what = money === null ? 'a credit' : moneyWords(money);
  return {
    verb: 'Credit',
    title: `Credit ${what} to customer ${customer}`,
    systems: ['Credit ledger'],
    records: 1,
    people: 1,
    money,
  };
}

function moneyIn({ amount, currency }: JsonObject): Money | null {
  if (typeof amount !== 'string' || typeof currency !== 'string') return null;
  const read = creditMoney(amount, currency);
  return read.ok ? read.money : null;
}
