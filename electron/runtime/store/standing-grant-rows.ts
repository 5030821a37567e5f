import { grantUseSchema, standingGrantSchema, type GrantUse } from '../../../shared/domain/standing-grant.ts';
import type { StandingGrantState } from '../grants/grant-states.ts';

export type Row = Record<string, unknown>;

export function grantToRow(state: StandingGrantState): Row {
  const text = (value: unknown): string | null => (value === null ? null : JSON.stringify(value));
  return {
    ...state,
    agentId: state.terms.agentId,
    toolId: state.terms.toolId,
    terms: JSON.stringify(state.terms),
    bound: text(state.bound),
    proposedBy: text(state.proposedBy),
    decidedBy: text(state.decidedBy),
  };
}

/** Parsed in full: what decides about actions is never taken from a row on trust. */
export function grantFromRow(row: Row): StandingGrantState {
  const json = (field: string): unknown => (row[field] === null ? null : JSON.parse(row[field] as string));
  const parsed = standingGrantSchema.parse({
    grantId: row['grant_id'],
    version: row['version'],
    status: row['status'],
    cause: row['cause'],
    statusReason: row['status_reason'],
    terms: json('terms'),
    bound: json('bound'),
    hash: row['hash'],
    proposedBy: json('proposed_by'),
    proposedAtMs: row['proposed_at_ms'],
    decidedBy: json('decided_by'),
    decidedAtMs: row['decided_at_ms'],
    createdBy: row['created_by'],
    createdAtMs: row['created_at_ms'],
    changedAtMs: row['changed_at_ms'],
  });
  return { ...parsed, sampleKey: row['sample_key'] as string };
}

export function useToRow({ money, ...use }: GrantUse): Row {
  return { ...use, micros: money?.micros ?? null, currency: money?.currency ?? null };
}

export function useFromRow(row: Row): GrantUse {
  return grantUseSchema.parse({
    effectId: row['effect_id'],
    approvalId: row['approval_id'],
    runId: row['run_id'],
    lineageId: row['lineage_id'],
    envelopeHash: row['envelope_hash'],
    grantId: row['grant_id'],
    version: row['version'],
    status: row['status'],
    money: row['currency'] === null ? null : { micros: row['micros'], currency: row['currency'] },
    note: row['note'],
    atMs: row['at_ms'],
  });
}
