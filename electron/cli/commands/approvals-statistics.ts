import type { ReviewStatistics } from '../../../shared/domain/review-statistics.ts';
import { command } from '../command.ts';
import { wholeNumber } from '../arguments/whole-number.ts';
import { facts } from '../output/table.ts';
import { share } from '../output/words.ts';

export const approvalsStatistics = command({
  name: 'approvals statistics',
  operands: '',
  takes: { least: 0, most: 0 },
  about: 'how you decide: time, evidence, runs of approvals, agreement, what was rolled back',
  details: `The numbers are your own, and nobody else is shown them. --team adds everybody's up, for an admin.`,
  kind: 'reads',
  options: {
    days: { type: 'string', value: 'N', about: 'of the last N days (default: 30)' },
    team: { type: 'boolean', about: 'of everybody together, for an admin' },
  },
  async run({ options, session }) {
    const days = wholeNumber('days', options.days, 30);
    const statistics = await (await session()).act('review.statistics', { days, isTeam: options.team });
    return { exit: 0, value: statistics, text: textOf(statistics, days) };
  },
});

function textOf(numbers: ReviewStatistics, days: number): string {
  const { unopened, agreed, rolledBack, streak } = numbers;
  return facts([
    [`Decided in ${days} days`, `${numbers.decided}${numbers.isCut ? ' and more' : ''}`],
    ['Approved', share(numbers.approved, numbers.decided)],
    ['Rejected', share(numbers.rejected, numbers.decided)],
    ['Answered', share(numbers.answered, numbers.decided)],
    ['Card open, median', seconds(numbers.medianShownMs)],
    ['Evidence not in sight', share(unopened.n, unopened.of)],
    ['Longest run of approvals', String(streak.longest)],
    ['As most others', share(agreed.n, agreed.of)],
    ['Rolled back later', share(rolledBack.n, rolledBack.of)],
    ['Question to decision', seconds(numbers.medianWaitMs)],
  ]);
}

function seconds(ms: number | null): string {
  return ms === null ? 'not known' : `${(ms / 1000).toFixed(1)} s`;
}
