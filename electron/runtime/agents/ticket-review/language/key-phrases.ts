import { hasRedaction } from './redaction.ts';
import type { Token } from './tokens.ts';

const MOST_PHRASES = 36;
const MOST_WORDS = 6;
const HEAD_PARTS = new Set(['NOUN']);
const MODIFIER_PARTS = new Set(['NOUN', 'ADJ']);
/** Words that may join two noun groups into one natural phrase: "payments on my account". */
export const JOINTS = words('of on in from for to with by about against without under');
const ARTICLES = words('my the a an our their his her this your any these those');
/** Nouns and adjectives, by tag, that carry no content in a phrase. */
const IDLE =
  words(`other same such many several more most own last next first second third new few following above below
  certain various different due able sure whole multiple numerous thing things lot way ways time times day days week weeks
  month months year years hour hours minute minutes today yesterday tomorrow please hello thanks dear sir madam regards
  people person one ones fact reason reasons number numbers end part everything anything something nothing someone anyone
  everyone kind sort bit couple resolution situation problem problems issue issues matter attached question questions contact`);
/** Verbs too light to say what happened. */
const LIGHT_VERBS =
  words(`have has had having be is are was were been being do does did done get gets got getting make makes
  made making take takes took taken taking give gives gave given giving go goes went gone going come came say says said tell
  told telling ask asked asking want wanted need needed try tried trying see saw seen know knew keep kept let put use used
  using include included including regarding concerning following find found think thought feel felt look looking call called
  calling talk talked speak spoke write wrote written contact contacted receive received provide provided call calls show
  shows showed shown start started leave left bear
  bears bearing`);

interface Span {
  readonly first: number;
  readonly last: number;
}

/**
 * Key phrases of two to six words that stand in the text exactly so: groups of nouns and adjectives that end in a noun
 * ("late payments"), two of them joined by a preposition ("late payments on my credit report"), or one with the verb
 * before it ("closed my account"). Lower case; phrases met most often first, then in order of appearance. No redaction
 * marks, numbers or proper nouns.
 */
export function keyPhrases(tokens: readonly Token[], text: string): string[] {
  const counts = new Map<string, number>();
  for (const span of phraseSpans(tokens)) {
    const first = tokens[span.first]!;
    const piece = text.slice(first.start, tokens[span.last]!.end);
    if (!/^[\p{L}\p{M}'’-]+(?: [\p{L}\p{M}'’-]+)+$/u.test(piece) || hasRedaction(piece)) continue;
    const phrase = piece.toLowerCase();
    counts.set(phrase, (counts.get(phrase) ?? 0) + 1);
  }
  return [...counts]
    .toSorted(([, left], [, right]) => right - left)
    .slice(0, MOST_PHRASES)
    .map(([phrase]) => phrase);
}

function phraseSpans(tokens: readonly Token[]): Span[] {
  const spans: Span[] = [];
  let previous: Span | undefined;
  for (let at = 0; at < tokens.length;) {
    const group = nounGroup(tokens, at);
    if (group === undefined) {
      at += 1;
      continue;
    }
    if (group.last > group.first) spans.push(group);
    const verb = verbBefore(tokens, group.first);
    if (verb >= 0 && group.last - verb < MOST_WORDS) spans.push({ first: verb, last: group.last });
    if (previous !== undefined && isJoined(tokens, previous, group)) {
      spans.push({ first: previous.first, last: group.last });
    }
    previous = group;
    at = group.last + 1;
  }
  return spans;
}

function nounGroup(tokens: readonly Token[], from: number): Span | undefined {
  let last = -1;
  let at = from;
  while (at < tokens.length && at - from < MOST_WORDS && isPart(tokens[at]!, MODIFIER_PARTS)) {
    if (isPart(tokens[at]!, HEAD_PARTS)) last = at;
    at += 1;
  }
  return last < 0 ? undefined : { first: from, last };
}

function isPart(token: Token, parts: ReadonlySet<string>): boolean {
  return isContent(token) && parts.has(token.part) && !IDLE.has(token.value.toLowerCase());
}

function isContent(token: Token): boolean {
  return token.isWord && !token.isStopWord && !/^\p{Lu}/u.test(token.value) && token.value.length > 2;
}

/** The place of the verb right before a noun group, or before the group's article; -1 where there is none. */
function verbBefore(tokens: readonly Token[], first: number): number {
  const at = ARTICLES.has(tokens[first - 1]?.value.toLowerCase() ?? '') ? first - 2 : first - 1;
  const verb = tokens[at];
  const isTelling = verb?.part === 'VERB' && isContent(verb) && !LIGHT_VERBS.has(verb.value.toLowerCase());
  return isTelling ? at : -1;
}

function isJoined(tokens: readonly Token[], left: Span, right: Span): boolean {
  const between = tokens.slice(left.last + 1, right.first).map((token) => token.value.toLowerCase());
  const [joint, article] = between;
  if (right.last - left.first >= MOST_WORDS || between.length > 2 || joint === undefined) return false;
  return JOINTS.has(joint) && (article === undefined || ARTICLES.has(article));
}

function words(list: string): ReadonlySet<string> {
  return new Set(list.split(/\s+/u));
}
