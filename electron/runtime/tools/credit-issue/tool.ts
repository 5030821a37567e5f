import type { Envelope } from '../../../../shared/domain/envelope.ts';
import { moneyWords, type Money } from '../../../../shared/domain/money.ts';
import type { JsonObject } from '../../../../shared/json.ts';
import type { Preparation, ProbeVerdict, Tool, ToolContext, ToolOutcome } from '../contract.ts';
import { parameterCheck } from '../parameters.ts';
import { changedPreconditions } from '../preconditions.ts';
import type { CreditEntry, CreditStand } from '../records/credit-ledger.ts';
import type { RecordStore } from '../records/record-store.ts';
import { recordsFailure } from '../records/records.ts';
import type { Records } from '../records/records.ts';
import { outcomeOf, probeRecords } from '../records/settled.ts';
import { creditIssueFacts, creditMoney } from './facts.ts';
import type { CreditParams } from './facts.ts';

/** `credit.issue` over one records database: an entry of the ledger for each key, and one against it to undo it. */
export function createCreditIssue(records: Records): Tool {
  return { ...creditIssueFacts, prepare, execute, probe, compensate };

  async function prepare(target: string, params: JsonObject): Promise<Preparation> {
    const checked = creditOf(params);
    if (!checked.ok) return checked;
    const { customer, money, reason } = checked.credit;
    // Policies compare the target, and the card names the customer: they are never two.
    if (target !== customer)
      return {
        ok: false,
        code: 'target-differs',
        reason: `The target of a credit is its customer, '${customer}'; the agent named another one.`,
      };
    try {
      const stand = records.read(({ credits }) => credits.stand(customer, money.currency));
      if (!Number.isSafeInteger(stand.balance + money.micros))
        return {
          ok: false,
          code: 'amount-too-large',
          reason: `With ${moneyWords(money)} more, the balance of ${customer} could not be counted exactly any more.`,
        };
      return { ok: true, preconditions: preconditionsOf(stand), diff: diffOf(stand, money, reason) };
    } catch (thrown) {
      return { ok: false, reason: `${recordsFailure(thrown)}. The credit ledger could not be read.` };
    }
  }

  async function execute(envelope: Envelope, key: string, context: ToolContext): Promise<ToolOutcome> {
    const checked = creditOf(envelope.params);
    if (!checked.ok) return { outcome: 'not-applied', reason: checked.reason };
    const { customer, money, reason } = checked.credit;
    if (envelope.target !== customer)
      return {
        outcome: 'not-applied',
        reason: 'The target is another customer than the credit’s. Nothing was written.',
      };
    return outcomeOf(
      records.write((store) => {
        const { credits } = store;
        const earlier = credits.entry(key);
        if (earlier !== null) return earlierCredit(earlier, checked.credit);
        const stand = credits.stand(customer, money.currency);
        const changed = changedPreconditions(envelope.preconditions, preconditionsOf(stand));
        const entry: CreditEntry = {
          key,
          customer,
          currency: money.currency,
          number: stand.entries + 1,
          micros: money.micros,
          balance: stand.balance + money.micros,
          reason,
          reverses: null,
        };
        if (changed.length > 0 || !credits.append(entry, context.nowMs))
          return nothingWritten(
            `The credits of ${customer} in ${money.currency} changed since they were read (${changed.join(', ')}). Nothing was written.`,
          );
        return { commit: true, value: { outcome: 'done', ...receiptOf(entry) } };
      }),
      { kept: `The credits of ${customer} are as they were.`, what: 'entry' },
    );
  }

  async function probe(_envelope: Envelope, key: string): Promise<ProbeVerdict> {
    return probeRecords(records, ({ credits }) => {
      const entry = credits.entry(key);
      return entry === null ? null : receiptOf(entry);
    });
  }

  async function compensate(
    _envelope: Envelope,
    key: string,
    _receipt: JsonObject,
    context: ToolContext,
  ): Promise<ToolOutcome> {
    return outcomeOf(
      records.write((store) => reverse(store, key, context.nowMs)),
      { kept: 'The credits are as they were.', what: 'entry' },
    );
  }
}

const checkParams = parameterCheck<CreditParams>(creditIssueFacts.schema);

interface Credit {
  readonly customer: string;
  readonly money: Money;
  readonly reason: string;
}

function creditOf(
  params: unknown,
):
  | { readonly ok: true; readonly credit: Credit }
  | { readonly ok: false; readonly code: string; readonly reason: string } {
  const checked = checkParams(params);
  if (!checked.ok) return checked;
  const { customer, amount, currency, reason } = checked.value;
  const read = creditMoney(amount, currency);
  return read.ok ? { ok: true, credit: { customer, money: read.money, reason } } : read;
}

interface Step {
  readonly commit: boolean;
  readonly value: ToolOutcome;
}

/** The same key again finds its own entry, and never another one's. */
function earlierCredit(entry: CreditEntry, { customer, money }: Credit): Step {
  const isOwn =
    entry.reverses === null &&
    entry.customer === customer &&
    entry.currency === money.currency &&
    entry.micros === money.micros;
  return isOwn
    ? { commit: false, value: { outcome: 'done', ...receiptOf(entry) } }
    : nothingWritten(`This key already stands for another entry, of ${entry.customer}. Nothing was written.`);
}

/** Writes the entry against `key`, once. The credit itself stays, as what happened. */
function reverse({ credits }: RecordStore, key: string, atMs: number): Step {
  const undoKey = `${key}:compensate`;
  const done = credits.entry(undoKey);
  if (done !== null) return { commit: false, value: { outcome: 'done', ...receiptOf(done) } };
  const issued = credits.entry(key);
  if (issued === null) return nothingWritten('This credit was never written, so there is nothing to reverse.');
  const stand = credits.stand(issued.customer, issued.currency);
  const entry: CreditEntry = {
    ...issued,
    key: undoKey,
    number: stand.entries + 1,
    micros: -issued.micros,
    balance: stand.balance - issued.micros,
    reverses: key,
  };
  if (!credits.append(entry, atMs)) return nothingWritten('The credits changed meanwhile. Nothing was written.');
  return { commit: true, value: { outcome: 'done', ...receiptOf(entry) } };
}

function nothingWritten(reason: string): Step {
  return { commit: false, value: { outcome: 'not-applied', reason } };
}

/** What the approval is bound to: another entry in between makes it another action. */
function preconditionsOf({ entries, balance }: CreditStand): JsonObject {
  return { entries, balance_micros: balance };
}

function diffOf(stand: CreditStand, money: Money, reason: string): Extract<Preparation, { ok: true }>['diff'] {
  const { currency } = money;
  return [
    {
      field: 'Balance',
      before: moneyWords({ micros: stand.balance, currency }),
      after: moneyWords({ micros: stand.balance + money.micros, currency }),
    },
    { field: 'Credit', before: null, after: moneyWords(money) },
    { field: 'Reason', before: null, after: reason },
  ];
}

function receiptOf(entry: CreditEntry): { readonly summary: string; readonly detail: JsonObject } {
  const { customer, currency, number, micros, balance, reverses } = entry;
  const sum = moneyWords({ micros: Math.abs(micros), currency });
  return {
    summary: reverses === null ? `${sum} credited to ${customer}` : `${sum} of ${customer} taken back`,
    detail: { customer, entry: number, sum, balance: moneyWords({ micros: balance, currency }), reverses },
  };
}
