import type { Theme } from '../themes/types.ts';
import type { IssueKind } from './issue-kind.ts';
import { generalKind, issueKinds } from './issue-kinds.ts';

/** How tickets of one theme are answered. */
export type ThemeAnswer = {
  readonly theme: string;
  readonly name: string;
  readonly kind: string;
  readonly topic: string;
  readonly acknowledgement: string;
  readonly asks: readonly string[];
  readonly advice: string;
};

const NAME_WEIGHT = 3;
/** One keyword alone is too little to choose a kind by. */
const LEAST_WEIGHT = 0.6;

/** Chooses a theme's answer by the kind whose marks its name and first keywords carry most. */
export function answerFor(theme: Theme): ThemeAnswer {
  const { id: kind, topic, acknowledgement, asks, advice } = kindOf(theme);
  return { theme: theme.id, name: theme.name, kind, topic, acknowledgement, asks, advice };
}

function kindOf(theme: Theme): IssueKind {
  let best = generalKind;
  let bestWeight = LEAST_WEIGHT;
  for (const kind of issueKinds) {
    const weight = weightOf(kind, theme);
    if (weight > bestWeight) [best, bestWeight] = [kind, weight];
  }
  return best;
}

function weightOf(kind: IssueKind, theme: Theme): number {
  let weight = marksIn(theme.name, kind) * NAME_WEIGHT;
  for (const [rank, keyword] of theme.keywords.entries()) weight += marksIn(keyword, kind) / (2 + rank);
  return weight;
}

/** A mark of several words says more than one word alone. */
function marksIn(phrase: string, { marks }: IssueKind): number {
  const words = ` ${phrase.toLowerCase()}`;
  let sum = 0;
  for (const mark of marks) if (words.includes(` ${mark}`)) sum += mark.split(' ').length;
  return sum;
}
