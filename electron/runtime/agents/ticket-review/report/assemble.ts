import type { WithoutDraft } from '../drafts/plan.ts';
import { answerFor } from '../drafts/theme-answer.ts';
import type { Settings } from '../settings.ts';
import type { Themes } from '../themes/analyse.ts';
import type { Reading, Theme } from '../themes/types.ts';
import type { Ticket } from '../tickets/ticket.ts';
import { rankIssues, type Issue } from './issues.ts';
import { mentionsIn } from './mentions.ts';
import { quotesOf } from './issue-quotes.ts';
import type { FileFacts, QuarantineSummary, Review, ReviewedIssue } from './review.ts';

/** How the language engine is named wherever a report says what did the reading. */
export const ENGINE =
  'embedded language engine (wink-nlp with its English model), in process, no network, no language model';

/** A ticket whose cosine with the middle of its theme is below this fits it loosely. */
const LOOSE_BELOW = 0.1;

/** What a review is assembled from. */
export interface ReviewParts {
  readonly file: FileFacts;
  readonly settings: Settings;
  readonly tickets: readonly Ticket[];
  readonly readings: readonly Reading[];
  readonly themes: Themes;
  readonly quarantine: QuarantineSummary;
  readonly drafts: { readonly written: number; readonly reachable: number };
  readonly withoutDraft: readonly WithoutDraft[];
}

/** Ranks the themes and gathers everything the report says. Pure: the same parts give the same report. */
export function assembleReview(parts: ReviewParts): Review {
  const { file, settings, tickets, themes, quarantine, drafts, withoutDraft } = parts;
  const { issues, single, ...base } = rankIssues(themes.themes, tickets);
  const themeOf = new Map(themes.themes.map((theme) => [theme.id, theme]));
  const reviewed = (issue: Issue): ReviewedIssue[] => {
    const theme = themeOf.get(issue.theme);
    return theme === undefined ? [] : [{ ...issue, ...detailsOf(theme, parts) }];
  };
  return {
    schema: 'ticket-review/report/1',
    file,
    method: {
      engine: ENGINE,
      grouping: themes.method.name,
      notes: themes.method.notes,
      seed: themes.method.seed,
      maxThemes: settings.maxThemes,
      score: 'share of the tickets in percent × growth factor × (0.5 + severity)',
      growth:
        'share of the later half ÷ share of the earlier half, half a ticket added to each; factor = that ratio to the power of min(1, |z| ÷ 3), held between 0.5 and 2; rising or falling from |z| = 3',
    },
    base,
    issues: issues.flatMap(reviewed),
    single: single.flatMap(reviewed),
    drafts: { asked: settings.drafts, ...drafts },
    signature: settings.signature,
    withoutDraft,
    quarantine,
  };
}

function detailsOf(theme: Theme, parts: ReviewParts): Omit<ReviewedIssue, keyof Issue> {
  const { tickets, readings } = parts;
  return {
    ticketIds: theme.members.flatMap((index) => tickets[index]?.id ?? []),
    quotes: quotesOf(theme, parts),
    mentions: mentionsIn(theme, tickets, readings),
    loose: theme.centrality.filter((fit) => fit < LOOSE_BELOW).length,
    answer: answerFor(theme),
  };
}
