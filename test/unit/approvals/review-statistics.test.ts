import { expect, test } from 'vitest';
import { reviewMeasures } from '../../../shared/domain/review-statistics.ts';
import { behind, statisticsOf, type Reviewed } from '../../../electron/runtime/approvals/review-statistics.ts';

const start = Date.UTC(2026, 10, 20);
const period = { fromMs: start, toMs: start + 86_400_000, isCut: false };

function one(at: number, more: Partial<Reviewed> = {}): Reviewed {
  return {
    approvalId: `a${at}`,
    personId: 'ada',
    title: `Action ${at}`,
    decision: 'approve',
    atMs: start + at,
    askedAtMs: start + at - 1_000,
    status: 'executed',
    looked: { shownMs: at * 10, opened: ['evidence'] },
    hasEvidence: true,
    others: null,
    day: '2026-11-20',
    ...more,
  };
}

/** The last first, as they are read. */
const reviewed = [
  one(9, { others: 'refuse' }),
  one(8, { others: 'approve', status: 'rolled-back' }),
  one(7, { looked: { shownMs: 70, opened: ['envelope'] } }),
  one(6, { decision: 'reject', status: 'rejected', others: 'refuse', day: '2026-11-19' }),
  one(5, { decision: 'respond', status: 'responded', looked: null }),
  one(4, { hasEvidence: false, looked: { shownMs: 40, opened: [] } }),
  one(3, { personId: 'ben' }),
];

test('every number of a reviewer counts exactly the decisions that are opened behind it', () => {
  const numbers = statisticsOf(reviewed, period);
  expect(numbers).toMatchObject({
    decided: 7,
    approved: 5,
    rejected: 1,
    answered: 1,
    medianShownMs: 65,
    told: { n: 6, of: 7 },
    unopened: { n: 1, of: 5 },
    agreed: { n: 2, of: 3 },
    rolledBack: { n: 1, of: 5 },
    medianWaitMs: 1_000,
    days: [
      { day: '2026-11-20', decided: 6 },
      { day: '2026-11-19', decided: 1 },
    ],
  });
  const many = Object.fromEntries(reviewMeasures.map((measure) => [measure, behind(reviewed, measure).length]));
  expect(many).toEqual({
    decided: 7,
    approved: 5,
    rejected: 1,
    answered: 1,
    unopened: 1,
    streak: 3,
    agreed: 2,
    disagreed: 1,
    'rolled-back': 1,
  });
});

test('a streak is one person’s approvals in a row, and ends with what they did not approve', () => {
  const { streak } = statisticsOf(reviewed, period);
  expect(streak).toEqual({ longest: 3, fromMs: start + 7, toMs: start + 9 });
  expect(behind(reviewed, 'streak').map(({ approvalId }) => approvalId)).toEqual(['a9', 'a8', 'a7']);
  expect(statisticsOf([], period)).toMatchObject({ streak: { longest: 0, fromMs: null }, medianShownMs: null });
});
