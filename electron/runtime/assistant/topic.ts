import type { Take } from './time-window.ts';
import type { Word } from './words.ts';

/** Before what a question is about, wherever it stands. */
const marks: ReadonlySet<string> = new Set(
  'about regarding concerning mention mentions mentioning mentioned containing contain contains'.split(' '),
);
/** Before what it is about once quotes, examples or tickets were spoken of. */
const softMarks: ReadonlySet<string> = new Set('on of for around with'.split(' '));
const quoteWords =
  /^(?:quot\w*|examples?|samples?|verbatims?|snippets?|passages?|excerpts?|anything|something|everything|tickets?|complaints?)$/;
const seeking = /^(?:find|search|grep|lookup|hunt)$/;
const afterSeeking =
  /^(?:me|for|up|through|all|any|every|the|a|an|some|tickets?|rows?|complaints?|reports?|messages?)$/;
/** Where a topic ends: what follows names a run, a file or a time. */
const enders: ReadonlySet<string> = new Set('in from please pls within during since'.split(' '));
const empty = /^(?:it|this|that|them|the|a|an|most|run|runs|job|you|me|us|now|there|what|how|today|all)$/;

/** What the question is about: quoted text, the words after "about", or what is to be found. */
export function topicIn(
  question: string,
  words: readonly Word[],
  { take, used }: { readonly take: Take; readonly used: ReadonlySet<number> },
): string | null {
  const quoted = /["“”«]([^"“”«»]{2,200})["“”»]/.exec(question);
  if (quoted?.[1] !== undefined) {
    const from = quoted.index;
    const to = from + quoted[0].length;
    for (const [index, word] of words.entries())
      if ((word.start >= from && word.end <= to) || marks.has(word.text)) take(index, 1);
    return quoted[1].trim();
  }
  const mark = markIn(words);
  if (mark === null) return null;
  let first = mark + 1;
  while (/^(?:the|a|an|any|all|some|our|their)$/.test(words[first]?.text ?? '') && first < words.length - 1) first += 1;
  let end = first;
  while (end < words.length && !used.has(end) && !(end > first && endsBefore(words, end, used))) end += 1;
  const [start, last] = [words[first], words[end - 1]];
  if (start === undefined || last === undefined || end === first) return null;
  if (words.slice(first, end).every(({ text }) => empty.test(text))) return null;
  take(mark, end - mark);
  return question.slice(start.start, last.end);
}

function endsBefore(words: readonly Word[], at: number, used: ReadonlySet<number>): boolean {
  const text = words[at]?.text ?? '';
  if (text === 'please' || text === 'pls') return true;
  if (!enders.has(text)) return false;
  // "problems in the app" goes on; "in april.csv", "in the last report", "from run 019a2b3e" is where to look.
  return words
    .slice(at + 1, at + 4)
    .some(
      ({ text: next }, offset) =>
        used.has(at + 1 + offset) || /^(?:last|latest|report|run|file|tickets|complaints)$/.test(next),
    );
}

/** The place of the last word before the topic; null where none is named. */
function markIn(words: readonly Word[]): number | null {
  const isLast = (at: number): boolean => at >= words.length - 1;
  const plain = words.findIndex(({ text }, at) => marks.has(text) && !isLast(at));
  if (plain >= 0) return plain;
  const spoken = words.findIndex(({ text }) => quoteWords.test(text));
  const soft = spoken < 0 ? -1 : words.findIndex(({ text }, at) => at > spoken && softMarks.has(text) && !isLast(at));
  if (soft >= 0 && soft <= spoken + 2) return soft;
  const look = words.findIndex(
    ({ text }, at) => seeking.test(text) || (text === 'look' && /^(?:for|up)$/.test(words[at + 1]?.text ?? '')),
  );
  if (look < 0 || look > 4) return null;
  let at = look;
  while (afterSeeking.test(words[at + 1]?.text ?? '')) at += 1;
  return isLast(at) ? null : at;
}
