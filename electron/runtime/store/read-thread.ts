import { setImmediate } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { defaultPreferences } from '../../../shared/domain/preferences.ts';
import { LanekeeperError, toWireError, type WireError } from '../../../shared/errors.ts';
import { systemClock, systemIds } from '../system-ports.ts';
import { schemaVersion } from './migrations/migrations.ts';
import { openLoneReader, openReader, type Db } from './open.ts';
import { createBudgetReads } from './read/budget-reads.ts';
import { createBatchReads } from './read/batch-reads.ts';
import { createBulkReads } from './read/bulk-reads.ts';
import { createModelCardReads } from './model-card-store.ts';
import { createPreferenceReads } from './preference-store.ts';
import { createApprovalLists } from './read/approval-list.ts';
import { createSimilarReads } from './read/similar-reads.ts';
import { createApprovalReads } from './read/approval-reads.ts';
import { createConsoleQueryReads } from './read/console-query-reads.ts';
import { createConsoleFacts } from './read/assistant-facts.ts';
import { createAssistantReads } from './read/assistant-reads.ts';
import { createEditFormReads } from './read/edit-form-reads.ts';
import { createAuditReads } from './read/audit-reads.ts';
import { readArtifact } from './read/artifact-reads.ts';
import { createConversationAnswers } from './read/conversation-answers.ts';
import { createDeadLetterReads } from './read/dead-letter-reads.ts';
import { createGrantReads } from './read/grant-reads.ts';
import { createPolicyReads } from './read/policy-reads.ts';
import { createQueueReads } from './read/queue-reads.ts';
import { createReviewReads } from './read/review-reads.ts';
import { createRunReads } from './read/run-reads.ts';
import { createUnknownReads } from './read/unknown-reads.ts';
import { createScheduleReads } from './read/schedule-reads.ts';
import { createReleaseHoldReads } from './read/release-holds.ts';
import { createWorkspaceReads } from './read/workspace-reads.ts';

export interface ReadThreadData {
  readonly database: string;
  readonly artifactFolder: string;
  /** The database is this thread's alone (see `openLoneReader`). */
  readonly isAlone?: true;
}

export interface ToRead {
  readonly seq: number;
  readonly method: string;
  readonly input: unknown;
}

export type FromRead =
  | { readonly seq: number; readonly ok: true; readonly value: unknown }
  | { readonly seq: number; readonly ok: false; readonly error: WireError };

/** A read thread: one connection that can only read, and every question of the screens. */
const parent = parentPort;
if (parent === null) throw new Error('reads run in a thread');
const data = workerData as ReadThreadData;
interface Questions {
  readonly db: Db;
  readonly answers: Readonly<Record<string, (input: never) => unknown>>;
  readonly audit: ReturnType<typeof createAuditReads>;
}

/** The database is opened with the first question: until then the writer may be making it. */
let questions: Questions | null = null;

function open(): Questions {
  const db = data.isAlone === true ? openLoneReader(data.database) : openReader(data.database);
  // Questions are written for this schema; one that is still to be brought up to date waits for room.
  if (data.isAlone === true && db.pragma('user_version', { simple: true }) !== schemaVersion)
    throw new Error('The schema is not the one that is known here.');
  const runs = createRunReads(db, data);
  const approvals = createApprovalReads(db);
  const preferences = createPreferenceReads(db);
  const reviews = createReviewReads(db, systemClock.now);
  const approvalLists = createApprovalLists(db, systemClock.now);
  const unknowns = createUnknownReads(db, systemClock.now);
  const bulk = createBulkReads(db);
  const batches = createBatchReads(db, systemClock.now);
  const budgets = createBudgetReads(db, systemClock.now);
  const workspace = createWorkspaceReads(db);
  const audit = createAuditReads(db);
  const deadLetters = createDeadLetterReads(db);
  const releaseHolds = createReleaseHoldReads(db);
  const queues = createQueueReads(db, systemClock.now);
  const schedules = createScheduleReads(db, systemClock.now);
  const policies = createPolicyReads(db);
  const grants = createGrantReads(db, systemClock.now);
  const facts = createConsoleFacts(db, data, workspace);
  const assistant = createAssistantReads(db, { facts, clock: systemClock, ids: systemIds });
  const answers: Readonly<Record<string, (input: never) => unknown>> = {
    'run.list': runs.list,
    'run.show': runs.show,
    'run.journal': runs.journal,
    'run.entry': runs.entry,
    'run.consequences': runs.consequences,
    'run.undoPreview': runs.undoPreview,
    'budget.list': budgets.list,
    'budget.ofRun': budgets.ofRun,
    'bulk.preview': bulk.preview,
    'bulk.show': bulk.show,
    'bulk.list': bulk.list,
    'batch.preview': batches.preview,
    'batch.members': batches.members,
    'batch.show': batches.show,
    'batch.list': batches.list,
    'artifact.read': (input: Parameters<typeof readArtifact>[2]) => readArtifact(db, data, input),
    'approval.list': approvalLists.list,
    'approval.count': approvalLists.count,
    'review.statistics': reviews.statistics,
    'review.items': reviews.items,
    'approval.show': approvals.show,
    'approval.read': approvals.read,
    'effect.unknown': unknowns.list,
    'approval.editForm': createEditFormReads(db),
    'grant.list': grants.list,
    'grant.show': grants.show,
    'grant.draft': grants.draft,
    'grant.backtest': grants.backtest,
    'approval.similar': createSimilarReads(db).similar,
    ...createConversationAnswers(db, data, systemClock.now),
    'deadLetter.list': deadLetters.list,
    'queue.list': queues.list,
    'queue.show': queues.show,
    'schedule.list': schedules.list,
    'schedule.show': schedules.show,
    'schedule.preview': schedules.preview,
    'workspace.status': workspace.status,
    'person.list': workspace.people,
    'preference.show': ({ as }: { as: string | null }) => (as === null ? defaultPreferences : preferences.of(as)),
    'agent.list': workspace.agents,
    'settings.show': workspace.settings,
    'model.cards': createModelCardReads(db),
    'policy.show': policies.show,
    'policy.versions': policies.versions,
    'policy.version': policies.version,
    'policy.check': policies.check,
    'policy.judgedCount': policies.judgedCount,
    'policy.simulatePage': policies.simulatePage,
    'audit.list': audit.list,
    'assistant.ask': assistant.ask,
    'console.query': createConsoleQueryReads(db, { facts, budgets, places: data, clock: systemClock }),
    'release.holds': () => ({ holds: releaseHolds.all() }),
    'database.facts': () => ({
      version: String(db.prepare('SELECT sqlite_version()').pluck().get()),
      journal_mode: String(db.pragma('journal_mode', { simple: true })),
      synchronous: String(db.pragma('synchronous', { simple: true })),
      foreign_keys: String(db.pragma('foreign_keys', { simple: true })),
      schema: String(db.pragma('user_version', { simple: true })),
      integrity: String(db.pragma('quick_check(1)', { simple: true })),
    }),
  };
  return { db, answers, audit };
}

/** One question after the other, because each has a read transaction; verifying has none and stands aside between pages. */
let turn: Promise<unknown> = Promise.resolve();
parent.on('message', (message: ToRead) => {
  const known = (questions ??= open());
  const reply = message.method === 'audit.verify' ? verify(message, known) : turn.then(() => answer(message, known));
  if (message.method !== 'audit.verify') turn = reply;
  void reply.then((made) => parent.postMessage(made));
});

/** Rows and cursor of one answer come from one read transaction. */
async function answer({ seq, method, input }: ToRead, { db, answers }: Questions): Promise<FromRead> {
  try {
    const ask = answers[method];
    if (ask === undefined) throw new LanekeeperError('unsupported', `There is no question ${method}.`);
    db.exec('BEGIN');
    try {
      return { seq, ok: true, value: await ask(input as never) };
    } finally {
      db.exec('COMMIT');
    }
  } catch (thrown) {
    return { seq, ok: false, error: toWireError(thrown) };
  }
}

/** A long log does not keep the assistant waiting: other questions are answered between two pages of it. */
async function verify({ seq }: ToRead, { audit }: Questions): Promise<FromRead> {
  try {
    const pages = audit.verifyInPages();
    for (;;) {
      const page = pages.next();
      if (page.done === true) return { seq, ok: true, value: page.value };
      await setImmediate();
    }
  } catch (thrown) {
    return { seq, ok: false, error: toWireError(thrown) };
  }
}
