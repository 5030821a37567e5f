/** Put around what matched: private-use characters, which mean nothing in a report. */
export const markStart = '\uE000';
export const markEnd = '\uE001';

/** Longest passage in characters; longer ones are cut around what matched. */
const longest = 260;

interface Passage {
  readonly text: string;
  readonly found: number;
  readonly isQuote: boolean;
}

/**
 * The passages of a marked-up report that hold all the words, or all but one of three and more: quotes alone where
 * there are any, each with its attribution, as plain text.
 */
export function passagesOf(
  marked: string,
  wanted: { readonly words: readonly string[]; readonly limit: number },
): readonly string[] {
  const { words, limit } = wanted;
  const passages = blocksOf(marked)
    .filter((block) => block.includes(markStart) && !isLayout(block))
    .map((block) => passageOf(block, words));
  const most = Math.max(0, ...passages.map(({ found }) => found));
  if (most < (words.length < 3 ? words.length : words.length - 1)) return [];
  const best = passages.filter(({ found }) => found === most);
  const quotes = best.filter(({ isQuote }) => isQuote);
  return (quotes.length > 0 ? quotes : best).slice(0, limit).map(({ text }) => text);
}

/** Rows of tables and headings name a thing and say nothing about it. */
function isLayout(block: string): boolean {
  return /^\s*(?:\||#)/.test(block);
}

/** A quote with its attribution is one block, any other line is one by itself. */
function blocksOf(text: string): readonly string[] {
  const blocks: string[] = [];
  let isInQuote = false;
  for (const line of text.split('\n')) {
    const isQuote = line.startsWith('>');
    if (isQuote && isInQuote) blocks.push(`${blocks.pop() ?? ''}\n${line}`);
    else blocks.push(line);
    isInQuote = isQuote;
  }
  return blocks;
}

function passageOf(block: string, words: readonly string[]): Passage {
  const marks = [...block.matchAll(/\uE000([^\uE001]*)\uE001/g)].map((mark) => (mark[1] ?? '').toLowerCase());
  const isFound = (word: string): boolean => marks.some((mark) => mark.startsWith(stemOf(word)));
  const isQuote = block.startsWith('>');
  const plain = block
    .replaceAll(/^(?:>\s?|[-*] )/gm, '')
    .replaceAll(/\*\*|\\(?=[!-/:-@[-`{-~])/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
  return { text: around(plain), found: words.filter(isFound).length, isQuote };
}

/** Enough of a word to know it again in another form; the index has judged before that they are the same word. */
function stemOf(word: string): string {
  return word.toLowerCase().slice(0, Math.max(3, word.length - 3));
}

/** At most `longest` characters around the first mark, cut between words, without the marks. */
function around(marked: string): string {
  const clean = marked.replaceAll(/[\uE000\uE001]/g, '');
  if (clean.length <= longest) return clean;
  const mark = marked.indexOf(markStart);
  const start = Math.max(0, Math.min(mark - Math.floor(longest / 3), clean.length - longest));
  const from = start === 0 ? 0 : clean.indexOf(' ', start) + 1;
  const to = start + longest >= clean.length ? clean.length : clean.lastIndexOf(' ', start + longest);
  return `${from === 0 ? '' : '…'}${clean.slice(from, to)}${to === clean.length ? '' : '…'}`;
}
