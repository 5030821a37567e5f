import type { ArtifactRequest, StepContext } from 'lanekeeper/sdk';
import { composeReply } from '../drafts/compose.ts';
import type { DraftPlan } from '../drafts/plan.ts';
import type { Settings } from '../settings.ts';
import { reasonNames, type QuarantinedRow } from '../tickets/quarantine.ts';
import type { RowsRead } from './read-rows.ts';
import { loadPieces } from './stored.ts';
import type { WrittenReport } from './understand.ts';

/** One line per row set aside; rows beyond those listed are named by their number alone. */
export async function quarantineArtifact(rows: RowsRead, step: StepContext): Promise<string> {
  const refs = rows.quarantined.map(({ ref }) => ref);
  const listed = await loadPieces<QuarantinedRow>(step, refs);
  const lines = listed.map((row) => JSON.stringify(row));
  const rest = rows.quarantine.total - listed.length;
  if (rest > 0) {
    const byReason = rows.quarantine.reasons.map(({ reason, rows: count }) => [reasonNames[reason], count]);
    lines.push(JSON.stringify({ notListed: rest, rowsByReason: Object.fromEntries(byReason) }));
  }
  return `${lines.join('\n')}\n`;
}

/** All reply drafts as lines of JSON, word for word as they are proposed. */
export function draftsArtifact(
  plans: readonly DraftPlan[],
  report: WrittenReport,
  settings: Settings,
): ArtifactRequest {
  const answers = new Map(report.answers.map((answer) => [answer.theme, answer]));
  const lines = plans.flatMap((plan) => {
    const answer = answers.get(plan.theme);
    if (answer === undefined) return [];
    const { ticketId, row, to, start, end, quote } = plan;
    const reply = composeReply(plan, answer, settings.signature);
    return [JSON.stringify({ ticketId, row, theme: answer.name, to, ...reply, evidence: { start, end, quote } })];
  });
  const text = lines.map((line) => `${line}\n`).join('');
  return { name: 'drafts.jsonl', role: 'data', mediaType: 'application/jsonl', text, items: lines.length };
}
