import type { CallLine } from '../../../../shared/domain/budget.ts';
import type { Turn, TurnWork } from '../../../../shared/domain/conversation.ts';
import { finalRunStatuses } from '../../../../shared/domain/run.ts';
import type { AtMs } from '../../../../shared/ids.ts';
import { answerOf } from '../../conversations/answer-of.ts';
import { lengthOf, type Span } from '../../conversations/merge-spans.ts';
import { partialAnswer } from '../../conversations/partial-answer.ts';
import { planOf } from '../../conversations/plan-of.ts';
import type { TurnState } from '../../conversations/states.ts';
import { callsOf } from '../../conversations/turn-calls.ts';
import { costOf, modelsOf } from '../../conversations/turn-models.ts';
import type { RunState } from '../../engine/states.ts';
import { callFromRow } from '../call-store.ts';
import { effectFromRow } from '../effect-rows.ts';
import { journalFromRow } from '../journal-store.ts';
import type { Db } from '../open.ts';
import { runFromRow } from '../run-row.ts';
import type { ConversationReads } from './conversation-reads.ts';
import { createFactAges } from './fact-ages.ts';

type Row = Record<string, unknown>;

/** Of one turn, what a page gets at most. */
const mostRecords = 1_000;
const mostOfOther = 500;
const mostSiblings = 50;

/** A turn with all that came of it, put together from where each part is kept: nothing of it is a copy. */
export function createTurnReads(
  db: Db,
  conversations: Pick<ConversationReads, 'questionsOf'>,
  now: () => AtMs,
): (state: TurnState) => Turn {
  const run = db.prepare('SELECT * FROM run WHERE run_id = ?');
  const siblings = db
    .prepare(
      `SELECT turn_id FROM turn WHERE conversation_id = ? AND parent_id IS ? ORDER BY turn_id LIMIT ${mostSiblings}`,
    )
    .pluck();
  const journal = db.prepare(
    `SELECT * FROM journal_all WHERE run_id = ? AND lineage_id = ? ORDER BY ord LIMIT ${mostRecords}`,
  );
  const calls = db.prepare(`SELECT * FROM call WHERE run_id = ? ORDER BY at_ms, line_id LIMIT ${mostOfOther}`);
  const effects = db.prepare(`SELECT * FROM effect WHERE run_id = ? ORDER BY effect_id LIMIT ${mostOfOther}`);
  const waits = db.prepare(
    `SELECT created_at_ms AS fromMs, decided_at_ms AS toMs FROM approval WHERE run_id = ? LIMIT ${mostOfOther}`,
  );
  const steers = db.prepare(
    `SELECT steer.text, steer.person_id AS personId, steer.at_ms AS atMs, signal.consumed_path IS NOT NULL AS isTaken,
       became_id AS becameId
     FROM steer LEFT JOIN signal USING (signal_id) WHERE turn_id = ? ORDER BY signal_id LIMIT ${mostOfOther}`,
  );
  const handedOver = db
    .prepare("SELECT run_id FROM handoff WHERE turn_id = ? AND kind <> 'promotion' ORDER BY at_ms, run_id LIMIT 50")
    .pluck();
  const report = db
    .prepare("SELECT artifact_id FROM artifact WHERE run_id = ? AND role = 'report' ORDER BY artifact_id DESC LIMIT 1")
    .pluck();
  const agesOf = createFactAges(db);

  function workOf(turnId: string): TurnWork[] {
    return (handedOver.all(turnId) as string[]).flatMap((runId) => {
      const row = run.get(runId);
      if (row === undefined) return [];
      const { agentTitle, title, status, progress, pendingApprovals, finishedAtMs } = runFromRow(row as Row);
      const reportArtifactId = (report.get(runId) as string | undefined) ?? null;
      return [{ runId, agentTitle, title, status, progress, reportArtifactId, pendingApprovals, finishedAtMs }];
    });
  }

  function linesOf(runId: string): CallLine[] {
    return (calls.all(runId) as Row[]).map(callFromRow);
  }

  return (state) => {
    const found = state.runId === null ? undefined : run.get(state.runId);
    const itsRun = found === undefined ? null : runFromRow(found as Row);
    const rows =
      itsRun === null ? [] : journal.all(itsRun.runId, itsRun.lineageId).map((row) => journalFromRow(row as Row));
    const lines = itsRun === null ? [] : linesOf(itsRun.runId);
    const own = itsRun === null ? [] : effects.all(itsRun.runId).map((row) => effectFromRow(row as Row));
    const work = workOf(state.turnId);
    const questions = conversations.questionsOf([
      ...(itsRun === null ? [] : [itsRun.runId]),
      ...work.map(({ runId }) => runId),
    ]);
    const endedAtMs = state.endedAtMs;
    const answer = itsRun === null ? null : (answerOf(itsRun.output, endedAtMs ?? 0) ?? partialAnswer(rows, itsRun));
    const people: Span[] = [
      ...(itsRun === null ? [] : (waits.all(itsRun.runId) as { fromMs: AtMs; toMs: AtMs | null }[])).map(
        ({ fromMs, toMs }): Span => [fromMs, toMs ?? endedAtMs ?? now()],
      ),
      ...questions
        .filter(({ runId }) => runId === itsRun?.runId)
        .map(({ askedAtMs, answeredAtMs }): Span => [askedAtMs, answeredAtMs ?? endedAtMs ?? now()]),
    ];
    return {
      turnId: state.turnId,
      conversationId: state.conversationId,
      parentId: state.parentId,
      regenerates: state.regenerates,
      siblings: siblings.all(state.conversationId, state.parentId) as string[],
      text: state.text,
      attachments: [...state.attachments],
      labels: [...state.labels],
      personId: state.personId,
      runId: state.runId,
      status: itsRun?.status ?? (endedAtMs === null ? 'queued' : state.error === null ? 'cancelled' : 'failed'),
      isQueued: state.runId === null && endedAtMs === null,
      lanes: [...state.lanes],
      latencyBudgetMs: state.budgetMs,
      doing: itsRun === null || finalRunStatuses.has(itsRun.status) ? null : (itsRun.progress?.phase ?? null),
      plan: planOf(rows),
      calls: callsOf({ journal: rows, effects: own, hasEnded: endedAtMs !== null }),
      models: modelsOf(lines),
      questions,
      steers: (steers.all(state.turnId) as (Omit<Turn['steers'][number], 'isTaken'> & { isTaken: number })[]).map(
        (steer) => ({ ...steer, isTaken: steer.isTaken === 1 }),
      ),
      work,
      answer,
      error: itsRun?.error ?? state.error,
      outdated: answer === null || endedAtMs === null ? [] : agesOf(answer.sources, endedAtMs),
      cost: costOf(lines),
      latency: latencyOf(state, itsRun, { lines, people, effects: own, nowMs: now() }),
      askedAtMs: state.askedAtMs,
      endedAtMs,
      releaseHash: itsRun?.releaseHash ?? null,
    };
  };
}

/** Where the time went; what was done side by side counts once, and what is left is our own work. */
function latencyOf(
  { askedAtMs, endedAtMs }: TurnState,
  run: RunState | null,
  given: {
    readonly lines: readonly CallLine[];
    readonly people: readonly Span[];
    readonly effects: readonly { readonly intentAtMs: AtMs | null; readonly changedAtMs: AtMs }[];
    readonly nowMs: AtMs;
  },
): Turn['latency'] {
  const { lines, people, effects, nowMs } = given;
  const untilMs = endedAtMs ?? nowMs;
  const queuedMs = (run?.startedAtMs ?? untilMs) - askedAtMs;
  const models = lines
    .filter(({ kind }) => kind === 'model')
    .map(({ atMs, endedAtMs: toMs }): Span => [atMs, toMs ?? untilMs]);
  const tools = effects.flatMap(({ intentAtMs, changedAtMs }): Span[] =>
    intentAtMs === null ? [] : [[intentAtMs, changedAtMs]],
  );
  const [modelMs, toolMs, personMs] = [lengthOf(models), lengthOf(tools), lengthOf(people)];
  const ownMs = untilMs - askedAtMs - queuedMs - lengthOf([...models, ...tools, ...people]);
  return { queuedMs: Math.max(0, queuedMs), modelMs, toolMs, personMs, ownMs: Math.max(0, ownMs) };
}
