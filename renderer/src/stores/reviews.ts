import { create } from 'zustand';
import type { ReviewedItem, ReviewMeasure, ReviewStatistics } from '../../../shared/domain/review-statistics.ts';
import type { MethodInput } from '../../../shared/ipc/methods.ts';
import { call } from '../bridge.ts';

/** What is looked at: a number of a period, or of one of its days. */
export interface ReviewChoice {
  readonly days: number;
  readonly isTeam: boolean;
  readonly measure: ReviewMeasure;
  readonly day: string | null;
}

interface ReviewsState extends ReviewChoice {
  readonly statistics: ReviewStatistics | null;
  readonly failure: unknown;
  readonly items: readonly ReviewedItem[];
  readonly total: number;
  readonly next: number | null;
  readonly isReading: boolean;
}

export const reviewPeriods = [7, 30, 90, 365] as const;

/** How the acting person decides. */
export const useReviews = create<ReviewsState>()(() => ({
  days: 30,
  isTeam: false,
  measure: 'decided',
  day: null,
  statistics: null,
  failure: null,
  items: [],
  total: 0,
  next: null,
  isReading: true,
}));

let generation = 0;

/** Reads the numbers and what is behind the chosen one, with what is named chosen first. */
export async function readReviews(choice: Partial<ReviewChoice> = {}): Promise<void> {
  generation += 1;
  const mine = generation;
  useReviews.setState({ ...choice, isReading: true });
  const { days, isTeam } = useReviews.getState();
  try {
    const [statistics, page] = await Promise.all([call('review.statistics', { days, isTeam }), readPage(0)]);
    if (mine === generation) useReviews.setState({ statistics, ...page, failure: null, isReading: false });
  } catch (failure) {
    if (mine === generation) useReviews.setState({ failure, isReading: false });
  }
}

/** The next decisions behind the number, after those that are shown. */
export async function readMoreReviewed(): Promise<void> {
  const { next, items, isReading } = useReviews.getState();
  if (next === null || isReading) return;
  const mine = generation;
  useReviews.setState({ isReading: true });
  try {
    const page = await readPage(next);
    if (mine === generation) useReviews.setState({ ...page, items: [...items, ...page.items], isReading: false });
  } catch (failure) {
    if (mine === generation) useReviews.setState({ failure, isReading: false });
  }
}

/** Of a team there are numbers and no decisions: whose they are is for nobody else to see. */
async function readPage(after: number): Promise<Pick<ReviewsState, 'items' | 'total' | 'next'>> {
  const { days, measure, day, isTeam } = useReviews.getState();
  if (isTeam) return { items: [], total: 0, next: null };
  const input: MethodInput<'review.items'> = { days, measure, after, ...(day === null ? {} : { day }) };
  return call('review.items', input);
}
