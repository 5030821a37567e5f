import type { Change, Decide } from '../engine/engine-port.ts';
import { appendRecord, journalFull } from '../engine/journal-rows.ts';
import { refuse } from '../engine/run-decisions.ts';
import type { RunEvent } from '../engine/run-events.ts';
import type { ArtifactState, JournalRow } from '../engine/states.ts';
import type { HostArtifact } from '../hosts/protocol.ts';

/** Records an artifact whose file is durable already; its row and its journal entry come together. */
export function recordArtifact(
  activation: number,
  entry: { readonly path: string; readonly argsHash: string },
  artifact: HostArtifact,
  nextVersion: () => number,
): Decide<{ run: string }, JournalRow> {
  return ({ run }, env) => {
    if (run === null || run.activation !== activation || run.finishedAtMs !== null)
      return refuse('wrong-state', 'This activation of the run is over.');
    const full = journalFull(run);
    if (full !== null) return { ok: false, error: full };
    const state: ArtifactState = {
      artifactId: env.uuid(),
      runId: run.runId,
      name: artifact.name,
      version: nextVersion(),
      role: artifact.role,
      mediaType: artifact.mediaType,
      sha256: artifact.sha256,
      bytes: artifact.bytes,
      items: artifact.items,
      atMs: env.nowMs,
    };
    const { artifactId, name, sha256, version } = state;
    const record = {
      ...entry,
      kind: 'artifact',
      name,
      phase: 'done',
      attempt: 1,
      result: JSON.stringify({ artifactId, name, version, sha256 }),
      error: null,
      durationMs: null,
      dueAtMs: null,
    } as const;
    const setAside: RunEvent[] =
      artifact.role === 'quarantine' ? [{ kind: 'quarantined', count: artifact.items ?? 0 }] : [];
    const { row, changes: appended } = appendRecord(run, env, record, setAside);
    const changes: Change[] = [{ put: 'artifact', state }, ...appended];
    if (artifact.searchText !== '')
      changes.push({
        put: 'search',
        kind: 'artifact',
        id: artifactId,
        runId: run.runId,
        label: `${name} of ${run.title}`,
        body: artifact.searchText,
        atMs: env.nowMs,
      });
    return { ok: true, changes, reply: row };
  };
}
