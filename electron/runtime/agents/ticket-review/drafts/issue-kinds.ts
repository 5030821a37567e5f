import { noSecrets, type IssueKind } from './issue-kind.ts';
import { moneyKinds } from './money-kinds.ts';
import { serviceKinds } from './service-kinds.ts';

/** Kinds by their marks; where two fit a theme equally well, the earlier one answers. */
export const issueKinds: readonly IssueKind[] = [...moneyKinds, ...serviceKinds];

/** The answer where no kind fits. */
export const generalKind: IssueKind = {
  id: 'general',
  topic: 'your concern',
  marks: [],
  acknowledgement: 'We have read what you describe and want to be sure that we understand it as you mean it.',
  asks: [
    'what happened, in order, with dates where you have them',
    'what you have done about it so far, and what was answered',
    'the outcome you are asking for',
  ],
  advice: noSecrets,
};
