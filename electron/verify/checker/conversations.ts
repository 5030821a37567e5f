import { hasTable, type Row, type Store } from './store.ts';

/** Turns, and what belongs to them, derived again from their runs. */
export function wrongConversations({ db }: Store): string[] {
  if (!hasTable(db, 'turn')) return [];
  const rows = (sql: string): Row[] => db.prepare(sql).all() as Row[];
  const findings: string[] = [];
  for (const turn of rows(
    `SELECT turn_id, turn.run_id, run.run_id IS NOT NULL AS has_run, turn.ended_at_ms, run.finished_at_ms,
       counting_since_ms, due_at_ms, run.lane FROM turn LEFT JOIN run ON run.run_id = turn.run_id`,
  )) {
    const id = String(turn['turn_id']);
    if (turn['run_id'] !== null && turn['has_run'] !== 1) findings.push(`Turn ${id} names a run that there is not.`);
    if (turn['run_id'] !== null && turn['ended_at_ms'] !== turn['finished_at_ms'])
      findings.push(`Turn ${id} ended at ${turn['ended_at_ms']}, and its run at ${turn['finished_at_ms']}.`);
    if ((turn['counting_since_ms'] === null) !== (turn['due_at_ms'] === null))
      findings.push(`Turn ${id} is counted, and not due, or due and not counted.`);
    if (turn['counting_since_ms'] !== null && (turn['ended_at_ms'] !== null || turn['lane'] !== 'interactive'))
      findings.push(`The latency budget of turn ${id} is used up, and nobody waits for it.`);
  }
  for (const { id, turns, there, head } of rows(
    `SELECT conversation_id AS id, turns, head_id AS head,
       (SELECT count(*) FROM turn WHERE turn.conversation_id = conversation.conversation_id) AS there FROM conversation`,
  )) {
    if (turns !== there) findings.push(`Conversation ${id} says ${turns} turns; there are ${there}.`);
    if ((head === null) !== (there === 0)) findings.push(`Conversation ${id} shows no turn, or one that there is not.`);
  }
  for (const { id } of rows(
    `SELECT turn.turn_id AS id FROM turn LEFT JOIN turn AS above ON above.turn_id = turn.parent_id
     WHERE turn.parent_id IS NOT NULL AND above.conversation_id IS NOT turn.conversation_id`,
  ))
    findings.push(`Turn ${id} follows one that is not of its conversation.`);
  for (const { id } of rows(
    `SELECT question_id AS id FROM question WHERE answered_at_ms IS NULL AND over_at_ms IS NULL
       AND NOT EXISTS (SELECT 1 FROM wait WHERE wait.run_id = question.run_id AND wait.path = question.path)`,
  ))
    findings.push(`Question ${id} is open, and nothing waits for its answer.`);
  const open = rows('SELECT count(*) AS n FROM question WHERE answered_at_ms IS NULL AND over_at_ms IS NULL')[0]?.['n'];
  const said = rows("SELECT n FROM counter WHERE name = 'question:open'")[0]?.['n'] ?? 0;
  if (open !== said) findings.push(`The counter of open questions says ${said}; there are ${open}.`);
  return findings;
}
