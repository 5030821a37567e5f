import type { AgentSummary } from '../../../shared/domain/agent.ts';
import { windowIn, type Moment, type Take, type TimeWindow } from './time-window.ts';
import { topicIn } from './topic.ts';
import type { Word } from './words.ts';

/** What a question names, beside what it wants. */
export interface Slots {
  /** An id or the start of one. */
  readonly id: string | null;
  /** `latest` for "the last run", `this` for "it" and "this run". */
  readonly pointer: 'latest' | 'this' | null;
  readonly agent: AgentSummary | null;
  /** A file name or a path. */
  readonly file: string | null;
  /** What it is about: quoted text, or the words after "about". */
  readonly topic: string | null;
  readonly window: TimeWindow | null;
  /** Places of the words the slots are made of. */
  readonly used: ReadonlySet<number>;
}

/** Finds what the words name. Nothing is looked up here but the agents handed in. */
export function slotsOf(
  question: string,
  words: readonly Word[],
  known: { readonly agents: readonly AgentSummary[]; readonly moment: Moment },
): Slots {
  const used = new Set<number>();
  const take = (from: number, count: number): void => {
    for (let index = from; index < from + count; index += 1) used.add(index);
  };
  const window = windowIn(words, { moment: known.moment, take });
  const agent = agentIn(words, { agents: known.agents, take });
  let id: string | null = null;
  let file: string | null = null;
  for (const [index, { text, start, end }] of words.entries()) {
    if (used.has(index)) continue;
    if (id === null && (idPattern.test(text) || isNamedId(words, index))) id = text;
    else if (file === null && filePattern.test(text)) file = question.slice(start, end);
    else continue;
    take(index, 1);
  }
  const topic = topicIn(question, words, { take, used });
  return { id, pointer: pointerIn(words, used), agent, file, topic, window, used };
}

/** A UUID or at least four of its first digits, with a digit among them so that no word passes for one. */
const idPattern = /^(?=.*\d)[0-9a-f]{4,8}(?:-[0-9a-f]{0,12}){0,4}$/;
const lettersPattern = /^[a-f]{6}$/;
const filePattern = /\.(?:csv|tsv|jsonl|ndjson|json|txt|xlsx)$/;

/** Six letters a to f are an id only where one is announced. */
function isNamedId(words: readonly Word[], index: number): boolean {
  const before = words[index - 1]?.text ?? '';
  return /^(?:run|job|approval|item)$/.test(before) && lettersPattern.test(words[index]?.text ?? '');
}

function agentIn(
  words: readonly Word[],
  { agents, take }: { agents: readonly AgentSummary[]; take: Take },
): AgentSummary | null {
  for (const agent of agents) {
    for (const name of [agent.agentId, agent.title]) {
      const parts = name.toLowerCase().split(/[\s-]+/);
      for (const index of words.keys()) {
        const whole = words[index]?.text === parts.join('-');
        const spelled = parts.length > 1 && parts.every((part, offset) => words[index + offset]?.text === part);
        if (!whole && !spelled) continue;
        take(index, whole ? 1 : parts.length);
        return agent;
      }
    }
  }
  return null;
}

/** `latest` before anything but a span of time; `this` for what is selected or was just spoken of. */
function pointerIn(words: readonly Word[], used: ReadonlySet<number>): Slots['pointer'] {
  const texts = words.map((word) => word.text);
  const isLatest = texts.some(
    (text, index) =>
      !used.has(index) &&
      (/^(?:latest|newest|recent|previous)$/.test(text) ||
        (text === 'last' && !/^(?:\d+|few|couple|two|three|four|five|ten|time|month)$/.test(texts[index + 1] ?? ''))) &&
      !/^(?:runs|jobs|\d+|minute|hour|day|week)$/.test(texts[index + 1] ?? ''),
  );
  if (isLatest) return 'latest';
  const isThis = texts.some(
    (text, index) =>
      (text === 'it' && !/^(?:going|all)$/.test(texts[index + 1] ?? '')) ||
      ((text === 'this' || text === 'that') && /^(?:run|job|item|approval|one)$/.test(texts[index + 1] ?? '')),
  );
  return isThis ? 'this' : null;
}
