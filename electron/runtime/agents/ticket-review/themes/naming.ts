import { JOINTS } from '../language/key-phrases.ts';
import { analysedPart, termFor } from '../language/words.ts';
import { plainNames } from './plain-names.ts';
import type { Phrase, PhraseCounts } from './phrase-counts.ts';
import { countPhrases } from './phrase-counts.ts';
import { phraseVariety } from './phrase-variety.ts';
import { properNames } from './proper-names.ts';
import type { Reading, TicketText } from './types.ts';

/** The words a group is shown by. */
export interface GroupWords {
  readonly name: string;
  readonly keywords: readonly string[];
}

const MOST_KEYWORDS = 8;
const MOST_CANDIDATES = 60;
/** Only a phrase this high up is worth joining to a name. */
const MOST_SECONDS = 16;
/** How much it counts that the words of a phrase are all over the group. */
const COVERAGE_POWER = 0.5;
/** How much it counts that the phrase itself is. */
const SUPPORT_POWER = 0.25;
/** Least part of a group's tickets that a phrase has to stand in. */
const LEAST_SHARE = 0.05;
/** A phrase in more than this part of all other tickets is a commonplace. */
const COMMON_SHARE = 0.2;
/** How much a phrase of so many words is preferred: three or four say most, two are often a mere category. */
const WORTH_OF_LENGTH = [0, 0, 1, 1.6, 1.6, 1.5, 1.2];
/** Names of things read better as headings than actions do. */
const WORTH_OF_ACTION = 0.8;
/** Two names that share this part of their content words say the same. */
const SAME_SHARE = 0.6;

/**
 * Names groups in two to six words by phrases that stand in their own tickets. A phrase scores by how freely
 * the group's tickets use it (accessor variety) and by how much rarer it, and each of its words, is elsewhere (log of
 * observed to expected share). What a twentieth of the group says comes before rarer phrases, what many others say as
 * well counts for nothing, and two tickets have to say it in these very words where any phrase is said twice. The
 * largest group chooses first, no two names say the same, and proper names (companies, people, places) take no part.
 */
export function nameGroups(
  groups: readonly (readonly number[])[],
  tickets: readonly TicketText[],
  readings: readonly Reading[],
  namesToAvoid: readonly string[],
): GroupWords[] {
  const names = properNames(readings);
  const counts = countPhrases(groups, readings, names);
  const isAvoided = avoiding(namesToAvoid);
  const taken: string[] = [];
  return groups.map((members, group) => {
    const ranked = rankedPhrases(counts, group, members, tickets).filter((phrase) => !isAvoided(phrase));
    const isFree = (name: string) => !isAvoided(name) && !taken.some((other) => saySame(name, other));
    const texts = members.map((member) => analysedPart(tickets[member]!.text).toLowerCase());
    const isSaid = (phrase: string) => isInTwo(phrase, texts);
    const head =
      ranked.find((phrase) => isFree(phrase) && isSaid(phrase)) ??
      ranked.find(isFree) ??
      plainNames(members, tickets, names).find(isFree) ??
      plainNames(members, tickets, new Set()).find((plain) => !taken.includes(plain)) ??
      `group ${group + 1}`;
    const name = withoutMereCategory(head, ranked.filter(isSaid), members, tickets, isFree);
    taken.push(head, name);
    const keywords = ranked.filter((phrase) => phrase !== head).slice(0, MOST_KEYWORDS - 1);
    return { name, keywords: [head, ...keywords] };
  });
}

/**
 * A phrase of two words is often a mere category ("credit card"): the next phrase about something else joins it
 * ("credit card and annual fee"); where there is none, a longer phrase takes its place.
 */
function withoutMereCategory(
  head: string,
  ranked: readonly string[],
  members: readonly number[],
  tickets: readonly TicketText[],
  isFree: (name: string) => boolean,
): string {
  if (head.split(' ').length > 2) return head;
  const terms = new Set(contentOf(head));
  const second = ranked
    .slice(0, MOST_SECONDS)
    .find((phrase) => isShortNoun(phrase) && !contentOf(phrase).some((term) => terms.has(term)));
  const isAndUsed = members.some((member) => / and /iu.test(tickets[member]!.text));
  if (second !== undefined && isAndUsed) return `${head} and ${second}`;
  return ranked.find((phrase) => phrase.split(' ').length > 2 && isFree(phrase)) ?? head;
}

/** Whether two tickets of the group say it in these very words; others may say it in another form of them. */
function isInTwo(phrase: string, texts: readonly string[]): boolean {
  let met = 0;
  return texts.some((text) => {
    if (text.includes(phrase)) met += 1;
    return met === 2;
  });
}

function rankedPhrases(
  counts: PhraseCounts,
  group: number,
  members: readonly number[],
  tickets: readonly TicketText[],
): string[] {
  const size = counts.groupSizes[group]!;
  const told = distinctivePhrases(counts, group, leastTickets(size));
  // Where too little is said often enough, what fewer say follows.
  if (told.length < MOST_SECONDS)
    told.push(...distinctivePhrases(counts, group, 1).filter((one) => !told.some(({ form }) => form === one.form)));
  const candidates = told.slice(0, MOST_CANDIDATES);
  const varieties = phraseVariety(
    candidates.map(({ form }) => form),
    members,
    tickets,
  );
  return candidates
    .map(({ form, lift }, at) => ({ form, score: lift * Math.log2(1 + varieties[at]!) }))
    .toSorted((a, b) => b.score - a.score || (a.form < b.form ? -1 : 1))
    .map(({ form }) => form);
}

function avoiding(names: readonly string[]): (phrase: string) => boolean {
  const avoided = new Set(names.map((name) => ` ${name.trim().toLowerCase()} `).filter((name) => name.length > 4));
  return (phrase) => [...avoided].some((name) => ` ${phrase} `.includes(name));
}

function isShortNoun(phrase: string): boolean {
  return phrase.split(' ').length <= 3 && !isAction(phrase);
}

/** "closed my account": a verb and its object, told by the article in second place. */
function isAction(phrase: string): boolean {
  const words = phrase.split(' ');
  return words.length > 2 && termFor(words[1]!) === '' && !JOINTS.has(words[1]!);
}

function distinctivePhrases(
  counts: PhraseCounts,
  group: number,
  least: number,
): { readonly form: string; readonly lift: number }[] {
  const size = counts.groupSizes[group]!;
  const isOnlyGroup = counts.groupSizes.length === 1;
  const scored: { form: string; lift: number; score: number }[] = [];
  for (const [phrase, inside] of counts.phrasesOfGroup[group]!) {
    if (inside < least || isCommonplace(phrase.tickets - inside, counts.tickets - size)) continue;
    const ownLift = liftOf(inside, size, phrase.tickets, counts.tickets);
    const termLifts = phrase.terms.map((term) =>
      liftOf(counts.termsOfGroup[group]!.get(term) ?? 0, size, counts.termTickets.get(term) ?? 0, counts.tickets),
    );
    const termLift = termLifts.reduce((sum, one) => sum + one, 0) / termLifts.length;
    const shares = phrase.terms.map((term) => (counts.termsOfGroup[group]!.get(term) ?? 0) / size);
    const share = Math.exp(shares.reduce((sum, one) => sum + Math.log(one), 0) / shares.length);
    const spread = share ** COVERAGE_POWER * (inside / size) ** SUPPORT_POWER;
    const lift = (isOnlyGroup ? 1 : ownLift + termLift) * spread * worthOf(phrase);
    if (lift > 0) scored.push({ form: commonestForm(phrase), lift, score: lift * Math.log2(1 + inside) });
  }
  return scored.toSorted((a, b) => b.score - a.score || (a.form < b.form ? -1 : 1));
}

/** A name has to stand in so many of its group's tickets, in any of its forms: what one or two say is no theme. */
function leastTickets(size: number): number {
  return size < 8 ? 1 : Math.max(2, Math.ceil(LEAST_SHARE * size));
}

/** What many other tickets say as well tells nothing of a group. */
function isCommonplace(elsewhere: number, others: number): boolean {
  return elsewhere > COMMON_SHARE * others;
}

function worthOf(phrase: Phrase): number {
  return (WORTH_OF_LENGTH[phrase.words] ?? 1) * (isAction(commonestForm(phrase)) ? WORTH_OF_ACTION : 1);
}

/** Log of the observed to the expected share, with half a ticket added on each side so that rare phrases gain little. */
function liftOf(inside: number, size: number, anywhere: number, tickets: number): number {
  return Math.log((((inside + 0.5) / (size + 1)) * (tickets + 1)) / (anywhere + 0.5));
}

function commonestForm(phrase: Phrase): string {
  let best = '';
  let most = 0;
  for (const [form, count] of phrase.forms) {
    if (count > most || (count === most && form < best)) {
      best = form;
      most = count;
    }
  }
  return best;
}

function saySame(left: string, right: string): boolean {
  const a = new Set(contentOf(left));
  const b = new Set(contentOf(right));
  const shared = [...a].filter((term) => b.has(term)).length;
  return left === right || shared >= SAME_SHARE * Math.min(Math.max(a.size, 1), Math.max(b.size, 1)) + 0.4;
}

function contentOf(name: string): string[] {
  return name
    .split(' ')
    .map((word) => termFor(word.replaceAll(/['’]/gu, '')))
    .filter((term) => term !== '');
}
