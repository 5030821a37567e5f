import type { AgentPause } from '../engine/states.ts';
import { createBudgetStore, type BudgetStore } from './budget-store.ts';
import { createCallStore, type CallStore } from './call-store.ts';
import { createUsageStore, type UsageStore } from './usage-store.ts';
import { createStandingGrantStore, type StandingGrantStore } from './standing-grant-store.ts';
import { createBulkStore, type BulkStore } from './bulk-store.ts';
import { createRunsMatching, type ChosenRuns } from './read/runs-matching.ts';
import { createCommandStore, type CommandStore } from './command-store.ts';
import { createConversationStore, type ConversationStore } from './conversation-store.ts';
import { createCounterStore, type CounterStore } from './counter-store.ts';
import { createDeadLetterStore, type DeadLetterStore } from './dead-letter-store.ts';
import { createEffectStore, type EffectStore } from './effect-store.ts';
import { createJournalStore, type JournalStore } from './journal-store.ts';
import { createJournalTail, type JournalTail } from './journal-tail.ts';
import { createLogStore, type LogStore } from './log-store.ts';
import type { Db } from './open.ts';
import { createModelCardStore, type ModelCardStore } from './model-card-store.ts';
import { createPreferenceStore, type PreferenceStore } from './preference-store.ts';
import { createPlaceStore, type PlaceStore } from './place-store.ts';
import { createMemoryStore, createQuestionStore, type MemoryStore, type QuestionStore } from './question-store.ts';
import { createQueueStore, type QueueStore } from './queue-store.ts';
import { createReleaseHoldStore, type ReleaseHoldStore } from './release-hold-store.ts';
import { createRetentionStore, type RetentionStore } from './retention-store.ts';
import { createFamilyUseStore, type FamilyUseStore } from './family-use-store.ts';
import { createFamilyStore, type FamilyStore } from './family-store.ts';
import { createSignalStore, type SignalStore } from './signal-store.ts';
import { createSeenStore, type SeenStore } from './seen-store.ts';
import { createRunStore, type RunStore } from './run-store.ts';
import { createScheduleStore, type ScheduleStore } from './schedule-store.ts';
import { createWorkspaceStore, type WorkspaceStore } from './workspace-store.ts';

/** Every table family of one writing connection. */
export interface Stores {
  readonly runs: RunStore;
  readonly journal: JournalStore;
  readonly tail: JournalTail;
  readonly signals: SignalStore;
  readonly families: FamilyStore;
  readonly effects: EffectStore;
  readonly workspace: WorkspaceStore;
  readonly preferences: PreferenceStore;
  readonly modelCards: ModelCardStore;
  readonly place: PlaceStore;
  readonly commands: CommandStore;
  readonly schedules: ScheduleStore;
  readonly standingGrants: StandingGrantStore;
  readonly bulk: BulkStore;
  readonly seen: SeenStore;
  readonly conversations: ConversationStore;
  readonly questions: QuestionStore;
  readonly memories: MemoryStore;
  readonly queues: QueueStore;
  readonly budgets: BudgetStore;
  readonly calls: CallStore;
  readonly usage: UsageStore;
  readonly familyUse: FamilyUseStore;
  readonly deadLetters: DeadLetterStore;
  readonly runsMatching: (chosen: ChosenRuns) => readonly string[];
  readonly releaseHolds: ReleaseHoldStore;
  /** What keeps runs from going on: agents that are paused, and releases that are quarantined. */
  agentPauses(): readonly AgentPause[];
  readonly counters: CounterStore;
  readonly retention: RetentionStore;
  readonly log: LogStore;
  putSearch(row: { kind: string; id: string; runId: string; label: string; body: string; atMs: number }): void;
}

export function createStores(db: Db, chainId: string): Stores {
  const putSearch = db.prepare(
    'INSERT INTO search (kind, id, run_id, label, body, at_ms) VALUES (@kind, @id, @runId, @label, @body, @atMs)',
  );
  const workspace = createWorkspaceStore(db);
  const releaseHolds = createReleaseHoldStore(db);
  const tail = createJournalTail(db);
  return {
    runs: createRunStore(db, tail),
    journal: createJournalStore(db, tail),
    tail,
    signals: createSignalStore(db),
    families: createFamilyStore(db),
    effects: createEffectStore(db),
    workspace,
    releaseHolds,
    agentPauses() {
      const quarantines = releaseHolds.quarantines();
      const pauses = workspace.agentPauses();
      return quarantines.length === 0 ? pauses : [...pauses, ...quarantines];
    },
    preferences: createPreferenceStore(db),
    modelCards: createModelCardStore(db),
    place: createPlaceStore(db),
    commands: createCommandStore(db),
    schedules: createScheduleStore(db),
    standingGrants: createStandingGrantStore(db, (agentId) => workspace.agent(agentId)?.releaseHash ?? null),
    bulk: createBulkStore(db),
    seen: createSeenStore(db),
    conversations: createConversationStore(db),
    questions: createQuestionStore(db),
    memories: createMemoryStore(db),
    queues: createQueueStore(db),
    budgets: createBudgetStore(db),
    calls: createCallStore(db),
    usage: createUsageStore(db),
    familyUse: createFamilyUseStore(db),
    deadLetters: createDeadLetterStore(db),
    runsMatching: createRunsMatching(db),
    counters: createCounterStore(db),
    retention: createRetentionStore(db, tail),
    log: createLogStore(db, chainId),
    putSearch: (row) => void putSearch.run(row),
  };
}

/** What stores keep in memory may be what was rolled back; `usage`: what of it was not. */
export function forgetStores(stores: Stores, usage?: ReturnType<Stores['usage']['mark']>): void {
  const { runs, tail, families, workspace, queues, place, calls, budgets, releaseHolds, standingGrants } = stores;
  const inMemory = [runs, tail, families, workspace, queues, place, calls, budgets, releaseHolds, standingGrants];
  for (const store of [...inMemory, stores.conversations, stores.questions]) store.forget();
  stores.usage.rewind(usage);
}
