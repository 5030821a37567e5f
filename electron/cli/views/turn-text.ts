import type { Turn } from '../../../shared/domain/conversation.ts';
import { localTime, plain } from '../output/words.ts';

/** A turn for a terminal: what was said, what was answered, and what stands behind it. */
export function turnText(turn: Turn): string {
  return [`${plain(turn.personId)}, ${localTime(turn.askedAtMs)}`, indented(turn.text), answerText(turn)].join('\n');
}

/** The answer and all that belongs to it; without its words where those were shown already. */
export function answerText(turn: Turn, isShown = false): string {
  const { answer, work, questions, calls, error, outdated, cost, lanes } = turn;
  const lines: string[] = [];
  if (answer !== null && !isShown) lines.push(paragraph(answer.text), '');
  for (const [index, source] of (answer?.sources ?? []).entries())
    lines.push(`[${index + 1}] ${source.kind} ${plain(source.id)}: ${plain(source.label)}, ${localTime(source.atMs)}`);
  for (const one of outdated) lines.push(`[${one.source}] has changed since: ${plain(one.what)}`);
  for (const choice of answer?.choices ?? []) lines.push(`- ${plain(choice)}`);
  if (answer?.action != null) lines.push(`It proposes: ${plain(answer.action.label)}`);
  for (const call of calls)
    if (call.status === 'waiting-approval')
      lines.push(`Waits for a decision: ${plain(call.tool)} (${call.approvalId ?? 'not opened yet'})`);
  for (const one of questions)
    if (one.answer === null && !one.isOver) lines.push(`It asks: ${plain(one.text)} (${one.questionId})`);
  for (const one of work) lines.push(`${plain(one.agentTitle)}: ${plain(one.title)}, ${one.status} (run ${one.runId})`);
  if (error !== null) lines.push(`${plain(error.message)}${error.hint === undefined ? '' : ` ${plain(error.hint)}`}`);
  const spent = [...(cost.tokens === 0 ? [] : [`${cost.tokens.toLocaleString('en')} tokens`]), ...cost.money];
  const said = [
    turn.isQueued ? 'waits for the turn before it' : turn.status,
    lanes.at(-1)?.lane,
    plain(answer?.engine ?? ''),
    ...spent,
  ];
  lines.push(`(${said.filter((one) => one !== undefined && one !== '').join(', ')})`);
  return lines.join('\n');
}

function paragraph(text: string): string {
  return text.split('\n').map(plain).join('\n');
}

function indented(text: string): string {
  return text
    .split('\n')
    .map((line) => `  ${plain(line)}`)
    .join('\n');
}
