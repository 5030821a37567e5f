import { LanekeeperError } from '../../../../shared/errors.ts';
import type { Db } from '../open.ts';
import { foundation } from './0001-foundation.ts';
import { commandAsked } from './0002-command-asked.ts';
import { journalBytes } from './0003-journal-bytes.ts';
import { pauses } from './0004-pauses.ts';
import { sampleRun } from './0005-sample-run.ts';
import { schedules } from './0006-schedules.ts';
import { runLists } from './0007-run-lists.ts';
import { origins } from './0008-origins.ts';
import { undo } from './0009-undo.ts';
import { bulk } from './0010-bulk.ts';
import { sandbox } from './0011-sandbox.ts';
import { retention } from './0012-retention.ts';
import { deadlines } from './0013-deadlines.ts';
import { firingSender } from './0014-firing-sender.ts';
import { cancelling } from './0015-cancelling.ts';
import { queues } from './0016-queues.ts';
import { signals } from './0017-signals.ts';
import { pauseNote } from './0018-pause-note.ts';
import { budgets } from './0019-budgets.ts';
import { askedBy } from './0020-asked-by.ts';
import { families } from './0021-families.ts';
import { releaseHolds } from './0022-release-holds.ts';
import { atBudget } from './0023-at-budget.ts';
import { chainEnds } from './0024-chain-ends.ts';
import { deadLetters } from './0025-dead-letters.ts';
import { debounceMax } from './0026-debounce-max.ts';
import { leftInPlace } from './0027-left-in-place.ts';
import { familyUse } from './0028-family-use.ts';
import { scheduleTerms } from './0029-schedule-terms.ts';
import { journalTail } from './0030-journal-tail.ts';
import { approvalMoney } from './0031-approval-money.ts';
import { approvalRisk } from './0032-approval-risk.ts';
import { duties } from './0033-duties.ts';
import { superseded } from './0034-superseded.ts';
import { reviewing } from './0035-reviewing.ts';
import { standingGrants } from './0036-standing-grants.ts';
import { batches } from './0037-batches.ts';
import { policyHistory } from './0038-policy-history.ts';
import { unknownEffects } from './0039-unknown-effects.ts';
import { grantSamples } from './0040-grant-samples.ts';
import { alikeDecisions } from './0041-alike-decisions.ts';
import { grantIndex } from './0042-grant-index.ts';
import { modelCalls } from './0043-model-calls.ts';
import { conversations } from './0044-conversations.ts';
import { keptResults } from './0045-kept-results.ts';

/** Numbered from 1, forward only; each runs in one transaction with its version. */
const migrations: readonly ((db: Db) => void)[] = [
  foundation,
  commandAsked,
  journalBytes,
  pauses,
  sampleRun,
  schedules,
  runLists,
  origins,
  undo,
  bulk,
  sandbox,
  retention,
  deadlines,
  firingSender,
  cancelling,
  queues,
  signals,
  pauseNote,
  budgets,
  askedBy,
  families,
  releaseHolds,
  atBudget,
  chainEnds,
  deadLetters,
  debounceMax,
  leftInPlace,
  familyUse,
  scheduleTerms,
  journalTail,
  approvalMoney,
  approvalRisk,
  duties,
  superseded,
  reviewing,
  standingGrants,
  batches,
  policyHistory,
  unknownEffects,
  grantSamples,
  alikeDecisions,
  grantIndex,
  modelCalls,
  conversations,
  keptResults,
];

export const schemaVersion = migrations.length;

/** Brings the schema up to date. A newer one is refused and left untouched. */
export function migrate(db: Db): void {
  const found = Number(db.pragma('user_version', { simple: true }));
  if (found > schemaVersion)
    throw new LanekeeperError(
      'unsupported',
      `This workspace was written by a newer Lanekeeper (schema ${found}; this one knows ${schemaVersion}). Nothing was changed.`,
      { hint: 'Open it with the newer version, or restore a backup made by this one.' },
    );
  for (let version = found; version < schemaVersion; version += 1) {
    db.exec('BEGIN IMMEDIATE');
    try {
      migrations[version]?.(db);
      db.pragma(`user_version = ${version + 1}`);
      db.exec('COMMIT');
    } catch (cause) {
      if (db.inTransaction) db.exec('ROLLBACK');
      throw cause;
    }
  }
}
