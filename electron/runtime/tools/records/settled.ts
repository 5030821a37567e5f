import type { ProbeVerdict, ToolOutcome } from '../contract.ts';
import type { JsonObject } from '../../../../shared/json.ts';
import type { RecordStore } from './record-store.ts';
import { recordsFailure, type Records, type Written } from './records.ts';

type Receipt = { readonly summary: string; readonly detail: JsonObject };

/** What a tool over the records tells of a write. `kept`: how things stand where nothing was written. */
export function outcomeOf(
  written: Written<ToolOutcome>,
  { kept, what }: { readonly kept: string; readonly what: string },
): ToolOutcome {
  if (written.state === 'failed')
    return { outcome: 'not-applied', reason: `${recordsFailure(written.cause)}. ${kept}` };
  if (written.state === 'unsure')
    return { outcome: 'unknown', reason: `${recordsFailure(written.cause)} while the ${what} was being made final.` };
  return written.value;
}

/** Whether something was written under a key, and the receipt of it. */
export function probeRecords(records: Records, receiptUnder: (store: RecordStore) => Receipt | null): ProbeVerdict {
  try {
    const receipt = records.read(receiptUnder);
    return receipt === null ? { verdict: 'not-applied' } : { verdict: 'applied', ...receipt };
  } catch (thrown) {
    return { verdict: 'cannot-tell', reason: `${recordsFailure(thrown)}.` };
  }
}
