import type { Person } from '../../../shared/domain/person.ts';
import type { RunSummary } from '../../../shared/domain/run.ts';
import type { Decide } from '../engine/engine-port.ts';
import { putRun } from '../engine/journal-rows.ts';
import { refuse } from '../engine/run-decisions.ts';
import { runSummary } from '../engine/summaries.ts';
import { canRetry } from './allowed.ts';
import { by } from './by.ts';

/** From the top, as a new lineage: no step result and no grant of the old one is used again. */
export function retryRun(person: Person): Decide<{ run: string }, RunSummary> {
  return ({ run }, env) => {
    if (run === null) return refuse('not-found', 'There is no such run.');
    const verb = canRetry(run);
    if (!verb.allowed) return refuse('wrong-state', verb.reason, 'Nothing was changed.');
    const change = putRun(run, [{ kind: 'retried', lineageId: env.uuid() }]);
    const facts = { fromLineage: run.lineageId, toLineage: change.state.lineageId };
    return {
      ok: true,
      changes: [change, { put: 'audit', entry: { ...by(person), kind: 'run.retried', run: run.runId, facts } }],
      reply: runSummary(change.state),
    };
  };
}
