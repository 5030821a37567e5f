import type { PastTurn } from '../../../../shared/domain/routing.ts';
import type { Settings } from '../../../../shared/domain/workspace.ts';
import type { MethodArguments, MethodOutput } from '../../../../shared/ipc/methods.ts';
import { judgeLane } from '../../lanes/judge-lane.ts';
import { waitOf } from '../../lanes/measure-turns.ts';
import { emptySettings } from '../empty-settings.ts';
import type { Db } from '../open.ts';

type Row = Record<string, unknown>;
type Asked = MethodArguments<'turn.past'>;

/** Turns whose verdicts are counted: the newest. */
const mostCounted = 1_000;

/** Reads which lanes past turns took, and judges them as the settings stand now. */
export function createPastTurnReads(db: Db): (input: Asked) => MethodOutput<'turn.past'> {
  const page = db.prepare(
    `SELECT turn.*, conversation.title, coalesce(run.agent_title, conversation.agent_id) AS agent_title
     FROM turn JOIN conversation USING (conversation_id) LEFT JOIN run USING (run_id)
     WHERE turn.run_id IS NOT NULL AND (@after IS NULL OR turn_id < @after)
       AND (@agentId IS NULL OR conversation.agent_id = @agentId)
     ORDER BY turn_id DESC LIMIT @limit`,
  );
  const settings = db.prepare("SELECT value FROM setting WHERE key = 'settings'").pluck();

  return ({ agentId = null, after = null, limit }) => {
    const kept = settings.get() as string | undefined;
    const set: Partial<Settings> = kept === undefined ? {} : (JSON.parse(kept) as Settings);
    const { sittingMs } = set.routing ?? emptySettings.routing;
    const read = (from: string | null, most: number): PastTurn[] =>
      page.all({ agentId, after: from, limit: most }).map((row) => pastTurn(row as Row, sittingMs));
    const newest = read(null, mostCounted);
    const turns = after === null ? newest.slice(0, limit) : read(after, limit);
    const counts = { right: 0, wrong: 0, 'not-known': 0 };
    for (const { verdict } of newest) counts[verdict.right] += 1;
    return { turns, next: turns.length < limit ? null : (turns.at(-1)?.turnId ?? null), counts };
  };
}

function pastTurn(row: Row, sittingMs: number): PastTurn {
  const lanes = JSON.parse(row['lanes'] as string) as PastTurn['lanes'];
  const endedAtMs = row['ended_at_ms'] as number | null;
  const askedAtMs = row['asked_at_ms'] as number;
  const budgetMs = row['budget_ms'] as number;
  const leftMs = row['left_ms'] as number;
  const tookMs = endedAtMs === null ? null : waitOf({ lanes, budgetMs, leftMs, askedAtMs, endedAtMs });
  const seenAtMs = row['seen_at_ms'] as number | null;
  return {
    turnId: row['turn_id'] as string,
    conversationId: row['conversation_id'] as string,
    title: row['title'] as string,
    agentTitle: row['agent_title'] as string,
    runId: row['run_id'] as string | null,
    lanes,
    budgetMs,
    tookMs,
    verdict: judgeLane({ lanes, budgetMs, tookMs, askedAtMs, seenAtMs, sittingMs }),
    askedAtMs,
  };
}
