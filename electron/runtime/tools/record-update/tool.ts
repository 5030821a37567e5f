import type { DiffRow } from '../../../../shared/domain/approval.ts';
import type { Envelope } from '../../../../shared/domain/envelope.ts';
import type { JsonObject } from '../../../../shared/json.ts';
import type { Preparation, ProbeVerdict, Tool, ToolContext, ToolOutcome } from '../contract.ts';
import { parameterCheck } from '../parameters.ts';
import { canonicalJson, sha256 } from '../../json/canonical.ts';
import { recordUpdateFacts } from './facts.ts';
import type { FieldValue, RecordParams } from './facts.ts';
import type { AppliedRow, RecordRow, RecordStore } from '../records/record-store.ts';
import { recordsFailure } from '../records/records.ts';
import type { Records } from '../records/records.ts';
import { outcomeOf, probeRecords } from '../records/settled.ts';

/** `record.update` over one records database. */
export function createRecordUpdate(records: Records): Tool {
  return { ...recordUpdateFacts, prepare, execute, probe, compensate };

  async function prepare(_target: string, params: JsonObject): Promise<Preparation> {
    const checked = checkParams(params);
    if (!checked.ok) return checked;
    const { recordId, set } = checked.value;
    try {
      const row = records.read((store) => store.read(recordId));
      return { ok: true, preconditions: { row_hash: row?.rowHash ?? null }, diff: diffOf(row, set) };
    } catch (thrown) {
      return { ok: false, reason: `${recordsFailure(thrown)}. The record could not be read.` };
    }
  }

  async function execute(envelope: Envelope, key: string, context: ToolContext): Promise<ToolOutcome> {
    const checked = checkParams(envelope.params);
    if (!checked.ok) return { outcome: 'not-applied', reason: checked.reason };
    const expected = envelope.preconditions['row_hash'];
    if (expected !== null && typeof expected !== 'string')
      return { outcome: 'not-applied', reason: 'The approval does not say which state of the record it is for.' };
    const params = checked.value;
    return outcomeOf(
      records.write((store) => apply(store, { params, expected, key, atMs: context.nowMs })),
      { kept: `Record ${params.recordId} is as it was.`, what: 'change' },
    );
  }

  async function probe(_envelope: Envelope, key: string): Promise<ProbeVerdict> {
    return probeRecords(records, (store) => {
      const applied = store.applied(key);
      return applied === null ? null : receiptOf(applied);
    });
  }

  async function compensate(
    _envelope: Envelope,
    key: string,
    _receipt: JsonObject,
    context: ToolContext,
  ): Promise<ToolOutcome> {
    return outcomeOf(
      records.write((store) => restore(store, key, context.nowMs)),
      { kept: 'The record is as it was.', what: 'change' },
    );
  }
}

const checkParams = parameterCheck<RecordParams>(recordUpdateFacts.schema);

interface Step {
  readonly commit: boolean;
  readonly value: ToolOutcome;
}

interface Application {
  readonly params: RecordParams;
  readonly expected: string | null;
  readonly key: string;
  readonly atMs: number;
}

/** Sets the fields, if this key has not done so and the record is still in the approved state. */
function apply(store: RecordStore, application: Application): Step {
  const { params, expected, key, atMs } = application;
  const { recordId } = params;
  const earlier = store.applied(key);
  if (earlier !== null)
    return earlier.recordId === recordId
      ? nothingToDo({ outcome: 'done', ...receiptOf(earlier) })
      : nothingToDo({ outcome: 'not-applied', reason: `This key already changed record ${earlier.recordId}.` });
  const row = store.read(recordId);
  const beforeJson = row?.dataJson ?? null;
  const afterJson = canonicalJson({ ...fieldsOf(beforeJson), ...params.set });
  if (
    (row?.rowHash ?? null) !== expected ||
    !store.change({ key, recordId, expectedHash: expected, beforeJson, afterJson, atMs })
  )
    return nothingToDo({
      outcome: 'not-applied',
      reason: `Record ${recordId} changed since it was read (${changeWords(row, expected)}). Nothing was written.`,
    });
  return { commit: true, value: { outcome: 'done', ...receiptOf({ key, recordId, beforeJson, afterJson }) } };
}

/** Puts back the state before `key`, once, if the record is still as `key` left it. */
function restore(store: RecordStore, key: string, atMs: number): Step {
  const undoKey = `${key}:compensate`;
  const done = store.applied(undoKey);
  if (done !== null) return nothingToDo({ outcome: 'done', ...restoredReceipt(done) });
  const applied = store.applied(key);
  if (applied === null || applied.afterJson === null)
    return nothingToDo({
      outcome: 'not-applied',
      reason: 'This change was never written, so there is nothing to restore.',
    });
  const { recordId } = applied;
  const undo = { key: undoKey, recordId, beforeJson: applied.afterJson, afterJson: applied.beforeJson };
  if (!store.change({ ...undo, expectedHash: sha256(applied.afterJson), atMs }))
    return nothingToDo({
      outcome: 'not-applied',
      reason: `Record ${recordId} was changed again after this update, so restoring it would undo that too. Nothing was written.`,
    });
  return { commit: true, value: { outcome: 'done', ...restoredReceipt(undo) } };
}

function nothingToDo(value: ToolOutcome): Step {
  return { commit: false, value };
}

function receiptOf(applied: AppliedRow): { readonly summary: string; readonly detail: JsonObject } {
  const { recordId, beforeJson, afterJson } = applied;
  return {
    summary: beforeJson === null ? `Record ${recordId} created` : `Record ${recordId} updated`,
    detail: { recordId, previousHash: hashOf(beforeJson), rowHash: hashOf(afterJson) },
  };
}

function restoredReceipt(applied: AppliedRow): { readonly summary: string; readonly detail: JsonObject } {
  const { recordId, beforeJson, afterJson } = applied;
  return {
    summary: afterJson === null ? `Record ${recordId} removed again` : `Record ${recordId} restored`,
    detail: { recordId, previousHash: hashOf(beforeJson), rowHash: hashOf(afterJson) },
  };
}

function hashOf(json: string | null): string | null {
  return json === null ? null : sha256(json);
}

function diffOf(row: RecordRow | null, set: RecordParams['set']): readonly DiffRow[] {
  const before = fieldsOf(row?.dataJson ?? null);
  return Object.keys(set)
    .toSorted()
    .map((field) => ({ field, before: shown(before, field), after: shown(set, field) }));
}

function fieldsOf(dataJson: string | null): Readonly<Record<string, FieldValue>> {
  return dataJson === null ? {} : (JSON.parse(dataJson) as Record<string, FieldValue>);
}

/** A field's value as text. Own fields only: a field may be called `constructor`. */
function shown(fields: Readonly<Record<string, FieldValue>>, field: string): string | null {
  const value = Object.hasOwn(fields, field) ? fields[field] : null;
  return value === undefined || value === null ? null : String(value);
}

function changeWords(row: RecordRow | null, expected: string | null): string {
  if (row === null) return 'it was removed';
  return expected === null ? 'it exists now' : 'its fields differ';
}
