import type { Conversation, Turn } from '../../../shared/domain/conversation.ts';

/** Contents stand between these, so that nothing of them is read as the document's own words. */
const longestFence = /~{3,}/g;

/** All branches of a conversation, for programs. */
export function asJson(conversation: Conversation, turns: readonly Turn[]): string {
  return `${JSON.stringify({ format: 'lanekeeper-conversation', version: 1, conversation, turns }, null, 2)}\n`;
}

/**
 * For people: every turn in the order it was asked, with what it follows, its lanes, sources and cost. What anybody wrote
 * stands in fences, as text.
 */
export function asMarkdown(conversation: Conversation, turns: readonly Turn[]): string {
  const numbers = new Map(turns.map(({ turnId }, index) => [turnId, index + 1]));
  const parts = turns.map((turn, index) => turnText(turn, index + 1, numbers));
  const begun = `Begun ${time(conversation.createdAtMs)} with ${inline(conversation.agentId)}, ${turns.length} turns.`;
  return [`# ${inline(conversation.title)}`, begun, ...parts].join('\n\n') + '\n';
}

function turnText(turn: Turn, n: number, numbers: ReadonlyMap<string, number>): string {
  const after = turn.parentId === null ? 'the first' : `after ${numbers.get(turn.parentId) ?? '?'}`;
  const others = turn.siblings.filter((id) => id !== turn.turnId).map((id) => numbers.get(id) ?? '?');
  const beside = others.length === 0 ? '' : `, beside ${others.join(', ')}`;
  const head = `## ${n}. ${inline(turn.personId)}, ${time(turn.askedAtMs)} (${after}${beside})`;
  const attached = turn.attachments.map((one) => `- attached: ${inline(one.kind === 'file' ? one.name : one.label)}`);
  const steers = turn.steers.flatMap((one) => ['Said while it was at work:', fenced(one.text)]);
  const answer = turn.answer === null ? [] : [`**Answer** (${inline(turn.answer.engine)}):`, fenced(turn.answer.text)];
  const sources = (turn.answer?.sources ?? []).map(
    (one, index) => `- [${index + 1}] ${one.kind} ${inline(one.id)}: ${inline(one.label)}, ${time(one.atMs)}`,
  );
  const questions = turn.questions.map(
    (one) =>
      `- asked: ${inline(one.text)} - ${one.answer === null ? 'not answered' : `answered: ${inline(one.answer)}`}`,
  );
  const work = turn.work.map(
    (one) => `- ${inline(one.agentTitle)}: ${inline(one.title)}, ${one.status}, run ${one.runId}`,
  );
  return [
    head,
    ...attached,
    fenced(turn.text),
    ...steers,
    ...answer,
    ...list('Sources', sources),
    ...list('Questions', questions),
    ...list('Work', work),
    factsOf(turn),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function factsOf({ status, lanes, cost, latency, error }: Turn): string {
  const lane = lanes.map((one) => `${one.lane} (${reasonsOf(one)})`).join(', then ');
  const spent = [`${cost.tokens} tokens`, ...cost.money].join(', ');
  const took = Object.values(latency).reduce((sum, ms) => sum + ms, 0);
  const why = error === null ? '' : ` Error ${inline(error.code)}: ${inline(error.message)}`;
  return `Status: ${status}. Lane: ${lane === '' ? 'none' : lane}. Cost: ${spent}. Took ${took} ms.${why}`;
}

function list(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`${title}:`, lines.join('\n')];
}

/** A fence longer than any in the text. */
function fenced(text: string): string {
  const longest = Math.max(2, ...(text.match(longestFence) ?? []).map((run) => run.length));
  const fence = '~'.repeat(longest + 1);
  return `${fence}text\n${text}\n${fence}`;
}

/** One line of a foreign text, none of whose characters means anything. */
function inline(text: string): string {
  return text
    .replaceAll(/\s+/g, ' ')
    .trim()
    .replaceAll(/[\\`*_{}[\]()<>#+!|~-]/g, '\\$&');
}

function time(atMs: number): string {
  return new Date(atMs).toISOString();
}

/** What speaks for the lane that was taken; the other facts stand in the JSON form. */
function reasonsOf({ lane, reasons }: Turn['lanes'][number]): string {
  return reasons
    .filter(({ speaksFor }) => speaksFor === lane)
    .map(({ fact, value }) => inline(`${fact} ${value}`))
    .join('; ');
}
