import { wrongConversations } from './conversations.ts';
import type { Finding } from './finding.ts';
import { wrongPeers } from './peers.ts';
import { by, hasTable, type Row, type Store } from './store.ts';

/** The inbox's word for each status of an effect. */
const shownAs: Readonly<Record<string, readonly string[]>> = {
  'waiting-decision': ['pending', 'partly-approved'],
  granted: ['holding'],
  holding: ['holding'],
  dispatched: ['dispatched'],
  done: ['executed'],
  failed: ['failed'],
  unknown: ['unknown'],
  compensated: ['rolled-back'],
  refused: ['rejected', 'responded', 'expired', 'stale', 'superseded', 'withdrawn'],
};
const endedEffects: ReadonlySet<unknown> = new Set(['done', 'failed', 'refused', 'compensated']);

/** I10: everything kept for showing, counted and derived again from the rows it comes from. */
export function checkReadModels(store: Store): Finding[] {
  return [
    ...wrongRuns(store),
    ...wrongCounters(store),
    ...wrongEffects(store),
    ...wrongArtifacts(store),
    ...wrongLists(store),
    ...wrongPeers(store),
    ...wrongConversations(store),
  ].map((what) => ({ invariant: 'I10', what }));
}

function wrongRuns(store: Store): string[] {
  const findings: string[] = [];
  const journal = by(store.journal, 'run_id');
  const effects = by(store.effects, 'run_id');
  const approvals = by(store.approvals, 'run_id');
  for (const run of store.runs) {
    const id = String(run['run_id']);
    const records = journal.get(id) ?? [];
    const own = effects.get(id) ?? [];
    // What ended runs held is removed when its days are over; their rows stay.
    const isRemoved = run['removed_at_ms'] != null;
    const gap = isRemoved ? -1 : records.findIndex((row, index) => row['ord'] !== index + 1);
    if (gap >= 0) findings.push(`Record ${gap + 1} of run ${id} is missing.`);
    // The row of a live run is left as it is while nothing but its journal grows.
    const isLongEnough = Number(run['next_ord']) <= records.length + 1;
    if (!isRemoved && (!isLongEnough || (run['finished_at_ms'] !== null && run['next_ord'] !== records.length + 1)))
      findings.push(`Run ${id} says that its next record is ${run['next_ord']}; it has ${records.length}.`);
    if (!isRemoved && run['finished_at_ms'] !== null && Number(run['journal_bytes']) !== bytesOf(records))
      findings.push(`Run ${id} says that its journal has ${run['journal_bytes']} bytes; it has ${bytesOf(records)}.`);
    const rebuilt = {
      effects: own.length,
      effects_done: own.filter((effect) => effect['status'] === 'done' || effect['status'] === 'compensated').length,
      pending_approvals: (approvals.get(id) ?? []).filter(isOpen).length,
    };
    for (const [column, count] of Object.entries(rebuilt))
      if (run[column] !== count) findings.push(`Run ${id} says ${column} = ${run[column]}; there are ${count}.`);
  }
  return findings;
}

function bytesOf(records: readonly Row[]): number {
  const texts = records.flatMap((row) => [row['path'], row['name'], row['result'], row['error']]);
  return texts.reduce<number>((sum, text) => sum + Buffer.byteLength(String(text ?? '')), 0);
}

function isOpen(approval: Row): boolean {
  return approval['status'] === 'pending' || approval['status'] === 'partly-approved';
}

function wrongCounters(store: Store): string[] {
  const rebuilt = new Map<string, number>();
  const add = (name: string): void => void rebuilt.set(name, (rebuilt.get(name) ?? 0) + 1);
  const agentOf = new Map<string, string>();
  for (const run of store.runs) {
    add('run');
    add(`run:${run['status']}`);
    const isInQueue = run['status'] === 'queued' || run['status'] === 'running';
    // A store of an older version knows no queues.
    if (isInQueue && run['queue'] !== undefined) add(`queue:${run['queue']}:${run['status']}`);
    agentOf.set(String(run['run_id']), String(run['agent_id']));
  }
  for (const approval of store.approvals) add(`approval:${approval['status']}`);
  for (const effect of store.effects)
    if (effect['status'] === 'done' || effect['status'] === 'compensated')
      add(`done:${agentOf.get(String(effect['run_id']))}:${effect['tool_id']}`);
  const findings: string[] = [];
  const known = /^(run$|run:|approval:|done:|queue:.*:(queued|running)$)/;
  const stored = new Map(store.counters.map((row) => [String(row['name']), Number(row['n'])]));
  for (const name of new Set([...rebuilt.keys(), ...stored.keys()]))
    if (known.test(name) && (stored.get(name) ?? 0) !== (rebuilt.get(name) ?? 0))
      findings.push(`The counter ${name} says ${stored.get(name) ?? 0}; there are ${rebuilt.get(name) ?? 0}.`);
  const started = by(store.runs, 'agent_id');
  for (const agent of store.agents) {
    const count = started.get(String(agent['agent_id']))?.length ?? 0;
    if (agent['runs'] !== count)
      findings.push(`Agent ${agent['agent_id']} says ${agent['runs']} runs; there are ${count}.`);
  }
  return findings;
}

function wrongEffects(store: Store): string[] {
  const findings: string[] = [];
  const approvals = new Map(store.approvals.map((row) => [String(row['approval_id']), row]));
  const runs = new Map(store.runs.map((row) => [String(row['run_id']), row]));
  const entries = by(
    store.journal.filter((row) => row['kind'] === 'effect'),
    'path',
  );
  for (const effect of store.effects) {
    const id = String(effect['effect_id']);
    const approval = effect['approval_id'] === null ? undefined : approvals.get(String(effect['approval_id']));
    if (effect['approval_id'] !== null && !shownAs[String(effect['status'])]?.includes(String(approval?.['status'])))
      findings.push(`Effect ${id} is ${effect['status']} and its approval ${String(approval?.['status'])}.`);
    const told = (entries.get(String(effect['path'])) ?? []).filter(
      (row) => row['run_id'] === effect['run_id'] && row['lineage_id'] === effect['lineage_id'],
    );
    const run = runs.get(String(effect['run_id']));
    // What takes another effect back was asked for by a person or by the end of a run: no agent waits for it.
    const isAgents = effect['compensates'] === null && !isReplacedByEdit(effect);
    const end = told.find((row) => row['phase'] === 'done');
    const isRunning = run?.['finished_at_ms'] === null && run['lineage_id'] === effect['lineage_id'];
    if (told.length === 0 && isAgents && run?.['removed_at_ms'] == null)
      findings.push(`Effect ${id} has no journal entry.`);
    if (isRunning && isAgents && endedEffects.has(effect['status']) && end === undefined)
      findings.push(`Effect ${id} is ${effect['status']} and its run was never told.`);
    // Of an action that was edited the agent is told the end of the one in its place.
    if (isReplacedByEdit(effect)) {
      if (!store.effects.some((one) => one['supersedes'] === effect['effect_id']))
        findings.push(`Effect ${id} was edited, and nothing is in its place.`);
      continue;
    }
    if (end !== undefined && !endedEffects.has(effect['status']))
      findings.push(`Effect ${id} is ${effect['status']} and its run was told an outcome.`);
    const outcome = end === undefined ? null : (JSON.parse(String(end['result'])) as { outcome: string }).outcome;
    const isDone = effect['status'] === 'done' || effect['status'] === 'compensated';
    if (outcome !== null && (outcome === 'done') !== isDone)
      findings.push(`Effect ${id} is ${effect['status']} and its run was told ${outcome}.`);
  }
  return findings;
}

function isReplacedByEdit(effect: Row): boolean {
  return effect['status'] === 'refused' && effect['cause'] === 'edited';
}

function wrongArtifacts(store: Store): string[] {
  const findings: string[] = [];
  const rows = new Map(store.artifacts.map((row) => [String(row['artifact_id']), row]));
  const removed = new Set(store.runs.filter((run) => run['removed_at_ms'] != null).map((run) => run['run_id']));
  const listed = store.artifacts.filter((row) => !removed.has(row['run_id'] ?? null)).length;
  let journaled = 0;
  for (const entry of store.journal) {
    if (removed.has(entry['run_id'] ?? null)) continue;
    if (entry['kind'] !== 'artifact' || entry['phase'] !== 'done') continue;
    journaled += 1;
    const result = JSON.parse(String(entry['result'])) as { artifactId: string; sha256: string; version: number };
    const row = rows.get(result.artifactId);
    if (row === undefined || row['sha256'] !== result.sha256 || row['version'] !== result.version)
      findings.push(`Artifact ${result.artifactId} is not listed as run ${entry['run_id']} made it.`);
  }
  if (journaled !== listed) findings.push(`${listed} artifacts are listed; the journals made ${journaled}.`);
  return findings;
}

function wrongLists(store: Store): string[] {
  const findings: string[] = [];
  const unfinished = new Set(store.runs.filter((run) => run['finished_at_ms'] === null).map((run) => run['run_id']));
  for (const timer of store.timers)
    if (!unfinished.has(timer['run_id'] ?? null))
      findings.push(`A timer waits for run ${timer['run_id']}, which has ended.`);
  if (hasTable(store.db, 'dead_letter')) {
    const filed = new Set(store.db.prepare("SELECT run_id || ' ' || lineage_id FROM dead_letter").pluck().all());
    for (const run of store.runs)
      if (run['status'] === 'failed' && !filed.has(`${run['run_id']} ${run['lineage_id']}`))
        findings.push(`Run ${run['run_id']} failed and is not among the dead letters.`);
  }
  if (hasTable(store.db, 'search')) {
    const listed = store.db.prepare("SELECT count(*) FROM search WHERE kind = 'approval'").pluck().get();
    if (listed !== store.approvals.length)
      findings.push(`The search finds ${String(listed)} approvals; there are ${store.approvals.length}.`);
  }
  return findings;
}
