import type { BulkState } from '../bulk/bulk-state.ts';
import type { Change } from '../engine/engine-port.ts';
import type { ApprovalState, EffectState, JournalRow, RunState } from '../engine/states.ts';
import type { Stores } from './stores.ts';

/**
 * What a group will publish once it is committed: the last state of each thing it touched, and all journal rows.
 * Counts are added up here and written once a group: a thousand commands move the same few rows.
 */
export interface Touched {
  readonly runs: Map<string, RunState>;
  readonly effects: Map<string, EffectState>;
  readonly approvals: Map<string, ApprovalState>;
  readonly journal: JournalRow[];
  readonly artifacts: Extract<Change, { put: 'artifact' }>['state'][];
  readonly notices: string[];
  readonly bulk: Map<string, BulkState>;
  /** Turns that moved, by conversation. */
  readonly conversations: Map<string, Set<string>>;
  /** What is added to maintained counts, by counter name. */
  readonly counts: Map<string, number>;
  /** Runs started, by agent. */
  readonly started: Map<string, number>;
}

export function nothingTouched(): Touched {
  return {
    runs: new Map(),
    effects: new Map(),
    approvals: new Map(),
    journal: [],
    artifacts: [],
    notices: [],
    bulk: new Map(),
    conversations: new Map(),
    counts: new Map(),
    started: new Map(),
  };
}

/** Adds a command's touched things to its group's, later states winning. */
export function mergeTouched(group: Touched, own: Touched): void {
  for (const [id, state] of own.runs) group.runs.set(id, state);
  for (const [id, state] of own.effects) group.effects.set(id, state);
  for (const [id, state] of own.approvals) group.approvals.set(id, state);
  group.journal.push(...own.journal);
  group.artifacts.push(...own.artifacts);
  group.notices.push(...own.notices);
  for (const [id, state] of own.bulk) group.bulk.set(id, state);
  for (const [id, turns] of own.conversations) for (const turnId of [null, ...turns]) touchTurn(group, id, turnId);
  for (const [name, by] of own.counts) addTo(group.counts, name, by);
  for (const [agentId, by] of own.started) addTo(group.started, agentId, by);
}

/** Writes what the group counted; part of its transaction. */
export function writeCounts(stores: Stores, touched: Touched): void {
  for (const [name, by] of touched.counts) if (by !== 0) stores.counters.add(name, by);
  for (const [agentId, by] of touched.started) stores.workspace.countRuns(agentId, by);
  stores.usage.flush();
}

export function addTo(counts: Map<string, number>, name: string, by: number): void {
  counts.set(name, (counts.get(name) ?? 0) + by);
}

/** A conversation is told as it stands, with the turns of it that moved; null: none did. */
export function touchTurn({ conversations }: Touched, conversationId: string, turnId: string | null): void {
  const turns = conversations.get(conversationId) ?? new Set();
  if (turnId !== null) turns.add(turnId);
  conversations.set(conversationId, turns);
}
