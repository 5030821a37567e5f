import type { ConsoleFacts } from '../../assistant/facts.ts';
import type { Db } from '../open.ts';
import { stopFromRow } from '../workspace-store.ts';
import type { ArtifactPlaces } from './artifact-reads.ts';
import { createApprovalFacts } from './assistant-facts-approvals.ts';
import { createRunFacts } from './assistant-facts-runs.ts';
import { createSearchFacts } from './assistant-facts-search.ts';
import type { WorkspaceReads } from './workspace-reads.ts';

/**
 * The console as the assistant may ask it: every statement prepared once, every answer bounded. What has no index
 * of its own (a title, a file name) is looked for among the newest rows, as many as each part says.
 */
export function createConsoleFacts(
  db: Db,
  places: ArtifactPlaces,
  workspace: Pick<WorkspaceReads, 'agents'>,
): ConsoleFacts {
  const stops = db.prepare('SELECT * FROM stop ORDER BY at_ms LIMIT 100');
  const runs = createRunFacts(db, places);
  return {
    ...runs,
    ...createApprovalFacts(db),
    ...createSearchFacts(db, runs),
    listAgents: async () => workspace.agents().agents,
    listStops: async () => stops.all().map((row) => stopFromRow(row as Record<string, unknown>)),
  };
}
