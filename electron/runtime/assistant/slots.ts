import type { AgentSummary } from '../../../shared/domain/agent.ts';
import type { AtMs } from '../../../shared/ids.ts';
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

export interface TimeWindow {
  readonly sinceMs: AtMs;
  readonly beforeMs: AtMs | null;
  /** As it is said in the answer: `today`. */
  readonly name: string;
}

export interface Moment {
  readonly nowMs: AtMs;
  /** Midnight of the operator's own day. */
  readonly dayStartMs: AtMs;
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
  const topic = topicIn(question, words, take);
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
  return { id, pointer: pointerIn(words), agent, file, topic, window, used };
}

type Take = (from: number, count: number) => void;

/** A UUID or at least four of its first digits, with a digit among them so that no word passes for one. */
const idPattern = /^(?=.*\d)[0-9a-f]{4,8}(?:-[0-9a-f]{0,12}){0,4}$/;
const lettersPattern = /^[a-f]{6}$/;
const filePattern = /\.(?:csv|tsv|jsonl|ndjson|json|txt|xlsx)$/;

/** Six letters a to f are an id only where one is announced. */
function isNamedId(words: readonly Word[], index: number): boolean {
  const before = words[index - 1]?.text ?? '';
  return /^(?:run|job|approval|item)$/.test(before) && lettersPattern.test(words[index]?.text ?? '');
}

const spans: Readonly<Record<string, number>> = {
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 7 * 86_400_000,
};

function windowIn(words: readonly Word[], { moment, take }: { moment: Moment; take: Take }): TimeWindow | null {
  const dayMs = 86_400_000;
  for (const [index, { text }] of words.entries()) {
    const next = words[index + 1]?.text ?? '';
    if (text === 'today' || text === 'tonight') {
      take(index, 1);
      return { sinceMs: moment.dayStartMs, beforeMs: null, name: 'today' };
    }
    if (text === 'yesterday') {
      take(index, 1);
      return { sinceMs: moment.dayStartMs - dayMs, beforeMs: moment.dayStartMs, name: 'yesterday' };
    }
    if ((text === 'this' || text === 'last' || text === 'past') && next in spans) {
      take(index, 2);
      return { sinceMs: moment.nowMs - (spans[next] ?? 0), beforeMs: null, name: `in the last ${next}` };
    }
    const count = Number(next);
    const unit = (words[index + 2]?.text ?? '').replace(/s$/, '');
    if ((text === 'last' || text === 'past') && Number.isInteger(count) && count > 0 && count < 1000 && unit in spans) {
      take(index, 3);
      const name = `in the last ${count} ${unit}${count === 1 ? '' : 's'}`;
      return { sinceMs: moment.nowMs - count * (spans[unit] ?? 0), beforeMs: null, name };
    }
  }
  return null;
}

const topicMarks: ReadonlySet<string> = new Set([
  'about',
  'regarding',
  'concerning',
  'mention',
  'mentions',
  'mentioning',
  'containing',
]);

function topicIn(question: string, words: readonly Word[], take: Take): string | null {
  const quoted = /["“”«]([^"“”«»]{2,200})["“”»]/.exec(question);
  if (quoted?.[1] !== undefined) {
    const from = quoted.index;
    const to = from + quoted[0].length;
    for (const [index, word] of words.entries())
      if ((word.start >= from && word.end <= to) || topicMarks.has(word.text)) take(index, 1);
    return quoted[1].trim();
  }
  const mark = words.findIndex(({ text }, index) => topicMarks.has(text) && index < words.length - 1);
  const [first, last] = [words[mark + 1], words.at(-1)];
  if (mark < 0 || first === undefined || last === undefined) return null;
  take(mark, words.length - mark);
  return question.slice(first.start, last.end);
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

function pointerIn(words: readonly Word[]): Slots['pointer'] {
  const texts = words.map((word) => word.text);
  if (
    texts.some(
      (text, index) =>
        ['last', 'latest', 'newest', 'recent'].includes(text) &&
        !(texts[index + 1] ?? '').match(/^\d|^(?:minute|hour|day|week)/),
    )
  ) {
    return 'latest';
  }
  return texts.includes('it') ||
    texts.some((text, index) => text === 'this' && /^(?:run|job|item|approval)$/.test(texts[index + 1] ?? ''))
    ? 'this'
    : null;
}
