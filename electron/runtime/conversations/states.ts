import type { Attachment, LaneChoice } from '../../../shared/domain/conversation.ts';
import type { DataLabel, ModelSource } from '../../../shared/domain/model-call.ts';
import type { QueueLane } from '../../../shared/domain/queue.ts';
import type { RunError } from '../../../shared/domain/run.ts';
import type { AtMs, Ms } from '../../../shared/ids.ts';

export interface ConversationState {
  readonly conversationId: string;
  readonly title: string;
  /** A person gave it its title: no message changes it any more. */
  readonly isTitled: boolean;
  readonly agentId: string;
  readonly personId: string;
  /** The last turn of the branch that is shown. */
  readonly headId: string | null;
  readonly turns: number;
  readonly createdAtMs: AtMs;
  readonly changedAtMs: AtMs;
  /** Since when its words are gone. */
  readonly removedAtMs: AtMs | null;
}

/** What is selected beside the conversation. */
export interface TurnAbout {
  readonly kind: 'run' | 'approval' | 'agent';
  readonly id: string;
}

/**
 * A person's message. waiting (no run) ──the turn before it ends or leaves the lane──> begun (a run) ──its run ends──>
 * ended. One that waits may end without a run: dropped by a person (no error), or because its run could not be started.
 */
export interface TurnState {
  readonly turnId: string;
  readonly conversationId: string;
  readonly parentId: string | null;
  readonly regenerates: string | null;
  readonly personId: string;
  readonly text: string;
  readonly attachments: readonly Attachment[];
  readonly about: TurnAbout | null;
  readonly labels: readonly DataLabel[];
  readonly runId: string | null;
  /** As the person wants it; null: the rule chooses. */
  readonly lane: QueueLane | null;
  /** The lanes it took, the last one in force. */
  readonly lanes: readonly LaneChoice[];
  /** Why its run could not be started. */
  readonly error: RunError | null;
  readonly budgetMs: Ms;
  /** Of the budget, when it was last counted. */
  readonly leftMs: Ms;
  /** Null: it is not used up now, since it waits for a person, or is not in the interactive lane. */
  readonly countingSinceMs: AtMs | null;
  readonly askedAtMs: AtMs;
  /** As its run's. */
  readonly endedAtMs: AtMs | null;
}

/** Said to a turn at work. */
export interface SteerState {
  readonly signalId: string;
  readonly turnId: string;
  readonly runId: string;
  readonly personId: string;
  readonly text: string;
  readonly atMs: AtMs;
  /** The turn it became, since the run ended without hearing it. */
  readonly becameId: string | null;
}

/** A contract as a handoff names it. */
export interface HandoffContract {
  readonly id: string;
  readonly version: string;
  readonly hash: string;
}

/**
 * Work that goes on in the background for a turn, whose id is the correlation id: its own run (`promotion`), one that
 * was started from its answer (`start`), or one that a run of it has spawned. What goes over and what comes back were
 * and will be held against these contracts.
 */
export interface HandoffState {
  readonly turnId: string;
  readonly conversationId: string;
  readonly runId: string;
  readonly kind: 'promotion' | 'start' | 'spawn';
  readonly gives: HandoffContract;
  readonly returns: HandoffContract;
  readonly atMs: AtMs;
}

/** A run asks the person; its entry at `path` waits for the signal `answerSignal` whose key is the question's id. */
export interface QuestionState {
  readonly questionId: string;
  readonly runId: string;
  readonly path: string;
  readonly text: string;
  readonly choices: readonly string[];
  readonly askedAtMs: AtMs;
  readonly answer: string | null;
  readonly answeredBy: string | null;
  readonly answeredAtMs: AtMs | null;
  /** Its wait ended otherwise. */
  readonly overAtMs: AtMs | null;
}

export interface MemoryState {
  readonly memoryId: string;
  readonly agentId: string;
  readonly text: string;
  /** In which it was learned. */
  readonly runId: string;
  readonly source: ModelSource;
  readonly changedBy: string | null;
  readonly atMs: AtMs;
}

/** What of conversations a decision may change. */
export type ConversationChange =
  | { readonly put: 'conversation'; readonly state: ConversationState }
  /** Its words, those of its turns and of what belongs to them. */
  | { readonly put: 'conversation-words-gone'; readonly conversationId: string }
  | { readonly put: 'turn'; readonly state: TurnState }
  /** Found by a search of conversations under its turn. */
  | { readonly put: 'turn-words'; readonly turnId: string; readonly conversationId: string; readonly body: string }
  /** Somebody has looked at what came of them; the first time counts. */
  | { readonly put: 'turns-seen'; readonly turnIds: readonly string[]; readonly atMs: AtMs }
  | { readonly put: 'steer'; readonly state: SteerState }
  | { readonly put: 'handoff'; readonly state: HandoffState }
  | { readonly put: 'question'; readonly state: QuestionState }
  | { readonly put: 'memory'; readonly state: MemoryState }
  | { readonly put: 'memory-gone'; readonly memoryId: string };
