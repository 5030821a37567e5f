import { by, type Row, type Store } from './store.ts';

/** Open waits, kept signals and links between runs, derived again from journals and rows. */
export function wrongPeers(store: Store): string[] {
  const runs = new Map(store.runs.map((run) => [String(run['run_id']), run]));
  const journal = by(store.journal, 'run_id');
  return [...wrongWaits(store, runs, journal), ...wrongSignals(store, runs, journal), ...wrongLinks(runs, journal)];
}

type Rows = ReadonlyMap<string, Row>;
type Journals = ReadonlyMap<string, readonly Row[]>;

function wrongWaits(store: Store, runs: Rows, journal: Journals): string[] {
  const findings: string[] = [];
  for (const wait of store.waits) {
    const id = String(wait['run_id']);
    const run = runs.get(id);
    const last = recordsAt(run, wait['path'], journal).at(-1);
    if (run === undefined || run['finished_at_ms'] !== null)
      findings.push(`A wait is listed of run ${id}, which has ended.`);
    else if (last?.['phase'] !== 'waiting' || last['name'] !== wait['name'])
      findings.push(
        `Entry ${wait['path']} of run ${id} is listed as waiting for ${wait['name']}, and its journal says otherwise.`,
      );
  }
  return findings;
}

function wrongSignals(store: Store, runs: Rows, journal: Journals): string[] {
  const findings: string[] = [];
  const taken = new Set<string>();
  for (const signal of store.signals) {
    const path = signal['consumed_path'] ?? null;
    if (path === null) continue;
    const id = String(signal['run_id']);
    const place = `${id} ${path}`;
    if (taken.has(place)) findings.push(`Entry ${path} of run ${id} has taken two signals.`);
    taken.add(place);
    const ends = (journal.get(id) ?? []).filter((row) => row['path'] === path && row['phase'] === 'done');
    if (runs.get(id)?.['removed_at_ms'] == null && !ends.some((row) => row['result'] === signal['payload']))
      findings.push(
        `Signal ${signal['signal_id']} was taken by entry ${path} of run ${id}, which ended with something else.`,
      );
  }
  return findings;
}

function wrongLinks(runs: Rows, journal: Journals): string[] {
  const findings: string[] = [];
  for (const run of runs.values()) {
    const id = String(run['run_id']);
    const next = run['continued_as'] ?? null;
    if (run['status'] === 'continued' && next === null) findings.push(`Run ${id} is continued, and went on as none.`);
    if (next !== null && runs.get(String(next))?.['chain_id'] !== run['chain_id'])
      findings.push(`Run ${id} went on as ${next}, which does not know of it.`);
    if (run['parent'] == null) continue;
    const parent = JSON.parse(String(run['parent'])) as { runId: string; path: string; childId: string };
    const above = runs.get(parent.runId);
    const spawned = (journal.get(parent.runId) ?? []).some(
      (row) => row['kind'] === 'spawn' && row['path'] === parent.path && String(row['result']).includes(parent.childId),
    );
    if (above === undefined || (above['removed_at_ms'] == null && !spawned))
      findings.push(`Run ${id} is a child of ${parent.runId}, whose journal has not started it.`);
  }
  return findings;
}

function recordsAt(run: Row | undefined, path: unknown, journal: Journals): readonly Row[] {
  return (journal.get(String(run?.['run_id'])) ?? []).filter(
    (row) => row['path'] === path && row['lineage_id'] === run?.['lineage_id'],
  );
}
